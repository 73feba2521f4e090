import type { Bulletin } from "../api/answers.ts";
import { type Api, type Asked, ask } from "../api/client.ts";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";

/** The bulletin of a day as it was sent; without a day, what is known at this hour. */
export const askBulletin = (
  api: Api,
  code: string,
  day: string | undefined,
  signal: AbortSignal,
): Promise<Asked<Bulletin>> =>
  day === undefined
    ? ask(api.GET("/api/v1/bulletins/{code}", { params: { path: { code } }, signal }))
    : ask(
        api.GET("/api/v1/bulletins/{code}/days/{day}", {
          params: { path: { code, day } },
          signal,
        }),
      );

export type Section = Bulletin["sentences"][number]["section"];

/** The sentences of each section, in the order in which they are read. */
export const sectionsOf = (
  { sentences }: Pick<Bulletin, "sentences">,
  language: Language,
): readonly { readonly section: Section; readonly texts: readonly string[] }[] =>
  [...Map.groupBy(sentences, ({ section }) => section)].map(([section, all]) => ({
    section,
    texts: all.map((one) => typeset(language, one[language])),
  }));

/** A day as an address writes it: "2026-11-28". */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The day that a file's address asks for. */
export const dayIn = (request: Request): string | undefined => {
  const day = new URL(request.url).searchParams.get("day") ?? "";
  return isDay(day) ? day : undefined;
};

/** The address of a file of a bulletin, in a language: whoever reads it aloud has no cookie. */
export const fileHref = (
  code: string,
  file: "bulletin.txt" | "bulletin.pdf" | "feed.atom",
  language: Language,
  day?: string | null,
): string =>
  `/bulletin/${encodeURIComponent(code)}/${file}?${new URLSearchParams({
    ...(day == null ? {} : { day }),
    lang: language,
  })}`;

export const pageHref = (code: string, day?: string | null): string =>
  `/bulletin/${encodeURIComponent(code)}${day == null ? "" : `/${day}`}`;
