import { mistakenValues } from "../plausibility.ts";
import { QuantityName } from "../quantities.ts";

/**
 * A check that says whether `likelyMistake` finds something in a value, without saying what: for whoever
 * looks at thousands of values a second.
 */
export const createMistakeCheck = (): ((name: QuantityName, value: number) => boolean) => {
  const checks = new Map(QuantityName.options.map((name) => [name, checkOf(name)]));
  return (name, value) => checks.get(name)?.(value) === true;
};

const checkOf = (name: QuantityName): ((value: number) => boolean) => {
  const { plausible, values, ranges } = mistakenValues(name);
  const [low, high] = plausible;
  if (values.length === 0 && ranges.length === 0)
    return (value) => !(value >= low && value <= high);
  return (value) =>
    !(value >= low && value <= high) ||
    values.includes(value) ||
    ranges.some(([least, most]) => value >= least && value <= most);
};
