import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { PollenSeasons } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";

export interface NamedTaxon {
  readonly taxon: string;
  /** As people call it. */
  readonly name: string;
}

export interface SeasonRow {
  readonly year: number;
  /** Days, YYYY-MM-DD; null where no day fulfils the rule. */
  readonly start: string | null;
  readonly end: string | null;
  readonly days: number | null;
  readonly isComplete: boolean;
}

export interface TaxonTable extends NamedTaxon {
  readonly sensor: string;
  /** Whether several sensors count it, so that each is named. */
  readonly isOneOfSeveral: boolean;
  readonly newest: {
    readonly at: string;
    readonly value: number;
    readonly level: string | null;
  } | null;
  readonly max: { readonly at: string; readonly value: number } | null;
  /** The newest year first. */
  readonly seasons: readonly SeasonRow[];
}

export interface PollenTable {
  readonly scale: string;
  readonly source: string;
  readonly taxa: readonly TaxonTable[];
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The taxa that a station counts, by their names in order of the alphabet. */
export const taxaCountedIn = (
  values: readonly { readonly quantity: string }[],
  language: Language,
): NamedTaxon[] =>
  [...new Set(values.map(({ quantity }) => quantity))]
    .flatMap((quantity): NamedTaxon[] => {
      const name = QuantityName.safeParse(quantity).data;
      // An optical counter's particles of the size of pollen are none.
      if (name === undefined || !name.startsWith("pollen_") || name === "pollen_range") return [];
      return [
        { taxon: name.slice("pollen_".length), name: capital(quantities[name].name[language]) },
      ];
    })
    .sort((one, other) => one.name.localeCompare(other.name, language));

/** What an answer says, as the page tells it. */
export const pollenTable = (answer: PollenSeasons, language: Language): PollenTable => ({
  scale: answer.scale.title[language],
  source: answer.scale.source,
  taxa: answer.taxa.map(({ taxon, name, sensor, newest, max, seasons }) => ({
    ...{ taxon, sensor, max, name: capital(name[language]) },
    isOneOfSeveral: answer.taxa.filter((one) => one.taxon === taxon).length > 1,
    newest:
      newest === null
        ? null
        : { at: newest.at, value: newest.value, level: newest.words?.[language] ?? null },
    seasons: seasons
      .map(({ year, start, end, days, complete }) => ({
        ...{ year, start, end, days, isComplete: complete },
      }))
      .toReversed(),
  })),
});
