import type { Language } from "./language.ts";

/** Between a figure and its unit, and in French before tall signs: a line never breaks there. */
export const noBreakSpaces = { fr: "\u202f", en: "\u00a0" } as const;

/** Units as these pages write them; a unit ends where no letter follows. */
const units =
  "%|‰|°C|°|µg|µm|µ|ppm|ppb|hPa|dB|lx|V|Hz|m/s|/cm³|/m³|h|min|sec|hr|s|ms|j|ko|Mo|" +
  "jours?|heures?|minutes?|secondes?|octets?|days?|hours?|seconds?|bytes?";
const beforeUnit = new RegExp(`(\\d)[ \\u00a0](?=(?:${units})(?!\\p{L}))`, "gu");

/** A text as it is set in a language. The one place for its spaces: texts are written with plain ones. */
export const typeset = (language: Language, text: string): string => {
  const space = noBreakSpaces[language];
  const withUnits = text.replace(beforeUnit, `$1${space}`);
  if (language !== "fr") return withUnits;
  return withUnits.replace(/[ \u00a0]([;:!?»])/g, `${space}$1`).replace(/«[ \u00a0]/g, `«${space}`);
};
