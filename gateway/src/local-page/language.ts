export const languages = ["fr", "en"] as const;
export type Language = (typeof languages)[number];

const isLanguage = (text: unknown): text is Language =>
  languages.some((language) => language === text);

/** The page's language: the one asked for by `?lang=`, else the browser's, else French. */
export const chooseLanguage = (asked: unknown, preferred: unknown): Language => {
  if (isLanguage(asked)) return asked;
  return isLanguage(preferred) ? preferred : "fr";
};
