/** Letters that are two, or that Unicode does not take apart into a letter and its accent. */
const WRITTEN_OUT: { readonly [letter: string]: string } = {
  œ: "oe",
  æ: "ae",
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** Small letters without accents; what is neither letter nor digit separates words. */
export const plainText = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[œæßøłđðþı]/g, (letter) => WRITTEN_OUT[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** No word of an address is longer; a longer one is cut. */
const WORD_LENGTH = 40;

/** The words of a text, as they are compared: "Rue de l'Église" is rue, de, l, eglise. */
export const wordsOf = (text: string): string[] => {
  const plain = plainText(text);
  return plain === "" ? [] : plain.split(" ").map((word) => word.slice(0, WORD_LENGTH));
};

/** "av" for "avenue": what a word may stand for. */
export type Abbreviations = { readonly [short: string]: string };

const hasOwn = (abbreviations: Abbreviations, word: string): boolean =>
  Object.hasOwn(abbreviations, word);

/** The word as it is written in full: "st" is "saint". */
export const inFull = (word: string, abbreviations: Abbreviations): string =>
  hasOwn(abbreviations, word) ? (abbreviations[word] ?? word) : word;

/** The words of a name as they are searched for: written in full, each once. */
export const indexedWords = (text: string, abbreviations: Abbreviations): string[] => [
  ...new Set(wordsOf(text).flatMap((word) => inFull(word, abbreviations).split(" "))),
];

/**
 * The least number of letters left out, added, exchanged or swapped with their neighbour that makes one word
 * of the other; `most + 1` when it is more than `most`.
 */
export const misspellings = (given: string, meant: string, most: number): number => {
  if (Math.abs(given.length - meant.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: meant.length + 1 }, (_, index) => index);
  for (let line = 1; line <= given.length; line += 1) {
    const next = [line];
    let least = line;
    for (let column = 1; column <= meant.length; column += 1) {
      const same = given[line - 1] === meant[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        given[line - 1] === meant[column - 2] && given[line - 2] === meant[column - 1];
      if (line > 1 && column > 1 && swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = next;
  }
  return Math.min(last.at(-1) ?? 0, most + 1);
};

/** How many misspellings a word of this length may have: short ones would be taken for any other. */
export const toleratedMisspellings = ({ length }: string): number =>
  length < 4 ? 0 : length < 8 ? 1 : 2;
