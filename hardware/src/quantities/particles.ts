import type { Identifiers, Quantity } from "./quantity.ts";

const number = (
  symbol: string,
  between: { readonly fr: string; readonly en: string },
  digits: number,
  identifiers: Identifiers = {},
): Quantity => ({
  symbol,
  unit: "{#}/cm3",
  unitSymbol: "#/cm³",
  plausible: [0, 3000],
  averaging: "arithmetic",
  digits,
  name: { fr: `Particules ${between.fr}`, en: `Particles ${between.en}` },
  identifiers,
});

const french = (micrometres: string) => micrometres.replace(".", ",");

/**
 * Every particle larger than a diameter, as Plantower counts. Not to be compared with `between`:
 * the two grow in opposite directions.
 */
const above = (micrometres: string, airGradient?: string): Quantity => ({
  ...number(
    `N>${micrometres}`,
    { fr: `de plus de ${french(micrometres)} µm`, en: `above ${micrometres} µm` },
    2,
    // AirGradient passes on the sensor's own figure, for 0.1 L of air.
    airGradient === undefined ? {} : { airGradient: { id: airGradient, times: 100 } },
  ),
  plausible: [0, 655.35],
});

/** Particles between two diameters. */
const between = (low: string, high: string, digits: number, identifiers: Identifiers = {}) =>
  number(
    `N${low}–${high}`,
    { fr: `de ${french(low)} à ${french(high)} µm`, en: `from ${low} to ${high} µm` },
    digits,
    identifiers,
  );

const named = (micrometres: string) => micrometres.replace(".", "_");

/** Bin edges of the OPC-N3, in micrometres (Alphasense 072-0503). */
// biome-ignore format: a table reads better in rows
export const opcEdges = [
  "0.35", "0.46", "0.66", "1", "1.3", "1.7", "2.3", "3", "4", "5.2", "6.5", "8", "10",
  "12", "14", "16", "18", "20", "22", "25", "28", "31", "34", "37", "40",
] as const;

type Named<T extends string> = T extends `${infer Whole}.${infer Part}` ? `${Whole}_${Part}` : T;
type OpcLow = Exclude<(typeof opcEdges)[number], "40">;
export type OpcBin = `n_opc_from_${Named<OpcLow>}`;

/** A bin is named by its lower edge. */
export const opcBins = opcEdges.slice(0, -1).map((low) => `n_opc_from_${named(low)}` as OpcBin);

// One count in 28 cm³, what 5 s of flow bring, is 0.036 particles in a cubic centimetre.
const opc = Object.fromEntries(
  opcBins.map((bin, index) => [bin, between(opcEdges[index] ?? "", opcEdges[index + 1] ?? "", 3)]),
) as { readonly [bin in OpcBin]: Quantity };

const perCubicMetre = (symbol: string, fr: string, en: string): Quantity => ({
  symbol,
  unit: "{#}/m3",
  unitSymbol: "#/m³",
  plausible: [0, 10_000_000],
  averaging: "arithmetic",
  digits: 0,
  name: { fr, en },
});

/** Of which a counter tells single particles, so rare that hours are taken together. */
export type CountedQuantity = "pollen_range";

/** How many particles of which size. */
export const particles = {
  n_above_0_3: above("0.3", "pm003Count"),
  n_above_0_5: above("0.5", "pm005Count"),
  n_above_1: above("1", "pm01Count"),
  n_above_2_5: above("2.5", "pm02Count"),
  n_above_5: above("5", "pm50Count"),
  n_above_10: above("10", "pm10Count"),
  n_0_3_to_0_5: between("0.3", "0.5", 2, {
    sensorCommunity: { id: "N05" },
    smartCitizen: { id: "197" },
  }),
  n_0_3_to_1: between("0.3", "1", 2, {
    sensorCommunity: { id: "N1" },
    smartCitizen: { id: "198" },
  }),
  n_0_3_to_2_5: between("0.3", "2.5", 2, {
    sensorCommunity: { id: "N25" },
    smartCitizen: { id: "199" },
  }),
  n_0_3_to_4: between("0.3", "4", 2, {
    sensorCommunity: { id: "N4" },
    smartCitizen: { id: "200" },
  }),
  n_0_3_to_10: between("0.3", "10", 2, {
    sensorCommunity: { id: "N10" },
    smartCitizen: { id: "201" },
  }),
  ...opc,
  /** What has the size of pollen grains; which of it is pollen, a counter cannot tell. */
  pollen_range: perCubicMetre(
    "N10–40",
    "Particules de la taille du pollen (10 à 40 µm)",
    "Particles of pollen size (10 to 40 µm)",
  ),
  /** Counts of up to six hours over the air in which they were, and the 95 % limits of Poisson. */
  pollen_range_6h: perCubicMetre(
    "N10–40, 6 h",
    "Particules de la taille du pollen, six heures",
    "Particles of pollen size, six hours",
  ),
  pollen_range_6h_low: perCubicMetre(
    "N10–40, 6 h, min.",
    "Particules de la taille du pollen, six heures, limite basse à 95 %",
    "Particles of pollen size, six hours, lower limit of 95 %",
  ),
  pollen_range_6h_high: perCubicMetre(
    "N10–40, 6 h, max.",
    "Particules de la taille du pollen, six heures, limite haute à 95 %",
    "Particles of pollen size, six hours, upper limit of 95 %",
  ),
  typical_size: {
    symbol: "d",
    unit: "um",
    unitSymbol: "µm",
    plausible: [0, 10],
    averaging: "arithmetic",
    digits: 2,
    name: { fr: "Taille typique des particules", en: "Typical particle size" },
    identifiers: { sensorCommunity: { id: "TS" }, smartCitizen: { id: "202" } },
  },
} as const satisfies Record<string, Quantity>;
