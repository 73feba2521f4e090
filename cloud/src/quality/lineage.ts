import type { Flag, Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { OfSeries, Point, SeriesStore } from "../series/store.ts";
import { modelsOf, type StationRecord } from "../stations/station.ts";
import { covers } from "./checks/check.ts";
import { checks } from "./checks/checks.ts";
import { checkValues } from "./checks/of-station.ts";
import { uncertaintyOf } from "./choices.ts";
import { type ChosenRecipe, recipesOfQuantity } from "./chosen-recipe.ts";
import { DAY_MS, HOUR_MS } from "./durations.ts";
import {
  createHumidities,
  HUMIDITY_WITHIN_MS,
  type HumidityInput,
  type ReprocessingOf,
  rawReadingsFrom,
  readQuantities,
  reprocess,
} from "./reprocess.ts";
import { valuesOf } from "./station-values.ts";

/** Why no better value is made of a raw one. */
export type WhyNot = "no_recipe" | "indoors" | "no_humidity" | "not_valid" | "not_corrected";

export interface LineageOfRecipe extends ChosenRecipe {
  /** What the recipe makes now, from the raw values. */
  readonly value: number;
  /** What the store has; undefined before it was made. */
  readonly stored: Point | undefined;
  readonly uncertainty: number;
  readonly raw: { readonly quantity: QuantityName; readonly value: number };
  readonly humidity: HumidityInput | undefined;
}

export interface DoubtedBy {
  /** `spike@1` */
  readonly check: string;
  readonly from: number;
  readonly until: number;
  readonly count: number;
  readonly figures?: { readonly [name: string]: number } | undefined;
}

/** Where one value comes from and what became of it. */
export interface Lineage {
  readonly sensor: string;
  readonly model: string | undefined;
  readonly origin: Origin;
  readonly at: number;
  readonly raw: Point | undefined;
  readonly flags: readonly Flag[];
  readonly reprocessed: LineageOfRecipe | undefined;
  readonly whyNot: WhyNot | undefined;
  readonly doubts: readonly DoubtedBy[];
}

/** The newest value at or before the instant that was asked for counts, if it is not older. */
export const LOOK_BACK_MS = HOUR_MS;

const whyNotOf = (
  quantity: QuantityName,
  chosen: readonly ChosenRecipe[],
  {
    humidity,
    isIndoors,
  }: { readonly humidity: HumidityInput | undefined; readonly isIndoors: boolean },
): WhyNot => {
  if (chosen.length === 0) return "no_recipe";
  const [counts] = recipesOfQuantity(chosen, quantity);
  if (counts === undefined) return "not_corrected";
  const { recipe, choice } = counts;
  if (isIndoors && choice.valid.exposure === "outdoor") return "indoors";
  if (recipe.needs.includes("humidity") && humidity === undefined) return "no_humidity";
  return "not_valid";
};

export interface LineageAsked {
  readonly station: string;
  readonly record: Pick<StationRecord, "id" | "hello" | "formerModels"> | undefined;
  readonly quantity: QuantityName;
  /** UTC milliseconds. */
  readonly at: number;
  readonly sensor?: string | undefined;
}

type Series = Pick<SeriesStore, "read" | "seriesOf">;

/** The newest point of each series that is not newer than the instant. */
const newestOf = (found: readonly OfSeries<Point>[], at: number) =>
  found.flatMap(({ sensor, origin, points }) => {
    const point = points.findLast((one) => one.at <= at);
    return point === undefined ? [] : [{ sensor, origin, point }];
  });

/**
 * Where the values of a quantity at an instant come from, one for each sensor. Nothing of it is kept: raw values stay
 * for ever and recipes are pure, so it is computed again, and compared with what the store has.
 */
export const lineageOf = async (
  series: Series,
  { station, record, quantity, at, sensor }: LineageAsked,
  of: ReprocessingOf,
): Promise<Lineage[]> => {
  const sensors = sensor === undefined ? undefined : [sensor];
  // A value of the factory's calibration becomes the quantity itself.
  const inputs: readonly QuantityName[] =
    quantity === "pm2_5" ? ["pm2_5", "pm2_5_cf1"] : [quantity];
  const range = { from: at - LOOK_BACK_MS, until: at + 1 };
  const asked = { stations: [station], sensors, ...range };
  const named = await series.read({ ...asked, quantities: inputs });
  const own = newestOf(
    named.filter((one) => one.quantity === quantity),
    at,
  );
  const others = newestOf(
    named.filter(
      (one) =>
        one.quantity !== quantity &&
        !own.some(({ sensor: known, origin }) => known === one.sensor && origin === one.origin),
    ),
    at,
  );
  const modelAt = modelsOf(record);
  const values = await valuesOf(series, station, record, {
    from: at - DAY_MS,
    until: at + HOUR_MS,
  });

  return Promise.all(
    [...own, ...others].map(async ({ sensor: name, origin, point }): Promise<Lineage> => {
      const model = modelAt(name, point.at);
      const chosen = of.recipesAt(name, point.at);
      const around = rawReadingsFrom(
        await series.read({
          ...{ stations: [station], quantities: [...new Set([...readQuantities, quantity])] },
          ...{ from: point.at - HUMIDITY_WITHIN_MS, until: point.at + 1, origins: [origin] },
        }),
      );
      const humidities = createHumidities();
      for (const each of around) humidities.note(each);
      const raw = around.find((each) => each.at === point.at && each.sensor === name);
      // Of several that made it, the one that counts is the last: a calibration before the model's recipe.
      const made = reprocess(around, of).findLast(
        (one) =>
          one.raw.at === point.at &&
          one.raw.sensor === name &&
          one.made.some((value) => value.quantity === quantity),
      );
      const result = made?.made.find((one) => one.quantity === quantity);
      const stored =
        made === undefined
          ? undefined
          : (
              await series.read({
                ...{ stations: [station], quantities: [quantity], sensors: [name] },
                ...{ from: point.at, until: point.at + 1, origins: [origin] },
                variant: made.choice.recipe,
              })
            )[0]?.points[0];
      const doubts = checkValues(values.get(origin) ?? [])
        .filter((one) => one.sensor === name && one.quantity === quantity && covers(one, point.at))
        .map(({ check, from, until, count, figures }) => ({ check, from, until, count, figures }));
      const isOwn = own.some((one) => one.sensor === name && one.origin === origin);
      return {
        ...{ sensor: name, model, origin, at: point.at },
        raw: isOwn ? point : undefined,
        flags: point.flags,
        reprocessed:
          made !== undefined && result !== undefined
            ? {
                ...{ recipe: made.recipe, choice: made.choice, value: result.value, stored },
                uncertainty: uncertaintyOf(made.choice, result.value),
                raw: { quantity: result.input, value: result.raw },
                humidity: made.humidity,
              }
            : undefined,
        whyNot:
          result === undefined && raw !== undefined
            ? whyNotOf(quantity, chosen, {
                humidity: humidities.at(raw),
                isIndoors: of.isIndoors(point.at),
              })
            : undefined,
        doubts,
      };
    }),
  );
};

/** What a check is, by the name under which findings are kept. */
export const findCheck = (name: string) =>
  checks.find((check) => `${check.name}@${check.version}` === name);
