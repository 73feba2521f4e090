/** So much of a cell is repeated to a person. */
const LONGEST = 80;

/**
 * What a file holds, as it may stand in a sentence for people: a file of a stranger can hold signs that move the
 * cursor or turn the writing round, and cells of a whole page.
 */
export const printable = (text: string): string => {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}\u2026` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/gu, "\uFFFD");
};
