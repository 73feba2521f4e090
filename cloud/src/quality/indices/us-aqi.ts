import type { Band, Dated, Period, Pollutant } from "./table.ts";
import { truncated } from "./table.ts";

/** A row of the EPA's table: concentrations with the digits that are left after truncation. */
export interface Breakpoints {
  readonly concentration: readonly [low: number, high: number];
  readonly index: readonly [low: number, high: number];
}

export interface UsScale {
  readonly unit: "µg/m³" | "ppm" | "ppb";
  readonly period: Period;
  /** Digits that truncation leaves. */
  readonly digits: number;
  readonly rows: readonly Breakpoints[];
}

export type UsScaleName = Pollutant | "o3_1h";

export interface UsTable extends Dated {
  readonly kind: "breakpoints";
  readonly scope: { readonly fr: string; readonly en: string };
  readonly bands: readonly (Band & { readonly upTo: number })[];
  readonly scales: { readonly [name in UsScaleName]: UsScale };
}

const bands: UsTable["bands"] = [
  { key: "good", upTo: 50, rank: 1, colour: "#00E400", name: { fr: "Bon", en: "Good" } },
  {
    key: "moderate",
    upTo: 100,
    rank: 2,
    colour: "#FFFF00",
    name: { fr: "Modéré", en: "Moderate" },
  },
  {
    key: "unhealthy_for_sensitive_groups",
    upTo: 150,
    rank: 3,
    colour: "#FF7E00",
    name: { fr: "Mauvais pour les personnes sensibles", en: "Unhealthy for sensitive groups" },
  },
  {
    key: "unhealthy",
    upTo: 200,
    rank: 4,
    colour: "#FF0000",
    name: { fr: "Mauvais", en: "Unhealthy" },
  },
  {
    key: "very_unhealthy",
    upTo: 300,
    rank: 5,
    colour: "#8F3F97",
    name: { fr: "Très mauvais", en: "Very unhealthy" },
  },
  {
    key: "hazardous",
    upTo: Number.POSITIVE_INFINITY,
    rank: 6,
    colour: "#7E0023",
    name: { fr: "Dangereux", en: "Hazardous" },
  },
];

const steps = [
  [0, 50],
  [51, 100],
  [101, 150],
  [151, 200],
  [201, 300],
  [301, 500],
] as const;

/** Rows from the pairs of concentrations that the EPA prints, from the class `first` on. */
const rowsOf = (pairs: readonly (readonly [number, number])[], first = 0): readonly Breakpoints[] =>
  pairs.map((concentration, at) => ({ concentration, index: steps[first + at] ?? [301, 500] }));

const common = {
  pm10: {
    unit: "µg/m³",
    period: "24 h mean",
    digits: 0,
    rows: rowsOf([
      [0, 54],
      [55, 154],
      [155, 254],
      [255, 354],
      [355, 424],
      [425, 604],
    ]),
  },
  o3: {
    unit: "ppm",
    period: "8 h running mean",
    digits: 3,
    rows: rowsOf([
      [0, 0.054],
      [0.055, 0.07],
      [0.071, 0.085],
      [0.086, 0.105],
      [0.106, 0.2],
    ]),
  },
  o3_1h: {
    unit: "ppm",
    period: "1 h",
    digits: 3,
    rows: rowsOf(
      [
        [0.125, 0.164],
        [0.165, 0.204],
        [0.205, 0.404],
        [0.405, 0.604],
      ],
      2,
    ),
  },
  co: {
    unit: "ppm",
    period: "8 h running mean",
    digits: 1,
    rows: rowsOf([
      [0, 4.4],
      [4.5, 9.4],
      [9.5, 12.4],
      [12.5, 15.4],
      [15.5, 30.4],
      [30.5, 50.4],
    ]),
  },
  // From 305 ppb on the mean of 24 hours counts.
  so2: {
    unit: "ppb",
    period: "1 h",
    digits: 0,
    rows: rowsOf([
      [0, 35],
      [36, 75],
      [76, 185],
      [186, 304],
      [305, 604],
      [605, 1004],
    ]),
  },
  no2: {
    unit: "ppb",
    period: "1 h",
    digits: 0,
    rows: rowsOf([
      [0, 53],
      [54, 100],
      [101, 360],
      [361, 649],
      [650, 1249],
      [1250, 2049],
    ]),
  },
} as const satisfies Omit<UsTable["scales"], "pm2_5">;

