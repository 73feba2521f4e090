import type { AskedWord } from "./address-question.ts";

/** A street or a municipality that may be the one that is looked for. */
export interface Candidate {
  /** Of the street's name; none for a municipality. */
  readonly streetWords: readonly string[];
  /** Of the municipality: its names, its postcode. */
  readonly aroundWords: readonly string[];
  readonly postcode: string;
  /** How large it is: 0 to 1. */
  readonly size: number;
}

/** How well a word that was typed fits one of an address, 0 to 1. */
const likeness = ({ forms }: AskedWord, word: string): number =>
  forms.reduce((best, { word: form, worth, isPrefix }) => {
    if (form === word) return Math.max(best, worth);
    if (!isPrefix || !word.startsWith(form)) return best;
    return Math.max(best, worth * (0.85 + (0.1 * form.length) / word.length));
  }, 0);

const bestFit = (asked: AskedWord, words: readonly string[]): number =>
  words.reduce((best, word) => Math.max(best, likeness(asked, word)), 0);

const DIGITS = /^\d+$/;

/** Words that everybody uses count less. */
const weightOf = ({ isRequired, text }: AskedWord): number =>
  isRequired ? Math.min(3, 1 + text.length / 4) : 0.5;

/** How well an address fits what was asked, 0 to 1. */
export const scoreOf = (
  words: readonly AskedWord[],
  postcode: string | undefined,
  { streetWords, aroundWords, postcode: own, size }: Candidate,
): number => {
  let [got, all] = [0, 0];
  const inStreet = new Set<string>();
  for (const asked of words) {
    const weight = weightOf(asked);
    const street = bestFit(asked, streetWords);
    const around = bestFit(asked, aroundWords);
    // The number in the street is judged by itself: "12" is no word that is missing in the name.
    if (street === 0 && around === 0 && (DIGITS.test(asked.text) || asked.text.length === 1))
      continue;
    // A word of the street is worth a little more than one of its municipality.
    got += weight * Math.max(street, 0.97 * around);
    all += weight;
    if (street > 0)
      for (const word of streetWords) if (likeness(asked, word) === street) inStreet.add(word);
  }
  if (postcode !== undefined) {
    got += own === postcode ? 2 : own.slice(0, 2) === postcode.slice(0, 2) ? 0.8 : 0;
    all += 2;
  }
  const told = all === 0 ? 0 : got / all;
  // "Rue Hugo" before "Rue Victor Hugo Prolongée" for "hugo".
  const covered = streetWords.length === 0 ? 1 : inStreet.size / streetWords.length;
  return Math.min(1, 0.8 * told + 0.15 * covered + 0.05 * size);
};

/** The parts of an address, for its label. */
export interface AddressParts {
  readonly number?: string | undefined;
  readonly street?: string | undefined;
  readonly postcode: string;
  readonly municipality: string;
}

/** "12 bis Rue de l'Église, 33000 Bordeaux": what is absent leaves no gap. */
export const addressLabel = (pattern: string, parts: AddressParts): string =>
  pattern
    .replaceAll(
      /\{(number|street|postcode|municipality)\}/g,
      (_, name: keyof AddressParts) => parts[name] ?? "",
    )
    .replaceAll(/\s+/g, " ")
    .replaceAll(" ,", ",")
    .replace(/^[\s,]+/, "")
    .trim();
