import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { EventBus } from "../events/bus.ts";
import { isConsolidated } from "../quality/consolidated/consolidate.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { gridStart, type SeriesKey, type SeriesStore } from "../series/store.ts";

/** What a day of any index wants. */
export const HOURS = 24;

/** Means of the last whole hours of a series. */
export interface HourlyMeans extends SeriesKey {
  /** Of the hour that begins at this instant: its mean and how many values it has; undefined when it has none. */
  at(hour: number): { readonly mean: number; readonly count: number } | undefined;
}

export interface HourMemory {
  /** Means of the hours up to the last whole one. Unknown stations have none. */
  of(
    stations: readonly string[],
    now: number,
  ): Promise<ReadonlyMap<string, readonly HourlyMeans[]>>;
}

/** An hour that was touched again is read again after this. */
const AGAIN_MS = 60_000;
/** Corrected values are written soon after the readings of which they are made: the newest hour is read twice. */
const SETTLED_MS = 300_000;
/** What people decide about points tells nobody: all is read again in the end. */
const WHOLE_MS = 6 * HOUR_MS;
/** Then all are forgotten: 24 hours of ten series are 5 kB. */
const MOST_STATIONS = 30_000;
/** Stations of one question to the store. */
const TOGETHER = 250;

interface Kept {
  readonly key: SeriesKey;
  readonly means: Float64Array;
  readonly counts: Uint32Array;
}

interface StationHours {
  /** Hours before this instant are known. */
  until: number;
  readAt: number;
  wholeAt: number;
  /** The first hour to read again. */
  touched: number | undefined;
  readonly series: Map<string, Kept>;
}

const nameOf = ({ sensor, quantity, origin, variant }: SeriesKey): string =>
  `${sensor} ${quantity} ${origin} ${variant}`;

