export const languages = ["fr", "en"] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (text: string | null | undefined): text is Language =>
  languages.some((language) => language === text);

/** The reader's language: what the address asks for, else the cookie's, else the browser's, else French. */
export const chooseLanguage = (request: {
  readonly query: string | null;
  readonly cookie: string | null;
  /** The language of ours that the browser prefers (server/dashboards.ts). */
  readonly preferred: string | null;
}): Language => {
  if (isLanguage(request.query)) return request.query;
  const kept = /(?:^|;\s*)lang=([a-z]{2})(?:;|$)/.exec(request.cookie ?? "")?.[1];
  if (isLanguage(kept)) return kept;
  return isLanguage(request.preferred) ? request.preferred : "fr";
};

/** The same page in another language, for a link: the query is kept, `lang` replaced. */
export const inLanguage = (search: string, language: Language): string => {
  const parameters = new URLSearchParams(search);
  parameters.set("lang", language);
  return `?${parameters}`;
};

/** The language in which a page is written. */
export const pageLanguage = ({
  documentElement: { lang },
}: {
  readonly documentElement: { readonly lang: string };
}): Language => (isLanguage(lang) ? lang : "fr");
