import { type Averaging, type QuantityName, quantities } from "@datacityzen/hardware/quantities";

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Not `Math.max(...values)`: a day of a talkative sensor is more than a call takes arguments. */
const most = (values: readonly number[]): number =>
  values.reduce((found, value) => Math.max(found, value), Number.NEGATIVE_INFINITY);

const least = (values: readonly number[]): number =>
  values.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY);

/** 10·log10(mean(10^(L/10))), taken relative to the loudest so that no power overflows (IEC 61672-1). */
const energeticMean = (levels: readonly number[]): number => {
  const loudest = most(levels);
  return loudest + 10 * Math.log10(mean(levels.map((level) => 10 ** ((level - loudest) / 10))));
};

/** The angle of the mean of the unit vectors; opposed directions have none, and give one of them. */
const circularMean = (degrees: readonly number[]): number => {
  const radians = degrees.map((angle) => (angle * Math.PI) / 180);
  const angle = Math.atan2(mean(radians.map(Math.sin)), mean(radians.map(Math.cos)));
  return ((angle * 180) / Math.PI + 360) % 360;
};

const averages = {
  arithmetic: mean,
  energetic: energeticMean,
  circular: circularMean,
  maximum: most,
  minimum: least,
} as const satisfies Record<Averaging, (values: readonly number[]) => number>;

/** Sums up `values` (at least one) as their quantity demands; one decimal more than means something. */
export const summarise = (quantity: QuantityName, values: readonly number[]): number => {
  const { averaging, digits } = quantities[quantity];
  const scale = 10 ** (digits + 1);
  // Adding zero turns a negative zero, which JSON does not know, into zero.
  return Math.round(averages[averaging](values) * scale) / scale + 0;
};
