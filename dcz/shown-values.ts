import { type QuantityName, quantities, type Values } from "@datacityzen/hardware/quantities";
import type { Language } from "./language.ts";

/** A few values, enough for somebody to see whether they can be. */
export const shownValues = (values: Values, language: Language, most = 4): string =>
  (Object.entries(values) as [QuantityName, number][])
    .slice(0, most)
    .map(([name, value]) => {
      const { symbol, unitSymbol, digits } = quantities[name];
      const figure = value.toLocaleString(language, { maximumFractionDigits: digits });
      return `${symbol} ${figure} ${unitSymbol}`;
    })
    .join(", ");
