import { setImmediate as turn } from "node:timers/promises";
import { unpackFlags } from "@datacityzen/hardware/flags";
import { quantities } from "@datacityzen/hardware/quantities";
import { DAY_MS, type DayBlock, dayOf, HOUR_MS } from "../days/day-block.ts";
import { addRow, ROW, type RowAt, scaleOf, toSums, widthOf } from "../days/sums-row.ts";
import { type Bucket, type Buckets, GRID_ORIGIN, type Range } from "../store.ts";
import type { DaySums } from "./day-sums.ts";
import { type AskedSeries, boundsOf } from "./points-sql.ts";
import type { Series } from "./series-catalogue.ts";

/** Takes the sums of one bucket, or of a part of it: a row that begins at `start`. */
export type TakeRow<Of> = (of: Of, bucket: number, numbers: Float64Array, start: number) => void;

/** Sums by bucket. */
export interface BucketSums {
  add(bucket: number, numbers: Float64Array, start: number): void;
  points(buckets: Buckets): Bucket[];
}

interface OfBucket extends RowAt {
  readonly bucket: number;
  /** Whether the numbers are this bucket's own, and not a part of a block. */
  readonly isOwn: boolean;
}

export const createBucketSums = (quantity: Series["quantity"]): BucketSums => {
  const width = widthOf(quantities[quantity].averaging);
  const scale = scaleOf(quantity);
  const rows = new Map<number, OfBucket>();
  /** Hours of one day come one after the other. */
  let last: OfBucket | undefined;
  const put = (row: OfBucket): void => {
    rows.set(row.bucket, row);
    last = row;
  };
  return {
    add(bucket, numbers, start) {
      const known = last?.bucket === bucket ? last : rows.get(bucket);
      if (known === undefined) put({ bucket, numbers, start, isOwn: false });
      else if (known.isOwn) addRow(known.numbers, numbers, start, scale);
      else {
        const own = known.numbers.slice(known.start, known.start + width);
        addRow(own, numbers, start, scale);
        put({ bucket, numbers: own, start: 0, isOwn: true });
      }
    },
    points: (buckets) =>
      [...rows.values()]
        .sort((one, other) => one.bucket - other.bucket)
        .map((row) => ({
          ...boundsOf(row.bucket, buckets),
          leftOut: row.numbers[row.start + ROW.leftOut] as number,
          sums: toSums(row, quantity),
          flags: unpackFlags(row.numbers[row.start + ROW.flags] as number),
        })),
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
/** Some twenty years. */
const MOST_HOURS = 200_000;
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

/**
 * Hands out the sums of all whole hours that were summed up, and gives what is left to be asked of the points: the
 * ends of the range, hours that are not over, days that changed. The two never overlap: of a day of a series
 * either its block counts at the moment at which it is looked at, or its points.
 */
export const takeSummedHours = async (
  chosen: readonly Series[],
  asked: Range,
  buckets: Buckets,
  sums: DaySums,
  take: TakeRow<Series>,
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
  const takeBlock = (series: Series, width: number, day: number, block: DayBlock): void => {
    const first = (day * DAY_MS - hours.from) / HOUR_MS;
    const { rows, hours: present } = block;
    for (let hour = 0, start = 0; hour < 24; hour++) {
      if ((present & (1 << hour)) === 0) continue;
      const bucket = ofHour[first + hour];
      if (bucket !== undefined && bucket !== -1) take(series, bucket, rows, start);
      start += width;
    }
  };
  let taken = 0;
  for (const series of chosen) {
    const { known } = series;
    const first = Math.max(dayOf(hours.from), dayOf(known.oldest()));
    const last = Math.min(dayOf(hours.until - 1), dayOf(known.newest()));
    if (first > last) continue;
    const width = widthOf(quantities[series.quantity].averaging);
    let missedFrom: number | undefined;
    for (const [place, block] of sums.blocks(series, first, last, hours.until).entries()) {
      const day = first + place;
      if (block === undefined) {
        missedFrom ??= day;
        continue;
      }
      if (missedFrom !== undefined) miss(series, missedFrom, day);
      missedFrom = undefined;
      takeBlock(series, width, day, block);
    }
    if (missedFrom !== undefined) miss(series, missedFrom, last + 1);
    taken += 24 * (last - first + 1);
    if (taken < HOURS_OF_A_TURN) continue;
    taken = 0;
    await turn();
    check();
  }
  const ends = [
    { from: range.from, until: hours.from },
    ...odd.map((from) => ({ from, until: from + HOUR_MS })),
    { from: hours.until, until: range.until },
  ].filter(isLong);
  return [...ends.map((one) => ({ range: one, series: chosen })), ...missing.questions()];
};
