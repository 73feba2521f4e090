import { modelsOf, type StationRecord } from "../stations/station.ts";
import { type Calibration, recipeOfCalibration } from "./calibrations/calibration.ts";
import { choiceFor } from "./choices.ts";
import { type ChosenRecipe, chosenRecipe } from "./chosen-recipe.ts";

/** What makes values of a sensor at an instant: its model's recipe first, then what counts before it. */
export type RecipesInForce = (sensor: string, at: number) => readonly ChosenRecipe[];

interface Window {
  readonly since: number;
  readonly until: number;
  readonly calibration: Calibration;
}

/** The recipes of a station's sensors: of their models, and the calibrations that are in force. */
export const recipesInForce = (
  record: Pick<StationRecord, "hello" | "formerModels"> | undefined,
  calibrations: readonly Calibration[],
): RecipesInForce => {
  const modelAt = modelsOf(record);
  const bySensor = new Map<string, readonly Window[]>();
  const ofModels = new Map<string | undefined, readonly ChosenRecipe[]>();
  /** Few combinations of lines are ever in force together: each is made once. */
  const made = new Map<string, readonly ChosenRecipe[]>();
  const windowsOf = (sensor: string): readonly Window[] => {
    let found = bySensor.get(sensor);
    if (found === undefined) {
      found = calibrations
        .filter((one) => one.sensor === sensor)
        .map((calibration) => ({
          ...{ calibration, since: calibration.since },
          until: calibration.until ?? Number.POSITIVE_INFINITY,
        }));
      bySensor.set(sensor, found);
    }
    return found;
  };
  const recipesOfModel = (model: string | undefined): readonly ChosenRecipe[] => {
    let found = ofModels.get(model);
    if (found === undefined) {
      const choice = choiceFor(model);
      found = choice === undefined ? [] : [chosenRecipe(choice)];
      ofModels.set(model, found);
    }
    return found;
  };
  return (sensor, at) => {
    const model = modelAt(sensor, at);
    const first = recipesOfModel(model);
    const windows = windowsOf(sensor);
    if (windows.length === 0) return first;
    const active = windows
      .filter(({ since, until }) => at >= since && at < until)
      .map(({ calibration }) => calibration);
    if (active.length === 0) return first;
    const name = `${sensor} ${model} ${active.map(({ number }) => number).join()}`;
    const before = made.get(name);
    if (before !== undefined) return before;
    const fine = active.find(({ quantity }) => quantity === "pm2_5");
    const finer = fine && recipeOfCalibration(fine, model);
    const all = [
      ...first,
      // A line of PM10 counts before the PM10 that comes with a line of PM2.5.
      ...(finer === undefined ? [] : [finer]),
      ...active
        .filter((one) => one !== fine)
        .map((one) =>
          recipeOfCalibration(
            one,
            model,
            one.quantity === "pm10" ? (finer ?? first[0]) : undefined,
          ),
        ),
    ];
    made.set(name, all);
    return all;
  };
};
