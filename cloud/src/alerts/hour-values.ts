import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { emptySums, mergeSums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { type Origin, origins } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { nobody } from "../access/principal.ts";
import { countingAt } from "../air/counting.ts";
import type { ModuleContext } from "../module.ts";
import { variantsOfQuantity } from "../quality/chosen-recipe.ts";
import { expectedInHour, isComplete } from "../quality/complete-hour.ts";
import { isConsolidated } from "../quality/consolidated/consolidate.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { recipesInForce } from "../quality/recipes-in-force.ts";
import type { SeriesKey, SeriesStore, Variant } from "../series/store.ts";
import { cadencesOf, type StationRecord } from "../stations/station.ts";
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

/** The sums of five minutes, by the instant at which they begin. */
type Pieces = ReadonlyMap<number, Sums>;

interface PiecesOfSeries extends SeriesKey {
  readonly pieces: Pieces;
}

/** One sensor's series of a quantity, by what made them. */
interface OfSensor {
  readonly sensor: string;
  readonly variants: ReadonlyMap<Variant, Pieces>;
}

/** By name: of two sensors that may both stand for the station the first does. */
const bySensor = (all: readonly PiecesOfSeries[]): readonly OfSensor[] =>
  [...Map.groupBy(all, ({ sensor }) => sensor)]
    .map(([sensor, own]) => ({
      sensor,
      variants: new Map(own.map(({ variant, pieces }) => [variant, pieces])),
    }))
    .sort((one, other) => (one.sensor < other.sensor ? -1 : 1));

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
  sensors: readonly OfSensor[],
  origin: Origin,
  at: number,
): HourValue | undefined => {
  const from = at - HOUR_MS;
  let best: HourValue | undefined;
  for (const { sensor, variants } of sensors) {
    const made = variantsOfQuantity(recipesAt(sensor, at - 1), quantity);
    const wanted: readonly Variant[] = made.length === 0 ? ["raw"] : made;
    const cadences = cadencesOf(record, sensor);
    for (const variant of wanted) {
      const pieces = variants.get(variant);
      if (pieces === undefined) continue;
      const sums = sumsOver(pieces, at);
      const value = meanOf(sums, quantities[quantity].averaging);
      if (value === undefined || !isComplete(cadences, from, sums.count)) continue;
      const expected = expectedInHour(cadences, from);
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
}: {
  readonly series: Pick<SeriesStore, "aggregate" | "seriesOf">;
  readonly stations: Pick<ModuleContext["stations"], "atHand">;
  readonly knownStations: Pick<ModuleContext["knownStations"], "find" | "viewOf">;
  readonly calibrations: Pick<ModuleContext["calibrations"], "of">;
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

  const read = async (
    asked: readonly string[],
    wanted: ReadonlySet<QuantityName>,
    from: number,
    until: number,
  ): Promise<readonly PiecesOfSeries[]> => {
    const found: PiecesOfSeries[] = [];
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
      for (const { points, ...key } of answers)
        found.push({ ...key, pieces: new Map(points.map(({ at, sums }) => [at, sums])) });
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
        for (const [station, own] of Map.groupBy(found, (one) => one.station)) {
          const facts = factsOf(station);
          // Measured values come first; of what is replayed or simulated the first kind that there is.
          const origin = origins.find((kind) => own.some((one) => one.origin === kind));
          if (facts === undefined || origin === undefined) continue;
          const byQuantity = [
            ...Map.groupBy(
              own.filter((one) => one.origin === origin),
              (one) => one.quantity,
            ),
          ].map(([quantity, some]) => ({ quantity, sensors: bySensor(some) }));
          const values = new Map<number, ReadonlyMap<QuantityName, HourValue>>();
          for (const instant of instants) {
            if (!facts.countsAt(instant - 1) || !facts.countsAt(instant - HOUR_MS)) continue;
            const known = new Map<QuantityName, HourValue>();
            for (const { quantity, sensors } of byQuantity) {
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
