import type { AddressRules } from "./countries.ts";
import { inFull, wordsOf } from "./search-words.ts";

/** A word to look for. */
export interface Form {
  readonly word: string;
  /** 1 for what was typed, less for a guess. */
  readonly worth: number;
  /** It may go on: the last word while somebody types. */
  readonly isPrefix: boolean;
}

/** A word that was typed. */
export interface AskedWord {
  readonly text: string;
  /** In full, as it was typed, and as it may have been meant: "st" is looked for as "saint" and as "st". */
  readonly forms: readonly Form[];
  /** Must be found: not one that is in almost every address, or a number. */
  readonly isRequired: boolean;
}

/** What somebody looks for, taken apart. */
export interface AddressQuestion {
  readonly words: readonly AskedWord[];
  /** The numbers that it may have, as lists write them: "12 bis" before "12". Each as often as it was typed. */
  readonly numbers: readonly string[];
  readonly postcode?: string;
}

/** More words than any address has: the rest is passed over. */
const MOST_WORDS = 16;

const DIGITS = /^\d{1,4}$/;
const WITH_SUFFIX = /^(\d{1,4})([a-z]|bis|ter|quater|quinquies)$/;

/** The first letters of a word that is being typed are those of a thousand others: "imp", "b". */
const mayBeCommon = (word: string, { common }: AddressRules): boolean =>
  word.length < 3 || [...common].some((each) => each.startsWith(word));

/**
 * Takes apart what was typed: "12 bis r. de l'église, 33000 bdx". Number, street, postcode and municipality
 * may come in any order, with or without commas.
 */
export const askAddress = (text: string, rules: AddressRules): AddressQuestion => {
  const isOpen = /[\p{L}\p{N}]$/u.test(text);
  const typed = wordsOf(text)
    .slice(0, MOST_WORDS)
    .filter((word) => !rules.ignored.has(word));
  const numbers: string[] = [];
  const words: AskedWord[] = [];
  let postcode: string | undefined;
  for (const [index, word] of typed.entries()) {
    const isLast = index === typed.length - 1 && isOpen;
    if (postcode === undefined && rules.postcode.test(word)) {
      postcode = word;
      continue;
    }
    const [, digits, suffix] = WITH_SUFFIX.exec(word) ?? [];
    if (digits !== undefined && suffix !== undefined) {
      const written = suffix.length === 1 ? suffix.toUpperCase() : suffix;
      numbers.push(`${Number(digits)} ${written}`, String(Number(digits)));
      continue;
    }
    const before = typed[index - 1] ?? "";
    const followsNumber = DIGITS.test(before);
    if (followsNumber && rules.suffixes.includes(word)) {
      numbers.splice(numbers.indexOf(String(Number(before))), 0, `${Number(before)} ${word}`);
      continue;
    }
    // "12 b": its letter, or the first of the street's name.
    if (followsNumber && /^[a-z]$/.test(word))
      numbers.splice(
        numbers.indexOf(String(Number(before))),
        0,
        `${Number(before)} ${word.toUpperCase()}`,
      );
    const isNumber = DIGITS.test(word);
    if (isNumber) numbers.push(String(Number(word)));
    const full = inFull(word, rules.abbreviations);
    const isCommon = rules.common.has(full) || rules.common.has(word);
    words.push({
      text: word,
      forms: [...new Set([...full.split(" ").slice(0, 1), word])].map((form) => ({
        word: form,
        worth: 1,
        isPrefix: isLast && form === word,
      })),
      isRequired:
        !isCommon &&
        !isNumber &&
        !(followsNumber && word.length === 1) &&
        !(isLast && mayBeCommon(word, rules)),
    });
  }
  return { words, numbers, ...(postcode === undefined ? {} : { postcode }) };
};
