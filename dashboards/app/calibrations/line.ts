import type { Calibration } from "../api/answers.ts";

/** Digits that say something of a slope near one. */
const SLOPE_DIGITS = 3;

/** The line as a sentence has it. */
export const lineOf = (
  { slope, intercept, n, r2 }: Pick<Calibration["fit"], "slope" | "intercept" | "n" | "r2">,
  figure: (value: number, digits: number) => string,
) => ({
  slope: figure(slope, SLOPE_DIGITS),
  sign: intercept < 0 ? "−" : "+",
  intercept: figure(Math.abs(intercept), 2),
  hours: figure(n, 0),
  r2: figure(r2, 2),
});
