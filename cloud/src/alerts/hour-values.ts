import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { emptySums, mergeSums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { type Origin, origins } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { nobody } from "../access/principal.ts";
import { countingAt } from "../air/counting.ts";
import type { ModuleContext } from "../module.ts";
import { recipesOfQuantity } from "../quality/chosen-recipe.ts";
import { isComplete } from "../quality/complete-hour.ts";
import { isConsolidated } from "../quality/consolidated/consolidate.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { recipesInForce } from "../quality/recipes-in-force.ts";
import type { SeriesStore, Variant } from "../series/store.ts";
import { cadencesOf, expectedReadings, type StationRecord } from "../stations/station.ts";
import { stepMs } from "./watched.ts";

/** The mean of the hour before an instant, at one station. */
export interface HourValue {
  readonly value: number;
  readonly sensor: string;
  readonly variant: Variant;
  readonly origin: Origin;
  readonly values: number;
  readonly expected: number | null;
}

/** By instant, then by quantity; what cannot be known is missing. */
export type HourValues = ReadonlyMap<number, ReadonlyMap<QuantityName, HourValue>>;

const STEP_MS = stepMs.hour;
const STEPS = HOUR_MS / STEP_MS;
/** Stations of one question to the store. */
const TOGETHER = 250;

/** The sums of five minutes of one sensor's values of one recipe. */
type Pieces = Map<number, Sums>;
type BySensor = Map<string, Map<Variant, Pieces>>;

const sumsOver = (pieces: Pieces, at: number): Sums => {
  let sums = emptySums;
  for (let step = 1; step <= STEPS; step++) {
    const piece = pieces.get(at - step * STEP_MS);
    if (piece !== undefined) sums = mergeSums(sums, piece);
  }
  return sums;
};

/** What is told of a station, for means of hours. */
interface Facts {
  readonly record: StationRecord;
  readonly countsAt: (instant: number) => boolean;
  readonly recipesAt: ReturnType<typeof recipesInForce>;
}

/**
 * The mean that stands for a quantity: of corrected values where a recipe is in force, of raw ones where none is, with
 * three quarters of what the sensor's cadence promises. Where a correction made nothing (fog), nothing is known.
 */
const meanAt = (
  { record, recipesAt }: Facts,
  quantity: QuantityName,
  sensors: BySensor,
  origin: Origin,
  at: number,
): HourValue | undefined => {
  const from = at - HOUR_MS;
  let best: HourValue | undefined;
  for (const [sensor, variants] of [...sensors].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const recipes = recipesOfQuantity(recipesAt(sensor, at - 1), quantity);
    const wanted: readonly Variant[] =
      recipes.length === 0 ? ["raw"] : recipes.map(({ choice }) => choice.recipe);
    const cadences = cadencesOf(record, sensor);
    for (const variant of wanted) {
      const pieces = variants.get(variant);
      if (pieces === undefined) continue;
      const sums = sumsOver(pieces, at);
      const value = meanOf(sums, quantities[quantity].averaging);
      if (value === undefined || !isComplete(cadences, from, sums.count)) continue;
      const expected = expectedReadings(cadences, { from, until: at }, Number.POSITIVE_INFINITY);
      const found = { value, sensor, variant, origin, values: sums.count, expected };
      // A corrected sensor comes before one that is not.
      if (best === undefined || (best.variant === "raw" && variant !== "raw")) best = found;
      break;
    }
  }
  return best;
};

/** Means of the hours before some instants, as they are told to everybody: read from what is committed. */
export const createHourValues = ({
  series,
  stations,
  knownStations,
  calibrations,
}: Pick<ModuleContext, "stations" | "knownStations" | "calibrations"> & {
  readonly series: Pick<SeriesStore, "aggregate" | "seriesOf">;
}) => {
  const factsOf = (station: string): Facts | undefined => {
    const record = stations.atHand(station);
    if (record === undefined) return undefined;
    return {
      record,
      countsAt: countingAt(knownStations.viewOf(nobody, station), knownStations.find(station)),
      recipesAt: recipesInForce(record, calibrations.of(station)),
    };
  };

  /** Measured values come first; of what is replayed or simulated the first kind that there is. */
  const read = async (
    asked: readonly string[],
    wanted: ReadonlySet<QuantityName>,
    from: number,
    until: number,
  ) => {
    const found = new Map<string, Map<Origin, Map<QuantityName, BySensor>>>();
    const byVariant = new Map<Variant, { stations: Set<string>; quantities: Set<QuantityName> }>();
    for (const station of asked)
      for (const { variant, quantity } of series.seriesOf(station)) {
        if (!wanted.has(quantity) || isConsolidated(variant)) continue;
        const known = byVariant.get(variant) ?? { stations: new Set(), quantities: new Set() };
        known.stations.add(station);
        known.quantities.add(quantity);
        byVariant.set(variant, known);
      }
    for (const [variant, { stations: having, quantities: some }] of byVariant) {
      const answers = await series.aggregate({
        ...{ stations: [...having], quantities: [...some], from, until, variant },
        buckets: { every: STEP_MS },
      });
      for (const { station, sensor, quantity, origin, points } of answers) {
        const origins = found.get(station) ?? new Map<Origin, Map<QuantityName, BySensor>>();
        found.set(station, origins);
        const byQuantity = origins.get(origin) ?? new Map<QuantityName, BySensor>();
        origins.set(origin, byQuantity);
        const sensors: BySensor = byQuantity.get(quantity) ?? new Map();
        byQuantity.set(quantity, sensors);
        const variants = sensors.get(sensor) ?? new Map<Variant, Pieces>();
        sensors.set(sensor, variants);
        variants.set(variant, new Map(points.map(({ at, sums }) => [at, sums])));
      }
    }
    return found;
  };

  return {
    /** `instants`: on the grid of five minutes, ascending. */
    async of(
      asked: readonly string[],
      wanted: ReadonlySet<QuantityName>,
      instants: readonly number[],
    ): Promise<ReadonlyMap<string, HourValues>> {
      const all = new Map<string, HourValues>();
      const first = instants[0];
      const last = instants.at(-1);
      if (first === undefined || last === undefined) return all;
      for (let at = 0; at < asked.length; at += TOGETHER) {
        const found = await read(asked.slice(at, at + TOGETHER), wanted, first - HOUR_MS, last);
        for (const [station, byOrigin] of found) {
          const facts = factsOf(station);
          const origin = origins.find((one) => byOrigin.has(one));
          if (facts === undefined || origin === undefined) continue;
          const byQuantity = byOrigin.get(origin) as Map<QuantityName, BySensor>;
          const values = new Map<number, ReadonlyMap<QuantityName, HourValue>>();
          for (const instant of instants) {
            if (!facts.countsAt(instant - 1) || !facts.countsAt(instant - HOUR_MS)) continue;
            const known = new Map<QuantityName, HourValue>();
            for (const [quantity, sensors] of byQuantity) {
              const value = meanAt(facts, quantity, sensors, origin, instant);
              if (value !== undefined) known.set(quantity, value);
            }
            if (known.size > 0) values.set(instant, known);
          }
          all.set(station, values);
        }
      }
      return all;
    },
  };
};
export type HourValuesReader = ReturnType<typeof createHourValues>;
