import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Variant } from "../../series/store.ts";
import { choiceFor, choices, type RecipeChoice } from "../choices.ts";
import { type ChosenRecipe, chosenRecipe } from "../chosen-recipe.ts";
import { calibrationLine } from "../corrections/calibration-line.ts";
import { findRecipe } from "../recipes.ts";
import type { CalibrationFit } from "./fit.ts";

/** With what a sensor was compared: an instrument beside it, or the stations around it. */
export const calibrationKinds = ["colocation", "network"] as const;
export type CalibrationKind = (typeof calibrationKinds)[number];

/** Somebody proposes, somebody else reviews, and then it may be put in force, and ended. */
export const calibrationStates = ["proposed", "reviewed", "active", "ended", "refused"] as const;
export type CalibrationState = (typeof calibrationStates)[number];

/** Of one station: more is a program that went wrong. */
export const MOST_CALIBRATIONS = 200;
export const LONGEST_REFERENCE = 200;
export const LONGEST_NOTE = 1000;

/** A line of one sensor that is or was in force. */
export interface Calibration {
  readonly station: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly kind: CalibrationKind;
  /** Its number among those of this sensor: the version in the name of its values. */
  readonly number: number;
  /** What the line was fitted on: raw values, or what the model's recipe makes. */
  readonly of: Variant;
  /** With what it was compared, in words. */
  readonly reference: string;
  readonly fit: CalibrationFit;
  /** Which values it may be applied to, bounds included. */
  readonly valid: readonly [low: number, high: number];
  /** UTC milliseconds: values of these instants use it. */
  readonly since: number;
  readonly until: number | undefined;
}

/** `colocation@3`: the name under which the store has what it makes. */
export const variantOfCalibration = ({ kind, number }: Pick<Calibration, "kind" | "number">) =>
  `${kind}@${number}` as const;

const words = {
  colocation: {
    fr: "droite d'étalonnage, à côté d'une référence",
    en: "calibration line, beside a reference",
  },
  network: {
    fr: "droite d'étalonnage, d'après les stations voisines",
    en: "calibration line, by the stations around",
  },
} as const;

/** Where the recipe that comes first may be used; with raw values, wherever the sensor is. */
const validOf = ({ of, quantity }: Calibration, model: string | undefined) => {
  if (of === "raw")
    return {
      exposure: "any",
      humidity: [0, 100],
      // PM10 holds PM2.5: each is seen beside the other.
      values: Object.fromEntries(
        (quantity === "pm2_5" || quantity === "pm10"
          ? (["pm2_5", "pm2_5_cf1", "pm10"] as const)
          : [quantity]
        ).map((name) => [name, quantities[name].plausible]),
      ),
    } as const;
  const first =
    choices.find(({ models, recipe }) => recipe === of && models.includes(model ?? "")) ??
    choices.find(({ recipe }) => recipe === of);
  if (first === undefined) throw new Error(`No choice is of ${of}.`);
  return first.valid;
};

/** The recipe of a calibration. `finer`: that of PM2.5 which is in force with it, below which PM10 never is. */
export const recipeOfCalibration = (
  calibration: Calibration,
  model: string | undefined,
  finer?: ChosenRecipe,
): ChosenRecipe => {
  const { kind, number, of, quantity, fit, valid, reference } = calibration;
  const base = of === "raw" ? undefined : findRecipe(of);
  if (base === undefined && of !== "raw") throw new Error(`No recipe is ${of}.`);
  const hours = `${fit.n} h, ${reference}`;
  const choice: RecipeChoice = {
    models: model === undefined ? [] : [model],
    recipe: variantOfCalibration(calibration),
    valid: validOf(calibration, model),
    uncertainty: {
      ...{ least: fit.rmseAfter, relative: 0 },
      source: `Root mean square of the residuals about the line, of means of hours: ${hours}`,
    },
    source: `A line of this sensor, found, reviewed and put in force: ${hours}`,
    calibration: kind,
  };
  return {
    choice,
    recipe: calibrationLine({
      ...{ name: kind, version: number, title: words[kind], quantity, line: fit, valid, base },
      finer: finer?.recipe,
      parameters: {
        ...{ of, reference, hours: fit.n, r2: fit.r2 },
        ...{ rmse_before: fit.rmseBefore, rmse_after: fit.rmseAfter },
        from: new Date(fit.from).toISOString(),
        until: new Date(fit.until).toISOString(),
      },
    }),
  };
};

/** The default of a line that is to be found: what the model's recipe makes of the quantity, else raw values. */
export const baseFor = (model: string | undefined, quantity: QuantityName): Variant => {
  const choice = choiceFor(model);
  return choice !== undefined && chosenRecipe(choice).recipe.corrects.includes(quantity)
    ? choice.recipe
    : "raw";
};
