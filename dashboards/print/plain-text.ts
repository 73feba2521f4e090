import { TEXT_CHARACTERS } from "./limits.ts";

/** What stands where something cannot be printed. */
export const REPLACEMENT = "�";

/** A word that is longer may be broken after so many characters of it. */
const LONGEST_WORD = 28;
const PIECE = 8;
const BREAK = "\u200b";

const characters = new Intl.Segmenter("fr", { granularity: "grapheme" });

export const charactersOf = (text: string): string[] =>
  [...characters.segment(text)].map(({ segment }) => segment);

/** Signs that change the order of what stands around them: a name must not turn its neighbours around. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Control characters, and code points that stand for nothing and never will. */
const nothing = /[\p{Cc}\p{Noncharacter_Code_Point}\p{Co}\ufeff]/gu;

const withBreaks = (word: string): string => {
  // A text has no more characters than units: most need not be taken apart.
  if (word.length <= LONGEST_WORD) return word;
  const all = charactersOf(word);
  if (all.length <= LONGEST_WORD) return word;
  return Array.from({ length: Math.ceil(all.length / PIECE) }, (_, part) =>
    all.slice(part * PIECE, (part + 1) * PIECE).join(""),
  ).join(BREAK);
};

/**
 * A text as one paragraph that a page can hold: line breaks and tabs are spaces, what is no character is shown
 * as such, a text without end is cut, and long words have places to break at.
 */
export const plainText = (text: string): string => {
  const line = text
    // Far more than is printed, so that a text of megabytes costs nothing here.
    .slice(0, 16 * TEXT_CHARACTERS)
    .toWellFormed()
    .replaceAll(turning, "")
    .replaceAll(/\s+/g, (spaces) => (/^\u00a0$|^\u202f$/.test(spaces) ? spaces : " "))
    .replaceAll(nothing, REPLACEMENT)
    .trim();
  const all = line.length <= TEXT_CHARACTERS ? [] : charactersOf(line);
  const cut = all.length > TEXT_CHARACTERS ? `${all.slice(0, TEXT_CHARACTERS).join("")}…` : line;
  return cut.split(" ").map(withBreaks).join(" ");
};

/** What a template is given: texts, and lists and groups of them. */
export type Texts = string | readonly Texts[] | { readonly [name: string]: Texts };

/** The same with each text changed. */
export const eachText = (texts: Texts, change: (text: string) => string): Texts => {
  if (typeof texts === "string") return change(texts);
  if (Array.isArray(texts)) return texts.map((one: Texts) => eachText(one, change));
  return Object.fromEntries(
    Object.entries(texts).map(([name, one]) => [name, eachText(one as Texts, change)]),
  );
};

/** Every text, once. */
export const allTexts = (texts: Texts): ReadonlySet<string> => {
  const found = new Set<string>();
  eachText(texts, (text) => {
    found.add(text);
    return text;
  });
  return found;
};
