import { setImmediate as turn } from "node:timers/promises";
import { quantities } from "@datacityzen/hardware/quantities";
import { DAY_MS, type DayBlock, dayOf, HOUR_MS, HOURS_OF_DAY } from "../days/day-block.ts";
import { createSumTable, type SumTable } from "../days/sum-table.ts";
import { widthOf } from "../days/sums-row.ts";
import { type Tile, tileNumber, tileOf } from "../days/tile.ts";
import { type Bucket, type Buckets, GRID_ORIGIN, type Range } from "../store.ts";
import type { DaySums } from "./day-sums.ts";
import { type AskedSeries, boundsOf } from "./points-sql.ts";
import type { Series } from "./series-catalogue.ts";

/** Takes the sums of one bucket, or of a part of it: a row that begins at `start`. */
export type TakeRow<Of> = (of: Of, bucket: number, numbers: Float64Array, start: number) => void;

/** Where the sums of a series are added. */
export interface Target {
  readonly table: SumTable;
  readonly place: number;
}

/** Sums by bucket of each of some series, or of all of a quantity together. */
export interface BucketSums {
  targetOf(series: number): Target;
  /** Of a series, or of all series of its quantity. */
  points(series: Series): Bucket[];
}

/** The bucket that an instant is in, or would be in. */
export const bucketAt = (at: number, buckets: Buckets): number => {
  if ("every" in buckets) return Math.floor((at - GRID_ORIGIN) / buckets.every);
  const { edges } = buckets;
  let [low, high] = [0, Math.max(0, edges.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** `areTogether`: all series of a quantity have one place. */
export const createBucketSums = (
  chosen: readonly Series[],
  { from, until }: Range,
  buckets: Buckets,
  { areTogether }: { readonly areTogether: boolean },
): BucketSums => {
  const [first, last] =
    until > from ? [bucketAt(from, buckets), bucketAt(until - 1, buckets)] : [0, -1];
  const targets = new Map<number, Target>();
  for (const [quantity, some] of Map.groupBy(chosen, (one) => one.quantity)) {
    const places = areTogether ? 1 : some.length;
    const table = createSumTable({ quantity, places, first, last });
    const together = { table, place: 0 };
    for (const [place, { id }] of some.entries())
      targets.set(id, areTogether ? together : { table, place });
  }
  const targetOf = (series: number): Target => targets.get(series) as Target;
  return {
    targetOf,
    points({ id }) {
      const { table, place } = targetOf(id);
      return table.points(place, (bucket) => boundsOf(bucket, buckets));
    },
  };
};

/** Points that must be asked: of a range, of some series or parts of them. */
export interface Unsummed {
  readonly range: Range;
  readonly series: readonly AskedSeries[];
}

/** What of a question the sums of hours do not answer is asked in a few questions at most. */
const MOST_QUESTIONS = 16;
/** Edges within an hour: half-hour zones. */
const MOST_ODD_EDGES = 8;
/** Some seventy years: a clock that has lost its time begins in 1970. */
const MOST_HOURS = 600_000;
/** Others have their turn. */
const HOURS_OF_A_TURN = 20_000;

/** The bucket that holds each of some hours that follow each other; -1 for an hour that none holds whole. */
const bucketsOfHours = (
  buckets: Buckets,
  { from, until }: Range,
): { readonly ofHour: Int32Array; readonly odd: readonly number[] } | undefined => {
  const ofHour = new Int32Array((until - from) / HOUR_MS).fill(-1);
  if ("every" in buckets) {
    if (buckets.every % HOUR_MS !== 0) return undefined;
    for (let hour = 0; hour < ofHour.length; hour++)
      ofHour[hour] = Math.floor((from + hour * HOUR_MS - GRID_ORIGIN) / buckets.every);
    return { ofHour, odd: [] };
  }
  const { edges } = buckets;
  const odd: number[] = [];
  for (const [bucket, edge] of edges.entries()) {
    const start = Math.floor(edge / HOUR_MS) * HOUR_MS;
    if (start !== edge && start >= from && start < until && odd.at(-1) !== start) odd.push(start);
    const end = edges[bucket + 1];
    if (end === undefined) break;
    const first = Math.max(0, Math.ceil((edge - from) / HOUR_MS));
    const last = Math.min(ofHour.length, Math.floor((end - from) / HOUR_MS));
    if (last > first) ofHour.fill(bucket, first, last);
  }
  return odd.length > MOST_ODD_EDGES ? undefined : { ofHour, odd };
};

/** The part of a range that the edges hold. */
const withinEdges = ({ from, until }: Range, buckets: Buckets): Range =>
  "every" in buckets
    ? { from, until }
    : {
        from: Math.max(from, buckets.edges[0] ?? until),
        until: Math.min(until, buckets.edges.at(-1) ?? from),
      };

const isLong = ({ from, until }: Range): boolean => until > from;

/** A range without some hours of it. */
const withoutHours = ({ from, until }: Range, hours: readonly number[]): readonly Range[] => {
  const parts: Range[] = [];
  let start = from;
  for (const hour of hours) {
    if (hour < from || hour >= until) continue;
    parts.push({ from: start, until: hour });
    start = hour + HOUR_MS;
  }
  return [...parts, { from: start, until }].filter(isLong);
};

/** Collects the days of series whose points must be asked. */
const createMissing = () => {
  /** By range: all series that lack it. */
  const byRange = new Map<string, { readonly range: Range; readonly series: Series[] }>();
  return {
    add(range: Range, series: Series): void {
      const name = `${range.from} ${range.until}`;
      const known = byRange.get(name);
      if (known === undefined) byRange.set(name, { range, series: [series] });
      else known.series.push(series);
    },
    /** Of many ranges, one question over all of them, in which each series has its parts. */
    questions(): readonly Unsummed[] {
      const all = [...byRange.values()];
      if (all.length <= MOST_QUESTIONS) return all;
      return [
        {
          range: {
            from: all.reduce(
              (least, { range }) => Math.min(least, range.from),
              Number.POSITIVE_INFINITY,
            ),
            until: all.reduce(
              (most, { range }) => Math.max(most, range.until),
              Number.NEGATIVE_INFINITY,
            ),
          },
          series: all.flatMap(({ range, series }) =>
            series.map(({ id, quantity }) => ({ id, quantity, part: range })),
          ),
        },
      ];
    },
  };
};

/** So many series of a tile are worth to have all of it in memory; of fewer, each is read by itself. */
const MANY_OF_A_TILE = 12;

interface OfSeries {
  readonly series: Series;
  readonly target: Target;
  /** The days of the question in which it can have points. */
  readonly first: number;
  readonly last: number;
}

/**
 * Adds up all whole hours that were summed up, and gives what is left to be asked of the points: the ends of the range,
 * hours that are not over, days that changed. The two never overlap: of a day of a series either its sums count
 * at the moment at which they are looked at, or its points.
 */
export const addSummedHours = async (
  chosen: readonly Series[],
  asked: Range,
  buckets: Buckets,
  sums: DaySums,
  { targetOf }: BucketSums,
  check: () => void,
): Promise<readonly Unsummed[]> => {
  const range = withinEdges(asked, buckets);
  if (!isLong(range)) return [];
  const all = [{ range, series: chosen }];
  const hours = {
    from: Math.ceil(Math.max(range.from, sums.from) / HOUR_MS) * HOUR_MS,
    until: Math.floor(Math.min(range.until, sums.until) / HOUR_MS) * HOUR_MS,
  };
  if (!isLong(hours) || hours.until - hours.from > MOST_HOURS * HOUR_MS || hours.from < 0)
    return all;
  const placed = bucketsOfHours(buckets, hours);
  if (placed === undefined) return all;
  const { ofHour, odd } = placed;
  const missing = createMissing();
  const miss = (series: Series, firstDay: number, nextDay: number): void => {
    const days = {
      from: Math.max(hours.from, firstDay * DAY_MS),
      until: Math.min(hours.until, nextDay * DAY_MS),
    };
    for (const part of withoutHours(days, odd)) missing.add(part, series);
  };
  const firstHourOf = (day: number): number => (day * DAY_MS - hours.from) / HOUR_MS;

  let taken = 0;
  const turnAfter = async (hoursTaken: number): Promise<void> => {
    taken += hoursTaken;
    if (taken < HOURS_OF_A_TURN) return;
    taken = 0;
    await turn();
    check();
  };

  const addBlock = ({ target, series }: OfSeries, day: number, block: DayBlock): void => {
    const firstHour = firstHourOf(day);
    const width = widthOf(quantities[series.quantity].averaging);
    const { rows, hours: present } = block;
    for (let hour = 0, start = 0; hour < HOURS_OF_DAY; hour++) {
      if ((present & (1 << hour)) === 0) continue;
      const bucket = ofHour[firstHour + hour];
      if (bucket !== undefined && bucket !== -1)
        target.table.add(target.place, bucket, rows, start);
      start += width;
    }
  };

  /** Each day of one series by itself. */
  const addOne = async (one: OfSeries): Promise<void> => {
    const { series, first, last } = one;
    let missedFrom: number | undefined;
    for (const [place, block] of sums.blocks(series, first, last, hours.until).entries()) {
      const day = first + place;
      if (block === undefined) {
        missedFrom ??= day;
        continue;
      }
      if (missedFrom !== undefined) miss(series, missedFrom, day);
      missedFrom = undefined;
      addBlock(one, day, block);
    }
    if (missedFrom !== undefined) miss(series, missedFrom, last + 1);
    await turnAfter(HOURS_OF_DAY * (last - first + 1));
  };

  /** Day by day, the series of a tile side by side. */
  const addMany = async (tile: Tile, some: readonly OfSeries[]): Promise<void> => {
    const first = some.reduce((least, one) => Math.min(least, one.first), Number.POSITIVE_INFINITY);
    const last = some.reduce((most, one) => Math.max(most, one.last), Number.NEGATIVE_INFINITY);
    const missedFrom = new Map<Series, number>();
    for (let day = first; day <= last; day++) {
      const found = sums.tile(tile, day, hours.until);
      const start = day * DAY_MS;
      const firstHour = firstHourOf(day);
      for (const { series, target, first: from, last: to } of some) {
        if (day < from || day > to) continue;
        const slot = found?.slotOf(series.id);
        if (found === undefined || slot === undefined) {
          if (!missedFrom.has(series)) missedFrom.set(series, day);
          continue;
        }
        if (missedFrom.size > 0) {
          const since = missedFrom.get(series);
          if (since !== undefined) miss(series, since, day);
          missedFrom.delete(series);
        }
        const { columns } = found;
        target.table.addHours(target.place, { columns, start, slot, ofHour, firstHour });
      }
      await turnAfter(HOURS_OF_DAY * some.length);
    }
    for (const [series, since] of missedFrom) {
      const to = some.find((one) => one.series === series)?.last ?? last;
      miss(series, since, to + 1);
    }
  };

  const possible = chosen.flatMap((series): OfSeries[] => {
    const { known } = series;
    const first = Math.max(dayOf(hours.from), dayOf(known.oldest()));
    const last = Math.min(dayOf(hours.until - 1), dayOf(known.newest()));
    return first > last ? [] : [{ series, target: targetOf(series.id), first, last }];
  });
  for (const some of Map.groupBy(possible, ({ series }) => tileNumber(tileOf(series))).values()) {
    const [one] = some;
    if (one !== undefined && some.length >= MANY_OF_A_TILE) await addMany(tileOf(one.series), some);
    else for (const each of some) await addOne(each);
  }
  const ends = [
    { from: range.from, until: hours.from },
    ...odd.map((from) => ({ from, until: from + HOUR_MS })),
    { from: hours.until, until: range.until },
  ].filter(isLong);
  return [...ends.map((one) => ({ range: one, series: chosen })), ...missing.questions()];
};