export const createHourMemory = (
  {
    events,
    series,
  }: {
    readonly events: Pick<EventBus, "subscribe">;
    readonly series: Pick<SeriesStore, "aggregate" | "seriesOf">;
  },
  wanted: ReadonlySet<QuantityName>,
  /** How many whole hours are kept. */
  keptHours: number = HOURS,
): HourMemory => {
  const known = new Map<string, StationHours>();
  const slotOf = (hour: number): number => {
    const number = Math.floor(hour / HOUR_MS) % keptHours;
    return number < 0 ? number + keptHours : number;
  };

  events.subscribe("readings.committed", {
    name: "hours of the air",
    handle({ station, readings }) {
      const hours = known.get(station);
      if (hours === undefined) return;
      for (const { at } of readings)
        if (at < hours.until && at >= hours.until - keptHours * HOUR_MS)
          hours.touched = Math.min(hours.touched ?? at, gridStart(at, HOUR_MS));
    },
  });

  events.subscribe("quality.recomputed", {
    name: "recomputed hours of the air",
    handle({ station, from }) {
      const hours = known.get(station);
      if (hours === undefined || from >= hours.until) return;
      const first = Math.max(gridStart(from, HOUR_MS), hours.until - keptHours * HOUR_MS);
      hours.touched = Math.min(hours.touched ?? first, first);
    },
  });

  /** From which hour on a station is to be read; undefined when nothing is to be read. */
  const readFrom = (hours: StationHours | undefined, end: number, now: number) => {
    const first = end - keptHours * HOUR_MS;
    // A clock of ours that went back: nothing that is known is of now.
    if (hours === undefined || hours.until > end || now - hours.wholeAt > WHOLE_MS) return first;
    const from: number[] = [];
    if (hours.until < end) from.push(hours.until);
    if (hours.touched !== undefined && now - hours.readAt >= AGAIN_MS) from.push(hours.touched);
    const settled = hours.until + SETTLED_MS;
    if (hours.readAt < settled && now >= settled) from.push(hours.until - HOUR_MS);
    return from.length === 0 ? undefined : Math.max(first, Math.min(...from));
  };

  const read = async (
    stations: readonly string[],
    from: number,
    until: number,
    now: number,
  ): Promise<void> => {
    const touchedBefore = new Map<string, number | undefined>();
    for (const station of stations) {
      const hours = known.get(station);
      touchedBefore.set(station, hours?.touched);
      if (hours !== undefined) hours.touched = undefined;
    }
    const found: { key: SeriesKey; at: number; mean: number; count: number }[] = [];
    try {
      const variants = new Set(
        stations
          .flatMap((station) => series.seriesOf(station).map(({ variant }) => variant))
          .filter((variant) => !isConsolidated(variant)),
      );
      for (const variant of variants) {
        const asked = new Set<QuantityName>();
        const having = stations.filter((station) => {
          const ofVariant = series
            .seriesOf(station)
            .filter((key) => key.variant === variant && wanted.has(key.quantity));
          for (const { quantity } of ofVariant) asked.add(quantity);
          return ofVariant.length > 0;
        });
        if (having.length === 0) continue;
        const answers = await series.aggregate({
          ...{ stations: having, quantities: [...asked], from, until, variant },
          buckets: { every: HOUR_MS },
        });
        for (const { points, ...key } of answers)
          for (const { at, sums } of points) {
            const mean = meanOf(sums, quantities[key.quantity].averaging);
            if (mean !== undefined) found.push({ key, at, mean, count: sums.count });
          }
      }
    } catch (error) {
      // The next who asks tries again.
      for (const [station, touched] of touchedBefore) {
        const hours = known.get(station);
        if (hours !== undefined && touched !== undefined)
          hours.touched = Math.min(touched, hours.touched ?? touched);
      }
      throw error;
    }
    for (const station of stations) {
      const before = known.get(station);
      const isWhole = from === until - keptHours * HOUR_MS;
      known.set(station, {
        ...{ until, readAt: now, touched: before?.touched },
        wholeAt: isWhole || before === undefined ? now : before.wholeAt,
        series: isWhole ? new Map() : (before?.series ?? new Map()),
      });
      for (const { counts } of known.get(station)?.series.values() ?? [])
        for (let hour = from; hour < until; hour += HOUR_MS) counts[slotOf(hour)] = 0;
    }
    for (const { key, at, mean, count } of found) {
      const all = known.get(key.station)?.series;
      const name = nameOf(key);
      const kept = all?.get(name) ?? {
        key,
        means: new Float64Array(keptHours),
        counts: new Uint32Array(keptHours),
      };
      kept.means[slotOf(at)] = mean;
      kept.counts[slotOf(at)] = count;
      all?.set(name, kept);
    }
  };

  /** One after the other: many who ask at once find what the first one had read. */
  let turn: Promise<unknown> = Promise.resolve();
  const bring = async (stations: readonly string[], end: number, now: number) => {
    const byStart = Map.groupBy(stations, (station) => readFrom(known.get(station), end, now));
    for (const [from, some] of byStart) {
      if (from === undefined) continue;
      for (let at = 0; at < some.length; at += TOGETHER)
        await read(some.slice(at, at + TOGETHER), from, end, now);
    }
  };

  return {
    async of(stations, now) {
      const end = gridStart(now, HOUR_MS);
      if (stations.some((station) => readFrom(known.get(station), end, now) !== undefined)) {
        const done = turn.then(() => {
          if (known.size > MOST_STATIONS) known.clear();
          return bring(stations, end, now);
        });
        turn = done.catch(() => undefined);
        await done;
      }
      const first = end - keptHours * HOUR_MS;
      return new Map(
        stations.map((station) => [
          station,
          [...(known.get(station)?.series.values() ?? [])].map(({ key, means, counts }) => ({
            ...key,
            at(hour: number) {
              const count = hour < first || hour >= end ? 0 : (counts[slotOf(hour)] ?? 0);
              return count === 0 ? undefined : { mean: means[slotOf(hour)] ?? 0, count };
            },
          })),
        ]),
      );
    },
  };
};
