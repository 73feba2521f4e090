import type { Band, Dated, Period, Pollutant } from "../indices/table.ts";

/** The guideline level, and the interim targets on the way to it. */
export type WhoLevel = "aqg" | "it4" | "it3" | "it2" | "it1";

export interface WhoScale {
  readonly period: Period;
  /** µg/m³; carbon monoxide mg/m³. A value up to and including the level meets it. */
  readonly levels: readonly (readonly [WhoLevel, number])[];
}

export interface WhoTable extends Dated {
  readonly kind: "guideline";
  readonly scope: { readonly fr: string; readonly en: string };
  readonly bands: readonly Band[];
  /** Which of its two lists judges. */
  readonly judges: "shortTerm" | "longTerm";
  /** Of a day; of ozone, of eight hours. */
  readonly shortTerm: { readonly [pollutant in Pollutant]: WhoScale };
  /** Of a year; of ozone, of the peak season. */
  readonly longTerm: { readonly [pollutant in Pollutant]?: WhoScale };
}

const band = (key: string, rank: number, fr: string, en: string): Band => ({
  key,
  rank,
  colour: undefined,
  name: { fr, en },
});

const scale = (period: Period, ...levels: readonly (readonly [WhoLevel, number])[]): WhoScale => ({
  period,
  levels,
});

/** World Health Organization, global air quality guidelines, 2021: tables 0.1 and 0.2. */
export const who: WhoTable = {
  kind: "guideline",
  version: "2021",
  valid: { from: "2021-09-22" },
  name: { fr: "lignes directrices de l'OMS (2021)", en: "WHO guidelines (2021)" },
  scope: {
    fr: "une valeur ; sur une année, le niveau d'un jour est le 99e centile (3 à 4 jours au-dessus)",
    en: "one value; over a year the level of a day is the 99th percentile (3 to 4 days above)",
  },
  sources: [
    {
      title:
        "WHO global air quality guidelines: particulate matter, ozone, nitrogen dioxide, sulfur dioxide and carbon monoxide (2021)",
      url: "https://www.who.int/publications/i/item/9789240034228",
    },
  ],
  rounding: {
    fr: "aucun : le niveau est atteint jusqu'à sa valeur comprise",
    en: "none: a level is met up to and including its value",
    ours: true,
  },
  bands: [
    band("aqg", 1, "ligne directrice respectée", "guideline level met"),
    band("it4", 2, "cible intermédiaire 4", "interim target 4"),
    band("it3", 3, "cible intermédiaire 3", "interim target 3"),
    band("it2", 4, "cible intermédiaire 2", "interim target 2"),
    band("it1", 5, "cible intermédiaire 1", "interim target 1"),
    band("above", 6, "au-dessus de toutes les cibles", "above every target"),
  ],
  judges: "shortTerm",
  shortTerm: {
    pm2_5: scale("24 h mean", ["aqg", 15], ["it4", 25], ["it3", 37.5], ["it2", 50], ["it1", 75]),
    pm10: scale("24 h mean", ["aqg", 45], ["it4", 50], ["it3", 75], ["it2", 100], ["it1", 150]),
    o3: scale("day: maximum of 8 h means", ["aqg", 100], ["it2", 120], ["it1", 160]),
    no2: scale("24 h mean", ["aqg", 25], ["it2", 50], ["it1", 120]),
    so2: scale("24 h mean", ["aqg", 40], ["it2", 50], ["it1", 125]),
    co: scale("24 h mean", ["aqg", 4], ["it1", 7]),
  },
  longTerm: {
    pm2_5: scale("year: mean", ["aqg", 5], ["it4", 10], ["it3", 15], ["it2", 25], ["it1", 35]),
    pm10: scale("year: mean", ["aqg", 15], ["it4", 20], ["it3", 30], ["it2", 50], ["it1", 70]),
    o3: scale("peak season", ["aqg", 60], ["it2", 70], ["it1", 100]),
    no2: scale("year: mean", ["aqg", 10], ["it3", 20], ["it2", 30], ["it1", 40]),
  },
};

/** The same guidelines, of values of a year. */
export const whoOfYears: WhoTable = {
  ...who,
  judges: "longTerm",
  scope: {
    fr: "une année ; de l'ozone, la saison de pointe",
    en: "a year; of ozone, the peak season",
  },
};

/** Undefined for a pollutant of which the list says nothing: sulphur dioxide and carbon monoxide have no year. */
export const whoScaleOf = (
  { judges, shortTerm, longTerm }: WhoTable,
  pollutant: Pollutant,
): WhoScale | undefined => (judges === "shortTerm" ? shortTerm : longTerm)[pollutant];

/** The strictest level that a value meets; "above" when it meets none. */
export const whoBandOf = (table: WhoTable, { levels }: WhoScale, value: number): Band => {
  const met = levels.find(([, bound]) => value <= bound)?.[0] ?? "above";
  const found = table.bands.find(({ key }) => key === met);
  if (found === undefined) throw new Error(`The guideline has no band ${met}.`);
  return found;
};
