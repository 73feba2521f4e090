import * as z from "zod";

/**
 * How values of a quantity are summed up over time.
 * - `arithmetic`: the mean of the values;
 * - `energetic`: 10·log10(mean(10^(L/10))), as sound levels demand (IEC 61672-1, Leq);
 * - `maximum`, `minimum`: the extreme of the extremes.
 */
export type Averaging = "arithmetic" | "energetic" | "maximum" | "minimum";

export interface Quantity {
  /** As it is written in text: "PM₂.₅". */
  readonly symbol: string;
  /** UCUM code of the one unit in which the platform keeps the quantity. */
  readonly unit: string;
  /** The unit as people write it: "µg/m³". */
  readonly unitSymbol: string;
  /** What a real instrument outdoors or indoors can show; bounds included. */
  readonly plausible: readonly [low: number, high: number];
  readonly averaging: Averaging;
  /** Decimals that mean something. */
  readonly digits: number;
  readonly name: { readonly fr: string; readonly en: string };
}

const massConcentration = (symbol: string, fr: string, en: string): Quantity => ({
  symbol,
  unit: "ug/m3",
  unitSymbol: "µg/m³",
  plausible: [0, 1000],
  averaging: "arithmetic",
  digits: 1,
  name: { fr, en },
});

/** Particles larger than a diameter, counted by a Plantower sensor. */
const numberAbove = (micrometres: string): Quantity => ({
  symbol: `N>${micrometres}`,
  unit: "{#}/cm3",
  unitSymbol: "#/cm³",
  plausible: [0, 655.35],
  averaging: "arithmetic",
  digits: 2,
  name: {
    fr: `Particules de plus de ${micrometres.replace(".", ",")} µm`,
    en: `Particles above ${micrometres} µm`,
  },
});

/** Everything the platform can be told. The keys are the names on the wire. */
export const quantities = {
  pm1: massConcentration("PM₁", "Particules PM1", "Particulate matter PM1"),
  pm2_5: massConcentration("PM₂.₅", "Particules fines PM2,5", "Fine particulate matter PM2.5"),
  pm4: massConcentration("PM₄", "Particules PM4", "Particulate matter PM4"),
  pm10: massConcentration("PM₁₀", "Particules PM10", "Particulate matter PM10"),
  pm1_cf1: massConcentration("PM₁ CF=1", "PM1, étalonnage d'usine", "PM1, factory calibration"),
  pm2_5_cf1: massConcentration(
    "PM₂.₅ CF=1",
    "PM2,5, étalonnage d'usine",
    "PM2.5, factory calibration",
  ),
  pm10_cf1: massConcentration("PM₁₀ CF=1", "PM10, étalonnage d'usine", "PM10, factory calibration"),
  n_above_0_3: numberAbove("0.3"),
  n_above_0_5: numberAbove("0.5"),
  n_above_1: numberAbove("1"),
  n_above_2_5: numberAbove("2.5"),
  n_above_5: numberAbove("5"),
  n_above_10: numberAbove("10"),
  temperature: {
    symbol: "T",
    unit: "Cel",
    unitSymbol: "°C",
    plausible: [-40, 85],
    averaging: "arithmetic",
    digits: 1,
    name: { fr: "Température", en: "Temperature" },
  },
  humidity: {
    symbol: "RH",
    unit: "%",
    unitSymbol: "%",
    plausible: [0, 100],
    averaging: "arithmetic",
    digits: 1,
    name: { fr: "Humidité relative", en: "Relative humidity" },
  },
  pressure: {
    symbol: "p",
    unit: "hPa",
    unitSymbol: "hPa",
    plausible: [300, 1100],
    averaging: "arithmetic",
    digits: 1,
    name: { fr: "Pression atmosphérique", en: "Atmospheric pressure" },
  },
  laeq: {
    symbol: "LAeq",
    unit: "dB[A]",
    unitSymbol: "dB(A)",
    plausible: [0, 140],
    averaging: "energetic",
    digits: 1,
    name: { fr: "Niveau sonore équivalent", en: "Equivalent sound level" },
  },
} as const satisfies Record<string, Quantity>;

export const QuantityName = z.enum(
  Object.keys(quantities) as [keyof typeof quantities, ...(keyof typeof quantities)[]],
);
export type QuantityName = z.infer<typeof QuantityName>;

/** Values by quantity, each in the quantity's own unit. */
export type Values = { readonly [name in QuantityName]?: number };
