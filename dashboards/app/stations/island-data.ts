import type { LiveData } from "./station-live.tsx";

export const DATA_ID = "station-live-data";

const WRITTEN = new RegExp(`<script id="${DATA_ID}"[^>]*>([^<]+)</script>`);

/** What the living part of a page was made of, as text that ends no script element. */
export const islandText = (data: LiveData): string =>
  JSON.stringify(data).replaceAll("<", "\\u003c");

/** The same, read in the browser; undefined on a page without it. */
export const islandData = (page: ParentNode): LiveData | undefined => {
  const text = page.querySelector(`#${DATA_ID}`)?.textContent;
  return text ? (JSON.parse(text) as LiveData) : undefined;
};

/** What the server would write now; undefined when it cannot tell. */
export const askAnew = async (): Promise<LiveData | undefined> => {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return undefined;
    // Read as text: of a document the browser would refuse the styles, which carry the number of another answer.
    const [, text] = WRITTEN.exec(await answer.text()) ?? [];
    return text === undefined ? undefined : (JSON.parse(text) as LiveData);
  } catch {
    return undefined;
  }
};
