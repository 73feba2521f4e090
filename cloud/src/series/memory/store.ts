import { addValue, emptySums, mergeSums } from "@datacityzen/hardware/averaging/sums";
import { originOf, packFlags, unpackFlags } from "@datacityzen/hardware/flags";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { flagsOf } from "@datacityzen/hardware/wire/batch";
import { byName } from "../by-name.ts";
import { extremesOfSums } from "../extremes.ts";
import { isNewer, type Latest, OF_ARRIVAL } from "../newness.ts";
import { cadencesIn } from "../observed-cadences.ts";
import {
  type Appended,
  type Block,
  type Bucket,
  type Buckets,
  EVERYTHING,
  gridStart,
  type OfSeries,
  type Point,
  type Range,
  type ReadOptions,
  ReadRefused,
  type Selection,
  type SeriesKey,
  type SeriesStore,
} from "../store.ts";

/** Points in each piece of a stream. */
const STREAMED_AT_ONCE = 20_000;

interface Series {
  readonly key: SeriesKey;
  /** By instant, in order of arrival. */
  readonly points: Map<number, Latest>;
  /** By instant: the value that counts, or null for a point that is left out. */
  readonly chosen: Map<number, { readonly value: number | null; readonly decided: number }>;
}

const nameOf = ({ station, sensor, quantity, origin, variant }: SeriesKey): string =>
  JSON.stringify([station, sensor, quantity, origin, variant]);

const bucketOf = (at: number, buckets: Buckets): Range | undefined => {
  if ("every" in buckets) {
    const from = gridStart(at, buckets.every);
    return { from, until: from + buckets.every };
  }
  const place = buckets.edges.findLastIndex((edge) => edge <= at);
  const [from, until] = buckets.edges.slice(place, place + 2);
  return place === -1 || from === undefined || until === undefined ? undefined : { from, until };
};

/**
 * A series store that keeps nothing beyond its process: for tests of modules, and the other side of the
 * contract. As the time series databases that know no conflicts, it keeps the newest of two values of a point.
 */
