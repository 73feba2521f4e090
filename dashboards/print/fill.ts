import type { Language } from "../app/i18n/language.ts";
import { typeset } from "../app/i18n/typography.ts";

/** A sentence of ours with what belongs into its braces, which is taken as it is. */
export const fill = (
  language: Language,
  sentence: string,
  values: { readonly [name: string]: string } = {},
): string =>
  typeset(language, sentence).replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
