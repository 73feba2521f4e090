import { mistakenValues } from "@datacityzen/hardware/plausibility";
import type { QuantityName } from "@datacityzen/hardware/quantities";

/** Whether a value is none that an instrument gives: as `likelyMistake`, a million times. */
export const mistakesOf = (quantity: QuantityName): ((value: number) => boolean) => {
  const { plausible, values, ranges } = mistakenValues(quantity);
  const [low, high] = plausible;
  return (value) =>
    !(value >= low && value <= high) ||
    values.includes(value) ||
    ranges.some(([least, most]) => value >= least && value <= most);
};
