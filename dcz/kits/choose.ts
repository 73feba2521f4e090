import type { KitFolder } from "@datacityzen/hardware/kits/folder";
import { refuse } from "../command.ts";
import type { Language } from "../language.ts";
import type { Terminal } from "../terminal.ts";
import { kitNames, openKit } from "./read-kits.ts";
import { kitsTexts } from "./texts.ts";

/** The kit that a person named; undefined once the person was told what is wrong. */
export const chooseKit = (terminal: Terminal, name: string | undefined): KitFolder | undefined => {
  const texts = kitsTexts[terminal.language];
  const names = kitNames();
  if (name === undefined || !names.includes(name)) {
    const known = names.join(", ");
    refuse(terminal, name === undefined ? texts.whichKit(known) : texts.unknownKit(name, known));
    return undefined;
  }
  const opened = openKit(name);
  if (opened.ok) return opened.folder;
  for (const sentence of opened.sentences) terminal.err.say(`${texts.broken(name, sentence)}\n`);
  terminal.exit(1);
  return undefined;
};

/** The language asked for with --lang, else the terminal's; undefined when --lang names an unknown one. */
export const chooseLanguage = (
  terminal: Terminal,
  given: string | undefined,
): Language | undefined => {
  if (given === undefined) return terminal.language;
  if (given === "fr" || given === "en") return given;
  refuse(terminal, kitsTexts[terminal.language].badLanguage(given));
  return undefined;
};

export const euros = (language: Language, amount: number): string =>
  new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB", {
    style: "currency",
    currency: "EUR",
  })
    .format(amount)
    // A narrow no-break space has no glyph in many terminal fonts.
    .replace(/[\u00a0\u202f]/g, " ");
