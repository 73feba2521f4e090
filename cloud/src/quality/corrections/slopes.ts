import type { QuantityName } from "@datacityzen/hardware/quantities";
import { cleaned } from "../indices/table.ts";
import {
  type Correction,
  keepOrder,
  rawOf,
  rawPm25,
  refused,
  untouchedPm10,
} from "./correction.ts";

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** `intercept + slope × raw`: what a co-location, a class or a manufacturer found for one sensor. */
export const slopeCorrection = (
  { slope, intercept }: Line,
  quantity: QuantityName,
): Correction => ({
  name: "slope",
  version: 1,
  title: { fr: "droite d'étalonnage", en: "calibration line" },
  needs: [],
  corrects: [quantity],
  parameters: { slope, intercept },
  valid: {
    fr: "le capteur pour lequel la droite a été trouvée",
    en: "the sensor for which the line was found",
  },
  sources: [],
  correct: (measured) => {
    const given = rawOf(measured, quantity);
    if (given === undefined) return refused("missing", quantity);
    const value = cleaned(intercept + slope * given.raw);
    const corrected = { quantity, value, ...given };
    return {
      ok: true,
      made: quantity === "pm2_5" ? keepOrder([corrected, ...untouchedPm10(measured)]) : [corrected],
    };
  },
});

/** What AirGradient publishes for batches of the PMS5003: µg/m³ for each particle above 0.3 µm in 0.1 L. */
export const airGradientBatches = {
  "PMS5003-20231030": { slope: 0.02838, intercept: 0 },
  "PMS5003-20231218": { slope: 0.03525, intercept: 0 },
  "PMS5003-20240104": { slope: 0.02896, intercept: 0 },
} as const satisfies { readonly [batch: string]: Line };
export type AirGradientBatch = keyof typeof airGradientBatches;

/** From here on the sensor's own mass is used. */
const LOW_UP_TO = 31;

/** Our counts are of 1 cm³; AirGradient's line is of 0.1 L. */
const CM3_IN_A_TENTH_LITRE = 100;

export const airGradientSlope = (batch: AirGradientBatch): Correction => {
  const { slope, intercept } = airGradientBatches[batch];
  return {
    name: "airgradient-batch",
    version: 1,
    title: {
      fr: "droite du lot, d'après le fabricant (AirGradient)",
      en: "line of the batch, by the manufacturer (AirGradient)",
    },
    needs: ["n_above_0_3"],
    corrects: ["pm2_5"],
    parameters: { batch, slope, intercept, low_up_to: LOW_UP_TO },
    valid: { fr: `PMS5003 du lot ${batch}`, en: `PMS5003 of batch ${batch}` },
    sources: [
      {
        title: "AirGradient, firmware and documentation of batch-specific corrections",
        url: "https://www.airgradient.com/documentation/correction-algorithms/",
      },
    ],
    correct: (measured) => {
      const given = rawPm25(measured);
      if (given === undefined) return refused("missing", "pm2_5");
      if (given.raw < 0) return refused("out_of_range", given.input);
      const count = measured.n_above_0_3;
      if (count === undefined) return refused("missing", "n_above_0_3");
      if (count < 0) return refused("out_of_range", "n_above_0_3");
      const low = cleaned(slope * count * CM3_IN_A_TENTH_LITRE + intercept);
      const value = low < LOW_UP_TO ? low : given.raw;
      return {
        ok: true,
        made: keepOrder([{ quantity: "pm2_5", value, ...given }, ...untouchedPm10(measured)]),
      };
    },
  };
};
