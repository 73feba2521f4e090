import type { Bulletin } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { sectionsOf } from "./bulletin.ts";

/** A bulletin to be read aloud: its title, then a paragraph of each section. */
export const plainText = (title: string, bulletin: Bulletin, language: Language): string =>
  `${[title, ...sectionsOf(bulletin, language).map(({ texts }) => texts.join(" "))].join("\n\n")}\n`;
