import { useTranslation } from "react-i18next";
import type { Language } from "./language.ts";
import { typeset } from "./typography.ts";

/** What the cloud says, in both languages. */
export interface Words {
  readonly fr: string;
  readonly en: string;
}

/** Words of the cloud in the reader's language. */
export const useWords = (): ((words: Words) => string) => {
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  return (words) => typeset(language, words[language]);
};
