import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { cleaned, type Words } from "../indices/table.ts";
import {
  type Corrected,
  type Correction,
  keepOrder,
  type Measured,
  type Outcome,
  rawOf,
  refused,
  untouchedPm10,
} from "./correction.ts";
import type { Line } from "./slopes.ts";

export interface CalibrationLine {
  readonly name: string;
  readonly version: number;
  readonly title: Words;
  readonly quantity: QuantityName;
  readonly line: Line;
  /** Of what the line is applied to, bounds included. */
  readonly valid: readonly [low: number, high: number];
  /** The recipe that comes first; raw values without one. */
  readonly base: Correction | undefined;
  /** What makes the PM2.5 that counts beside a line of PM10, which holds it. */
  readonly finer?: Correction | undefined;
  readonly parameters: Correction["parameters"];
}

const rawOutcome = (measured: Measured, quantity: QuantityName): Outcome => {
  const given = rawOf(measured, quantity);
  if (given === undefined) return refused("missing", quantity);
  const found: Corrected = { quantity, value: given.raw, ...given };
  return {
    ok: true,
    made: quantity === "pm2_5" ? [found, ...untouchedPm10(measured)] : [found],
  };
};

const pm25Of = (outcome: Outcome | undefined): number | undefined =>
  outcome?.ok === true
    ? outcome.made.find(({ quantity }) => quantity === "pm2_5")?.value
    : undefined;

/**
 * `intercept + slope × value`, of what another recipe makes or of a raw value, for one sensor. Below what the quantity
 * can be it is cut off. With PM2.5 comes PM10, since it holds it.
 */
export const calibrationLine = ({
  name,
  version,
  title,
  quantity,
  line: { slope, intercept },
  valid: [low, high],
  base,
  finer,
  parameters,
}: CalibrationLine): Correction => {
  const [least] = quantities[quantity].plausible;
  return {
    ...{ name, version, title },
    needs: base?.needs ?? [],
    takes: finer?.needs ?? [],
    corrects: quantity === "pm2_5" ? ["pm2_5", "pm10"] : [quantity],
    parameters: { slope, intercept, low, high, ...parameters },
    valid: {
      fr: "le capteur pour lequel la droite a été trouvée",
      en: "the sensor for which the line was found",
    },
    sources: base?.sources ?? [],
    correct: (measured) => {
      const first = base?.correct(measured) ?? rawOutcome(measured, quantity);
      if (!first.ok) return first;
      const own = first.made.find((one) => one.quantity === quantity);
      if (own === undefined) return refused("missing", quantity);
      if (own.value < low || own.value > high) return refused("out_of_range", own.input);
      const value = Math.max(least, cleaned(intercept + slope * own.value));
      const calibrated: Corrected = { ...own, value };
      if (quantity === "pm2_5") {
        const coarse = first.made.filter((one) => one.quantity === "pm10");
        return { ok: true, made: keepOrder([calibrated, ...coarse]) };
      }
      if (quantity !== "pm10") return { ok: true, made: [calibrated] };
      const fine = pm25Of(finer?.correct(measured)) ?? pm25Of(first) ?? measured.pm2_5;
      return {
        ok: true,
        made: [fine !== undefined && fine > value ? { ...calibrated, value: fine } : calibrated],
      };
    },
  };
};