const rounding = {
  fr: "la concentration est tronquée (PM2,5 et CO à 0,1 ; O3 à 0,001 ppm ; PM10, SO2 et NO2 à l'unité), l'indice est arrondi à l'entier le plus proche",
  en: "the concentration is truncated (PM2.5 and CO to 0.1, O3 to 0.001 ppm, PM10, SO2 and NO2 to the unit), the index is rounded to the nearest integer",
  ours: false,
};

const scope = { fr: "un jour, une agglomération", en: "a day, a reporting area" };

export const usAqi: readonly [UsTable, ...UsTable[]] = [
  {
    kind: "breakpoints",
    version: "2024-05",
    valid: { from: "2024-05-06" },
    name: { fr: "US AQI (mai 2024)", en: "US AQI (May 2024)" },
    scope,
    sources: [
      {
        title:
          "US EPA, Technical Assistance Document for the Reporting of Daily Air Quality, EPA-454/B-24-002, May 2024",
        url: "https://nepis.epa.gov/Exe/ZyPURL.cgi?Dockey=P101AP0Q.txt",
      },
      {
        title: "40 CFR part 58, appendix G",
        url: "https://www.ecfr.gov/current/title-40/chapter-I/subchapter-C/part-58/appendix-Appendix%20G%20to%20Part%2058",
      },
    ],
    rounding,
    bands,
    scales: {
      ...common,
      pm2_5: {
        unit: "µg/m³",
        period: "24 h mean",
        digits: 1,
        rows: rowsOf([
          [0, 9],
          [9.1, 35.4],
          [35.5, 55.4],
          [55.5, 125.4],
          [125.5, 225.4],
          [225.5, 325.4],
        ]),
      },
    },
  },
  {
    kind: "breakpoints",
    version: "2013",
    valid: { from: "2013-03-18", until: "2024-05-06" },
    name: { fr: "US AQI (2013 à 2024)", en: "US AQI (2013 to 2024)" },
    scope,
    sources: [
      {
        title:
          "US EPA, Technical Assistance Document for the Reporting of Daily Air Quality, EPA-454/B-18-007, September 2018",
        url: "https://nepis.epa.gov/Exe/ZyPURL.cgi?Dockey=P100W5UG.txt",
      },
    ],
    rounding,
    bands,
    scales: {
      ...common,
      pm2_5: {
        unit: "µg/m³",
        period: "24 h mean",
        digits: 1,
        rows: rowsOf([
          [0, 12],
          [12.1, 35.4],
          [35.5, 55.4],
          [55.5, 150.4],
          [150.5, 250.4],
          [250.5, 500.4],
        ]),
      },
    },
  },
];

/** The index as it is reported, and what it would be above 500. */
export interface UsIndex {
  /** 0 to 500. */
  readonly value: number;
  /** Above 500 the line of the last row goes on ("beyond the AQI"); else undefined. */
  readonly beyond: number | undefined;
}

/**
 * The EPA's equation 1 on a concentration in the scale's own unit. Undefined below the first row: ozone of one hour
 * under 0.125 ppm has no index.
 */
export const indexOn = (scale: UsScale, concentration: number): UsIndex | undefined => {
  const given = truncated(concentration, scale.digits);
  const row = scale.rows.find(({ concentration: [, high] }) => given <= high);
  const used = row ?? scale.rows.at(-1);
  if (used === undefined) return undefined;
  const [first, last] = used.concentration;
  if (given < first) return undefined;
  // In whole numbers the equation is exact.
  const times = 10 ** scale.digits;
  const low = Math.round(first * times);
  const high = Math.round(last * times);
  const [indexLow, indexHigh] = used.index;
  const index = Math.round(
    ((indexHigh - indexLow) * (Math.round(given * times) - low)) / (high - low) + indexLow,
  );
  // A scale that ends below 500 (ozone of 8 hours: 300) defines nothing above.
  if (row === undefined && indexHigh < 500) return undefined;
  return index > 500 ? { value: 500, beyond: index } : { value: index, beyond: undefined };
};

export const usBandOf = (table: UsTable, index: number): Band | undefined =>
  table.bands.find(({ upTo }) => index <= upTo);
