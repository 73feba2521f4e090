import { misspellings, toleratedMisspellings } from "../territories/search-words.ts";

/**
 * The words as they were probably meant: each that is unknown becomes the known one that differs by the fewest letters.
 * Undefined when none of them changes.
 */
export const correctWords = (
  words: string,
  known: readonly { readonly given: string; readonly word: string }[],
): string | undefined => {
  const corrected = words
    .split(" ")
    .map((given) => {
      const most = toleratedMisspellings(given);
      const [best] = known
        .filter((near) => near.given === given)
        .map(({ word }) => ({ word, wrong: misspellings(given, word, most) }))
        .filter(({ wrong }) => wrong <= most)
        .toSorted((one, other) => one.wrong - other.wrong);
      return best?.word ?? given;
    })
    .join(" ");
  return corrected === words ? undefined : corrected;
};
