import type { StationRecord } from "../stations/station.ts";
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
  record: Pick<StationRecord, "hello"> | undefined,
  calibrations: readonly Calibration[],
): RecipesInForce => {
  const models = new Map(record?.hello?.sensors.map(({ id, model }) => [id, model]));
  const bySensor = new Map<
    string,
    { readonly first: readonly ChosenRecipe[]; readonly windows: readonly Window[] }
  >();
  /** Few combinations of lines are ever in force together: each is made once. */
  const made = new Map<string, readonly ChosenRecipe[]>();
  const known = (sensor: string) => {
    let found = bySensor.get(sensor);
    if (found === undefined) {
      const choice = choiceFor(models.get(sensor));
      found = {
        first: choice === undefined ? [] : [chosenRecipe(choice)],
        windows: calibrations
          .filter((one) => one.sensor === sensor)
          .map((calibration) => ({
            ...{ calibration, since: calibration.since },
            until: calibration.until ?? Number.POSITIVE_INFINITY,
          })),
      };
      bySensor.set(sensor, found);
    }
    return found;
  };
  return (sensor, at) => {
    const { first, windows } = known(sensor);
    if (windows.length === 0) return first;
    const active = windows
      .filter(({ since, until }) => at >= since && at < until)
      .map(({ calibration }) => calibration);
    if (active.length === 0) return first;
    const name = `${sensor} ${active.map(({ number }) => number).join()}`;
    const before = made.get(name);
    if (before !== undefined) return before;
    const model = models.get(sensor);
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
