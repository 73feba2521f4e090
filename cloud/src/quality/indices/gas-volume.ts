import { cleaned, type Pollutant } from "./table.ts";

/** At which temperature and pressure a gas was weighed. */
export interface GasState {
  readonly celsius: number;
  readonly hPa: number;
}

/** Directive 2008/50/EC, annex VI C, and (EU) 2024/2881: 293 K and 101.3 kPa. */
export const european: GasState = { celsius: 20, hPa: 1013.25 };

/** 40 CFR 50.3: 25 °C and 760 mm of mercury. */
export const american: GasState = { celsius: 25, hPa: 1013.25 };

/** g/mol: NIST Chemistry WebBook. */
export const molarMass = { o3: 47.9982, no2: 46.0055, so2: 64.064, co: 28.0101 } as const;
export type Gas = keyof typeof molarMass;

export const isGas = (pollutant: Pollutant): pollutant is Gas => pollutant in molarMass;

/** J/(mol·K), exact since 2019. */
const GAS_CONSTANT = 8.314462618;

/** Litres of one mole: 24.055 at 20 °C, 24.465 at 25 °C. */
export const molarVolume = ({ celsius, hPa }: GasState): number =>
  (GAS_CONSTANT * (celsius + 273.15)) / (hPa / 10);

/** µg/m³ to ppb; of carbon monoxide, mg/m³ to ppm. */
export const mixingRatioOf = (gas: Gas, mass: number, state: GasState): number =>
  cleaned((mass * molarVolume(state)) / molarMass[gas]);

/** ppb to µg/m³; of carbon monoxide, ppm to mg/m³. */
export const massOf = (gas: Gas, ratio: number, state: GasState): number =>
  cleaned((ratio * molarMass[gas]) / molarVolume(state));

/** For people: "25 °C, 1013.25 hPa". */
export const stateText = ({ celsius, hPa }: GasState): string => `${celsius} °C, ${hPa} hPa`;
