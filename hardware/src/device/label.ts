import * as z from "zod";
import type { Sha256 } from "./secret.ts";

/** Crockford's base32, as it is printed. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;

/** A label's code without its hyphen: "7K3MQ2XR". */
export const LabelCode = z.string().regex(new RegExp(`^[${LETTERS}]{${LENGTH}}$`));

/** A word that is said aloud and typed: four syllables, no accent. */
const CONSONANTS = "bdflmnrtvz";
const VOWELS = "aio";
const SYLLABLES = 4;
export const LabelWord = z
  .string()
  .regex(new RegExp(`^([${CONSONANTS}][${VOWELS}]){${SYLLABLES}}$`));

/** What stands on the label of a box, and the word that it shows on its own page. */
export const Label = z.strictObject({ code: LabelCode, word: LabelWord });
export type Label = z.infer<typeof Label>;

const digits = function* (hash: string): Generator<number> {
  for (let place = 0; place < hash.length; place += 4)
    yield Number.parseInt(hash.slice(place, place + 4), 16);
};

/** Letters drawn by a hash; 16 bits for each, so that none is noticeably more frequent. */
const drawn = (hash: string, alphabets: readonly string[]): string => {
  const values = digits(hash);
  return alphabets
    .map((letters) => letters[(values.next().value as number) % letters.length])
    .join("");
};

/** The label that belongs to a box's first secret: 40 bits of code, 19 of word. */
export const labelOf = (secret: string, sha256: Sha256): Label => ({
  code: drawn(sha256(`datacityzen label code ${secret}`), Array(LENGTH).fill(LETTERS)),
  word: drawn(
    sha256(`datacityzen label word ${secret}`),
    Array.from({ length: SYLLABLES }, () => [CONSONANTS, VOWELS]).flat(),
  ),
});

/** As people read it: "7K3M-Q2XR". */
export const showCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/**
 * The code that somebody meant: small letters, spaces and hyphens do not count, I and L are 1, O is 0, and U,
 * which no code has, is a V that was misread. Undefined when it cannot be a code.
 */
export const readCode = (text: string): string | undefined => {
  const code = text
    .slice(0, 64)
    .toUpperCase()
    .replaceAll(/[\s\u2010-\u2015-]/g, "")
    .replaceAll(/[IL]/g, "1")
    .replaceAll("O", "0")
    .replaceAll("U", "V");
  return LabelCode.safeParse(code).data;
};

/** The word that somebody meant; undefined when it cannot be one. */
export const readWord = (text: string): string | undefined =>
  LabelWord.safeParse(text.slice(0, 64).trim().toLowerCase()).data;
