import type * as table from "../quality/indices/table.ts";

type Words = table.Words;

/** A class as answers have it. */
export interface Band {
  readonly level: number;
  readonly band: string;
  readonly name: Words;
  readonly words: Words;
}

/** Why nothing is said of the air: unknown is never good. */
export type Unknown =
  | { readonly key: "no_sensor" }
  | { readonly key: "old" }
  | { readonly key: "too_few_hours"; readonly hours: number; readonly of: number };

export const wordsOfAir = ({ name }: Pick<table.Band, "name">): Words => ({
  fr: `L'air est ${name.fr.toLowerCase()}.`,
  en: `The air is ${name.en.toLowerCase()}.`,
});

export const wordsOfBand = ({ name }: Pick<table.Band, "name">): Words => name;

export const bandAnswer = (band: table.Band): Band => ({
  level: band.rank,
  band: band.key,
  name: band.name,
  words: wordsOfAir(band),
});

export const unknownWords = (unknown: Unknown): Words => {
  switch (unknown.key) {
    case "no_sensor":
      return {
        fr: "Cette station ne mesure pas la qualité de l'air.",
        en: "This station does not measure air quality.",
      };
    case "old":
      return {
        fr: "Les dernières mesures sont trop anciennes pour le dire.",
        en: "The last measurements are too old to tell.",
      };
    case "too_few_hours":
      return {
        fr: `Il est trop tôt pour le dire : ${unknown.hours} h mesurées sur les ${unknown.of} qu'il faut.`,
        en: `Too early to tell: ${unknown.hours} of the ${unknown.of} hours that it takes.`,
      };
    default:
      return unknown satisfies never;
  }
};
