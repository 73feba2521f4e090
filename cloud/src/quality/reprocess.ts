import { type Flag, type Origin, originOf, saysOrigin } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities, type Values } from "@datacityzen/hardware/quantities";
import { flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";
import type { OfSeries, Point, Variant } from "../series/store.ts";
import type { RecipeChoice } from "./choices.ts";
import type { ChosenRecipe } from "./chosen-recipe.ts";
import type { Corrected } from "./corrections/correction.ts";
import type { RecipesInForce } from "./recipes-in-force.ts";

/** What one sensor said at one instant, with what is known of each value. */
export interface RawReading {
  readonly at: number;
  readonly sensor: string;
  readonly origin: Origin;
  readonly values: Values;
  readonly flags: { readonly [name in QuantityName]?: readonly Flag[] };
}

/** The humidity that a recipe was given. */
export interface HumidityInput {
  readonly sensor: string;
  readonly at: number;
  readonly value: number;
}

/** What was made of one reading, and from what. */
export interface Reprocessed extends ChosenRecipe {
  readonly raw: RawReading;
  readonly humidity?: HumidityInput | undefined;
  readonly made: readonly Corrected[];
}

/** An older humidity says nothing of the air now. */
export const HUMIDITY_WITHIN_MS = 600_000;

/** With these a value is none, or not of the air. */
const UNUSABLE: readonly Flag[] = ["implausible", "out_of_range", "warming_up"];

const isUsable = ({ flags }: RawReading, quantity: QuantityName): boolean =>
  flags[quantity]?.some((flag) => UNUSABLE.includes(flag)) !== true;

/**
 * The humidities of one station, of which the newest at or before an instant counts: what came later is not
 * known yet when a reading arrives, and a value that is made live must be the one that is made again.
 * At the same instant the sensor's own counts first, then by name.
 */
export const createHumidities = () => {
  const newest = new Map<string, HumidityInput>();
  return {
    note(reading: RawReading): void {
      const value = reading.values.humidity;
      if (value === undefined || !isUsable(reading, "humidity")) return;
      const { sensor, at, origin } = reading;
      const known = newest.get(`${origin} ${sensor}`);
      if (known === undefined || known.at <= at)
        newest.set(`${origin} ${sensor}`, { sensor, at, value });
    },
    at({ at, sensor, origin }: RawReading): HumidityInput | undefined {
      let best: HumidityInput | undefined;
      for (const [name, one] of newest) {
        if (!name.startsWith(`${origin} `) || one.at > at || one.at < at - HUMIDITY_WITHIN_MS)
          continue;
        const isBetter =
          best === undefined ||
          one.at > best.at ||
          (one.at === best.at &&
            best.sensor !== sensor &&
            (one.sensor === sensor || one.sensor < best.sensor));
        if (isBetter) best = one;
      }
      return best;
    },
    /** Whether something newer than this instant was noted: what comes now is late. */
    isPast: (at: number): boolean => newest.values().some((one) => one.at > at),
  };
};
export type Humidities = ReturnType<typeof createHumidities>;

const lies = (value: number | undefined, [low, high]: readonly [number, number]): boolean =>
  value !== undefined && value >= low && value <= high;

const usableValues = (raw: RawReading, { valid }: RecipeChoice): Values => {
  const values: { [name in QuantityName]?: number } = {};
  for (const [name, range] of Object.entries(valid.values)) {
    const quantity = name as QuantityName;
    if (lies(raw.values[quantity], range) && isUsable(raw, quantity))
      values[quantity] = raw.values[quantity] as number;
  }
  return values;
};

/** With the digits that the quantity has, and one more: rounding twice must not show. */
const rounded = (made: Corrected): Corrected => {
  const scale = 10 ** (quantities[made.quantity].digits + 1);
  return { ...made, value: Math.round(made.value * scale) / scale };
};

/** What a chosen recipe makes of one reading; undefined where it may make nothing. */
export const reprocessOne = (
  raw: RawReading,
  { choice, recipe }: ChosenRecipe,
  humidities: Pick<Humidities, "at">,
): Reprocessed | undefined => {
  const reads = recipe.needs.includes("humidity") || recipe.takes?.includes("humidity") === true;
  const humidity = reads ? humidities.at(raw) : undefined;
  if (recipe.needs.includes("humidity") && !lies(humidity?.value, choice.valid.humidity))
    return undefined;
  const outcome = recipe.correct({
    ...usableValues(raw, choice),
    ...(humidity === undefined ? {} : { humidity: humidity.value }),
  });
  return outcome.ok && outcome.made.length > 0
    ? { raw, choice, recipe, humidity, made: outcome.made.map(rounded) }
    : undefined;
};

export interface ReprocessingOf {
  /** What makes better values of a sensor at an instant. */
  readonly recipesAt: RecipesInForce;
  /** Whether the station was indoors then. */
  readonly isIndoors: (at: number) => boolean;
}

/** Everything that the chosen recipes make of a station's readings, which are in order of time. */
export const reprocess = (
  readings: readonly RawReading[],
  { recipesAt, isIndoors }: ReprocessingOf,
  humidities: Humidities = createHumidities(),
): Reprocessed[] => {
  const made: Reprocessed[] = [];
  for (let first = 0; first < readings.length; ) {
    const { at } = readings[first] as RawReading;
    let end = first;
    while (readings[end]?.at === at) end++;
    const together = readings.slice(first, end);
    first = end;
    for (const each of together) humidities.note(each);
    const indoors = isIndoors(at);
    for (const each of together)
      for (const chosen of recipesAt(each.sensor, at)) {
        if (indoors && chosen.choice.valid.exposure === "outdoor") continue;
        const found = reprocessOne(each, chosen, humidities);
        if (found !== undefined) made.push(found);
      }
  }
  return made;
};

/** Readings as they come by the wire, in order of time. */
export const rawReadingsOf = (readings: readonly Reading[]): RawReading[] =>
  readings
    .map((reading) => ({
      ...{ at: reading.at, sensor: reading.sensor, values: reading.values },
      origin: originOf(reading.flags),
      flags: Object.fromEntries(
        Object.keys(reading.values).map((name) => [name, flagsOf(reading, name as QuantityName)]),
      ),
    }))
    .toSorted((one, other) => one.at - other.at);

/** The same from what the store gives. Filled in place: a day of a station that measures each second has 86 400. */
export const rawReadingsFrom = (found: readonly OfSeries<Point>[]): RawReading[] => {
  const ofSensors = new Map<string, Map<number, RawReading>>();
  for (const { sensor, origin, quantity, points } of found) {
    const name = `${origin} ${sensor}`;
    const readings = ofSensors.get(name) ?? new Map<number, RawReading>();
    ofSensors.set(name, readings);
    for (const { at, value, flags } of points) {
      let reading = readings.get(at);
      if (reading === undefined) {
        reading = { at, sensor, origin, values: {}, flags: {} };
        readings.set(at, reading);
      }
      (reading.values as { [name in QuantityName]?: number })[quantity] = value;
      (reading.flags as { [name in QuantityName]?: readonly Flag[] })[quantity] = flags;
    }
  }
  return [...ofSensors.values()]
    .flatMap((readings) => [...readings.values()])
    .sort((one, other) => one.at - other.at);
};

/** What was made, as readings of each variant, to be appended to the store. */
export const readingsOf = (made: readonly Reprocessed[]): ReadonlyMap<Variant, Reading[]> => {
  const byVariant = new Map<Variant, Reading[]>();
  for (const { raw, choice, made: values } of made) {
    const flags = [...new Set(Object.values(raw.flags).flat())];
    const ofOrigin = flags.filter(saysOrigin);
    const others = (input: QuantityName) =>
      (raw.flags[input] ?? []).filter((flag) => !saysOrigin(flag));
    const marked = values.filter(({ input }) => others(input).length > 0);
    const reading: Reading = {
      ...{ at: raw.at, sensor: raw.sensor },
      values: Object.fromEntries(values.map(({ quantity, value }) => [quantity, value])),
      ...(ofOrigin.length === 0 ? {} : { flags: ofOrigin }),
      ...(marked.length === 0
        ? {}
        : {
            value_flags: Object.fromEntries(
              marked.map(({ quantity, input }) => [quantity, others(input)]),
            ),
          }),
    };
    const known = byVariant.get(choice.recipe);
    if (known === undefined) byVariant.set(choice.recipe, [reading]);
    else known.push(reading);
  }
  return byVariant;
};

/** Every quantity that a model's recipe reads. */
export const readQuantities: readonly QuantityName[] = ["humidity", "pm2_5", "pm2_5_cf1", "pm10"];