export const openMemorySeries = (): SeriesStore => {
  const bySeries = new Map<string, Series>();
  const byStation = new Map<string, Series[]>();

  const seriesOf = (key: SeriesKey): Series => {
    const known = bySeries.get(nameOf(key));
    if (known !== undefined) return known;
    const series: Series = { key, points: new Map(), chosen: new Map() };
    bySeries.set(nameOf(key), series);
    byStation.set(key.station, [...(byStation.get(key.station) ?? []), series]);
    return series;
  };

  const add = ({ points }: Series, { at, received, value, flags }: Latest): void => {
    const known = points.get(at);
    const isRepeat = known?.value === value;
    points.set(
      at,
      isRepeat
        ? { ...known, flags: known.flags | (flags & ~OF_ARRIVAL) }
        : { at, received, value, flags },
    );
  };

  const select = ({ stations, sensors, origins, variant = "raw", ...asked }: Selection): Series[] =>
    [...new Set(stations)]
      .flatMap((station) => byStation.get(station) ?? [])
      .filter(
        ({ key }) =>
          asked.quantities.includes(key.quantity) &&
          key.variant === variant &&
          (sensors === undefined || sensors.includes(key.sensor)) &&
          (origins === undefined || origins.includes(key.origin)),
      )
      .sort((one, other) => byName(one.key, other.key));

  /** With what was decided, in order of time. */
  const pointsIn = (
    { points, chosen }: Series,
    { from, until }: Range,
    asKept: boolean | undefined,
  ): Point[] =>
    [...points.values()]
      .filter(({ at }) => at >= from && at < until)
      .sort((one, other) => one.at - other.at)
      .flatMap((point): Point[] => {
        const plain = { ...point, flags: unpackFlags(point.flags) };
        const decision = chosen.get(point.at);
        if (decision === undefined || asKept === true) return [plain];
        const { value } = decision;
        return value === null ? [] : [{ ...plain, value, first: point.value }];
      });

  const ask = <T>(
    selection: Selection,
    { signal, asKept }: ReadOptions,
    answer: (points: readonly Point[], quantity: QuantityName) => readonly T[],
  ): OfSeries<T>[] => {
    if (signal?.aborted) throw new ReadRefused("aborted", "The asker has left.");
    return select(selection).flatMap((series) => {
      const points = answer(pointsIn(series, selection, asKept), series.key.quantity);
      return points.length === 0 ? [] : [{ ...series.key, points }];
    });
  };

  const bucketsIn =
    (buckets: Buckets) =>
    (points: readonly Point[], quantity: QuantityName): readonly Bucket[] => {
      const found = new Map<number, Bucket>();
      for (const { at, value, flags } of points) {
        const range = bucketOf(at, buckets);
        if (range === undefined) continue;
        const { from, until } = range;
        const known = found.get(from);
        const { sums = emptySums, leftOut = 0 } = known ?? {};
        const isMistake = likelyMistake(quantity, value) !== undefined;
        found.set(from, {
          at: from,
          until,
          sums: isMistake ? sums : addValue(sums, quantities[quantity].averaging, value, at),
          leftOut: leftOut + (isMistake ? 1 : 0),
          flags: unpackFlags(packFlags([...(known?.flags ?? []), ...flags])),
        });
      }
      return [...found.values()];
    };

  /** Buckets of several series that begin and end together, as one. */
  const joined = ([first, ...others]: readonly Bucket[]): Bucket => {
    if (first === undefined) throw new Error("there is no bucket to join");
    let { sums, leftOut } = first;
    const flags = new Set(first.flags);
    for (const other of others) {
      sums = mergeSums(sums, other.sums);
      leftOut += other.leftOut;
      for (const flag of other.flags) flags.add(flag);
    }
    return { ...first, sums, leftOut, flags: unpackFlags(packFlags([...flags])) };
  };

  const read: SeriesStore["read"] = async (selection, options = {}) =>
    ask(selection, options, (points) => points);

  const append = async (block: Block): Promise<Appended> => {
    const { station, received, variant = "raw", readings } = block;
    for (const reading of readings) {
      const { sensor, at, values, flags } = reading;
      for (const [name, value] of Object.entries(values)) {
        const quantity = name as QuantityName;
        const key = { station, sensor, quantity, origin: originOf(flags), variant };
        const packed = packFlags(flagsOf(reading, quantity));
        add(seriesOf(key), { at, received, value, flags: packed });
      }
    }
    return { conflicts: [] };
  };

  return {
    traits: { conflict: "newest_wins", reportsConflicts: false },
    kept: () => EVERYTHING,

    append,
    enlist: (block, settled) => void append(block).then(settled, settled),

    read,

    async count(selection, options = {}) {
      const counted = ask(selection, options, (points) => points);
      return counted.reduce((count, { points }) => count + points.length, 0);
    },

    async *stream(selection, options) {
      const all = await read(selection, options);
      const instants = all
        .flatMap(({ points }) => points.map(({ at }) => at))
        .sort((one, other) => one - other);
      let { from } = selection;
      while (from < selection.until) {
        const next = instants[instants.findIndex((at) => at >= from) + STREAMED_AT_ONCE];
        const until = next === undefined || next <= from ? selection.until : next;
        yield await read({ ...selection, from, until }, options);
        from = until;
      }
    },

    async aggregate({ buckets, ...selection }, options = {}) {
      return ask(selection, options, bucketsIn(buckets));
    },

    async extremes({ buckets, ...selection }, options = {}) {
      return extremesOfSums(ask(selection, options, bucketsIn(buckets)));
    },

    async aggregateTogether({ buckets, ...selection }, options = {}) {
      const bySeries = ask(selection, options, bucketsIn(buckets));
      const byQuantity = Map.groupBy(bySeries, ({ quantity }) => quantity);
      return selection.quantities.flatMap((quantity) => {
        const all = byQuantity.get(quantity)?.flatMap(({ points }) => points) ?? [];
        const points = [...Map.groupBy(all, ({ at }) => at).values()].map(joined);
        const inOrder = points.toSorted((one, other) => one.at - other.at);
        return inOrder.length === 0 ? [] : [{ quantity, points: inOrder }];
      });
    },

    async observedCadences({ announced, ...selection }, options = {}) {
      return ask(selection, options, (points) =>
        cadencesIn(
          points.map(({ at }) => at),
          announced,
        ),
      );
    },

    hasSeriesOf: (station, readings) =>
      readings.every(({ sensor, values, flags }) =>
        Object.keys(values).every((name) => {
          const quantity = name as QuantityName;
          const key = {
            station,
            sensor,
            quantity,
            origin: originOf(flags),
            variant: "raw",
          } as const;
          return bySeries.has(nameOf(key));
        }),
      ),

    seriesOf: (station) => (byStation.get(station) ?? []).map(({ key }) => key),

    async latest(stations) {
      const valuesOf = (some: readonly Series[]) =>
        some
          .filter(({ key }) => key.variant === "raw")
          .sort((one, other) => byName(one.key, other.key))
          .flatMap(({ key, points, chosen }) => {
            let latest: Latest | undefined;
            for (const point of points.values())
              if (isNewer(point.at, point.flags, point.received, latest)) latest = point;
            if (latest === undefined) return [];
            const { value } = latest;
            const decided = chosen.get(latest.at)?.value;
            const shown =
              decided === undefined || decided === null ? {} : { value: decided, first: value };
            return [{ ...key, ...latest, flags: unpackFlags(latest.flags), ...shown }];
          });
      return new Map(
        stations.flatMap((station) => {
          const known = byStation.get(station);
          return known === undefined ? [] : [[station, valuesOf(known)] as const];
        }),
      );
    },

    async choose(choices) {
      for (const { at, value, decided, ...key } of choices) {
        const chosen = bySeries.get(nameOf(key))?.chosen;
        const known = chosen?.get(at);
        if (known === undefined || known.decided <= decided) chosen?.set(at, { value, decided });
      }
    },

    async unflag(selection, flag) {
      const mask = packFlags([flag]);
      for (const { points } of select(selection))
        for (const point of points.values())
          if (point.at >= selection.from && point.at < selection.until)
            points.set(point.at, { ...point, flags: point.flags & ~mask });
    },

    async close() {},
  };
};
