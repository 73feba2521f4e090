import { atlasWords, type WordList, wordOfKey } from "./words.ts";

export const openChoices = ["now", "now-or-unknown"] as const;
export const families = ["mediation", "autonomy", "association"] as const;
export const wordLists = Object.keys(atlasWords) as WordList[];

/** What somebody asks of the atlas, as its address says it: where somebody is stands in none. */
export interface AtlasQuery {
  readonly search: string;
  /** Keys of words.ts. */
  readonly words: { readonly [list in WordList]?: string };
  readonly open: (typeof openChoices)[number] | undefined;
  readonly family: (typeof families)[number] | undefined;
  /** A territory. */
  readonly place: string | undefined;
  readonly after: string | undefined;
}

const LONGEST = 100;

const oneOf = <T extends string>(allowed: readonly T[], text: string | null): T | undefined =>
  allowed.find((one) => one === text);

/** What an address asks for. A page passes over what it does not know, where the API would refuse it. */
export const atlasQuery = (parameters: URLSearchParams): AtlasQuery => {
  const named = (name: string, form: RegExp) => {
    const text = parameters.get(name);
    return text !== null && form.test(text) ? text : undefined;
  };
  return {
    search: (parameters.get("search") ?? "").trim().slice(0, LONGEST),
    words: Object.fromEntries(
      wordLists.flatMap((list) => {
        const key = parameters.get(list);
        return key !== null && wordOfKey(list, key) !== undefined ? [[list, key]] : [];
      }),
    ),
    open: oneOf(openChoices, parameters.get("open")),
    family: oneOf(families, parameters.get("family")),
    place: named("place", /^[\w-]{1,60}$/),
    after: named("after", /^[\w-]{1,1000}$/),
  };
};

/** The address that asks for it: it names what is not as it would be anyhow. */
export const atlasAddress = ({ search, words, open, family, place, after }: AtlasQuery): string => {
  const query = new URLSearchParams({
    ...(search === "" ? {} : { search }),
    ...words,
    ...(open === undefined ? {} : { open }),
    ...(family === undefined ? {} : { family }),
    ...(place === undefined ? {} : { place }),
    ...(after === undefined ? {} : { after }),
  });
  return query.size === 0 ? "/atlas" : `/atlas?${query}`;
};

/** The same for the API, without the page. */
export const apiChoice = ({ search, words, open, family, place }: AtlasQuery) => {
  const facets = wordLists.flatMap((list) => wordOfKey(list, words[list] ?? null) ?? []);
  return {
    ...(search === "" ? {} : { search }),
    ...(facets.length === 0 ? {} : { facets: facets.join(",") }),
    ...(open === undefined ? {} : { open }),
    ...(family === undefined ? {} : { family }),
    ...(place === undefined ? {} : { territory: place }),
  };
};

/** Whether it asks for anything but all entries. */
export const isChosen = (asked: AtlasQuery): boolean =>
  atlasAddress({ ...asked, after: undefined }) !== "/atlas";
