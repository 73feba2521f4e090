import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Variant } from "../series/store.ts";

/** Bounds included. */
type Range = readonly [low: number, high: number];

/** Which recipe makes better values of a sensor model's, and where it may. */
export interface RecipeChoice {
  /** As stations name their sensors. */
  readonly models: readonly string[];
  readonly recipe: Variant;
  /** Outside nothing is made: a figure that looks better and is not would be worse than none. */
  readonly valid: {
    readonly exposure: "outdoor" | "any";
    readonly humidity: Range;
    readonly values: { readonly [name in QuantityName]?: Range };
  };
  /** One standard deviation of a corrected value: the larger of `least` and the part `relative` of it. */
  readonly uncertainty: {
    readonly least: number;
    readonly relative: number;
    readonly source: string;
  };
  /** Why this one. */
  readonly source: string;
  /** A line of one sensor; absent for the recipe of a model. */
  readonly calibration?: "colocation" | "network";
}

export const choices: readonly RecipeChoice[] = [
  {
    models: ["sds011"],
    recipe: "sds011-power@1",
    valid: {
      exposure: "outdoor",
      humidity: [0, 95],
      values: { pm2_5: [0, 999.9], pm10: [0, 999.9] },
    },
    uncertainty: {
      least: 10,
      relative: 0.15,
      source: "SDS011 data sheet 1.3, p. 3: at most ±15 % and ±10 µg/m³ in dry air",
    },
    source: "The only published humidity fit for this sensor; above 95 % no figure is made (fog)",
  },
  {
    models: [
      ...["pms5003", "pms7003", "pmsa003", "pmsx003", "pms3003", "pms5003s", "pms5003t"],
      ...["pms5003st", "airgradient"],
    ],
    recipe: "epa-2021@1",
    valid: {
      exposure: "outdoor",
      humidity: [0, 100],
      values: { pm2_5: [0, 1000], pm2_5_cf1: [0, 1000] },
    },
    uncertainty: {
      least: 3,
      relative: 0.1,
      source: "Barkjohn et al. 2021: RMSE of daily means 3 µg/m³; PMS5003 data sheet: ±10 %",
    },
    source: "Fitted on this sensor's counter, with the air of the USA: Europe's may differ",
  },
  {
    models: ["sps30", "sen5x", "sen55", "hpma115s0", "hpma115c0", "opcn3"],
    recipe: "kappa-koehler@1",
    valid: {
      exposure: "outdoor",
      humidity: [0, 95],
      values: { pm2_5: [0, 1000], pm10: [0, 1000] },
    },
    uncertainty: {
      least: 10,
      relative: 0.1,
      source: "SPS30 data sheet, table 1: ±10 µg/m³ up to 100 µg/m³, ±10 % above",
    },
    source: "No fit of these sensors is published: the physics of humid particles alone",
  },
];

const byModel = new Map(choices.flatMap((choice) => choice.models.map((model) => [model, choice])));

export const choiceFor = (model: string | undefined): RecipeChoice | undefined =>
  model === undefined ? undefined : byModel.get(model);

/** One standard deviation of a value that was made by this choice. */
export const uncertaintyOf = (
  { uncertainty: { least, relative } }: RecipeChoice,
  value: number,
): number => Math.max(least, relative * Math.abs(value));
