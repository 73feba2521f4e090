import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";

/** A quantity as the pages name and draw it, in one language. */
export interface QuantityView {
  readonly name: QuantityName;
  readonly label: string;
  /** Of sound levels, which people know by it; other labels say enough. */
  readonly symbol: string | undefined;
  readonly unit: string;
  readonly digits: number;
  /** A direction, in degrees of the circle. */
  readonly circular: boolean;
  /** Zero means "nothing there": its axis begins at zero. */
  readonly fromZero: boolean;
}

export const quantityView = (name: QuantityName, language: Language): QuantityView => {
  const quantity = quantities[name];
  return {
    name,
    label: typeset(language, quantity.name[language]),
    symbol: quantity.unit.startsWith("dB") ? quantity.symbol : undefined,
    unit: quantity.unitSymbol,
    digits: quantity.digits,
    circular: quantity.averaging === "circular",
    // Levels in decibels have a zero too, but one of convention.
    fromZero: quantity.plausible[0] === 0 && !quantity.unit.startsWith("dB"),
  };
};

/** What people ask about first, in this order; the rest is for those who look into a sensor. */
export const mainQuantities: readonly QuantityName[] = [
  "pm2_5",
  "pm10",
  "pm1",
  "pm4",
  "laeq",
  "temperature",
  "humidity",
  "pressure",
];

/** Main quantities first, the others in the order of the contract. */
export const byImportance = (a: QuantityName, b: QuantityName): number => rank(a) - rank(b);

const rank = (name: QuantityName): number => {
  const main = mainQuantities.indexOf(name);
  return main >= 0 ? main : mainQuantities.length + Object.keys(quantities).indexOf(name);
};
