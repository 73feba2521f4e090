import { useTranslation } from "react-i18next";
import { keyOfWord } from "./words.ts";

/** A word of an entry in the reader's language; as the entry has it where the scheme has no such word. */
export const useAtlasWord = (): ((word: string) => string) => {
  const { t } = useTranslation();
  return (word) => {
    const key = keyOfWord(word);
    return key === undefined ? word : t(`atlas.words.${key}`);
  };
};
