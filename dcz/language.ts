import type { Environment } from "@datacityzen/hardware/settings/settings";

export type Language = "fr" | "en";

/** The locale as POSIX orders the variables: "fr_FR.UTF-8". */
const locale = (environment: Environment): string =>
  environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";

/** French first; English where the locale asks for it. */
export const languageOf = (environment: Environment): Language =>
  locale(environment).toLowerCase().startsWith("en") ? "en" : "fr";

/** Whether the terminal shows more than ASCII; assumed not when the locale names no character set. */
export const showsUnicode = (environment: Environment): boolean =>
  /utf-?8/i.test(environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "");

const spelled: { readonly [character: string]: string } = {
  "«": '"',
  "»": '"',
  "’": "'",
  "…": "...",
  "→": "->",
  "·": "-",
  "×": "x",
  "−": "-",
  "–": "-",
  κ: "kappa",
  "°": "",
  // NFKD turns the micro sign into the Greek letter mu.
  "\u03bc": "u",
  œ: "oe",
  Œ: "OE",
  "✓": "+",
};

/** The same text in ASCII: "déjà" becomes "deja". */
export const toAscii = (text: string): string =>
  text
    .replace(/« | »/g, '"')
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    // Colours are escape sequences: control characters stay.
    .replace(/\P{ASCII}/gu, (character) => spelled[character] ?? "?");
