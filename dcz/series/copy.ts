import { packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type {
  Block,
  Choice,
  OfSeries,
  Point,
  Range,
  SeriesKey,
  Variant,
} from "../../cloud/src/series/store.ts";
import { type CopiedSums, copySums, type SumsTally } from "./copy-sums.ts";
import { type Side, Withheld } from "./side.ts";

/** A point of which the two sides do not say the same. */
export interface Difference extends SeriesKey {
  readonly at: number;
  /** What the source has. */
  readonly from: Omit<Point, "first">;
  /** What the target has; nothing when it refused the point. */
  readonly to: Omit<Point, "first"> | undefined;
}

export interface Tally {
  stations: number;
  /** Points of the source that were looked at. */
  points: number;
  /** Points that were written now. */
  copied: number;
  /** Points of the source that the target has as they are: now, or from before. */
  alike: number;
  different: number;
  /** Points that the target has beside: it goes on measuring, or was not empty. */
  beside: number;
  decisions: number;
  decisionsCopied: number;
  decisionsDifferent: number;
}

export interface Copied extends Tally {
  /** Days of series, as the source has them, and how many of them the target has alike: counts and checksums. */
  readonly days: number;
  readonly daysAlike: number;
  /** The first of them. */
  readonly differences: readonly Difference[];
  /** Why the target refused points: the first reason. */
  readonly reason: string | undefined;
  /** Before this instant (UTC ms) the source has sums alone. */
  readonly lostBefore: number | undefined;
  /** What became of them; undefined where there are none, or where one of the two cannot give or take them. */
  readonly sums: CopiedSums | undefined;
  /** Whether they were left out as was asked. */
  readonly withoutSums: boolean;
  /** Stations of which the source gives no values to whoever asks, and why: the first. */
  readonly withheld: number;
  readonly withheldReason: string | undefined;
  /** Whether it was stopped before its end. */
  readonly isStopped: boolean;
}

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Compares, and writes nothing. */
  readonly onlyCompare: boolean;
  /** Leaves out the sums that stand in place of values. */
  readonly withoutSums: boolean;
  readonly onProgress: (tally: Readonly<Tally>, stations: number) => void;
  readonly onSums: (sums: Readonly<SumsTally>) => void;
}

/** Instants that any store has. */
const EVER: Range = { from: -9_223_372_036_854, until: 9_223_372_036_854 };
const DAY_MS = 86_400_000;
const POINTS_AT_ONCE = 20_000;
const BLOCK_POINTS = 1000;
const CHOICES_AT_ONCE = 1000;
const MOST_NAMED = 20;

type Kept = Omit<Point, "first">;

const nameOf = ({ station, sensor, quantity, origin, variant }: SeriesKey): string =>
  JSON.stringify([station, sensor, quantity, origin, variant]);

/** Points by series and instant. */
interface OfName {
  readonly key: SeriesKey;
  readonly points: Map<number, Kept>;
}
type Points = Map<string, OfName>;

const addPoints = (points: Points, pieces: readonly OfSeries<Point>[]): number => {
  let added = 0;
  for (const { points: some, ...key } of pieces) {
    const name = nameOf(key);
    const ofName = points.get(name) ?? { key, points: new Map<number, Kept>() };
    points.set(name, ofName);
    for (const point of some) ofName.points.set(point.at, point);
    added += some.length;
  }
  return added;
};

const isAlike = (one: Kept, other: Kept, withArrival: boolean): boolean =>
  one.value === other.value &&
  (!withArrival || one.received === other.received) &&
  packFlags(one.flags) === packFlags(other.flags);

/** A point as a number: sums of them are a checksum that knows no order. No store tells -0 from 0. */
const digestOf = ({ at, received, value, flags }: Kept, withArrival: boolean): number => {
  let hash = 0x811c9dc5;
  const arrival = withArrival ? received : 0;
  const bytes = new Uint8Array(Float64Array.of(at, arrival, value + 0, packFlags(flags)).buffer);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
};

/** How many points each side has of a series in a day of UTC, and their checksums. */
interface Day {
  readonly at: number;
  count: number;
  digest: number;
  countThere: number;
  digestThere: number;
}

/** Readings that came together, of one variant: those of one instant, sensor and flags in one. */
const blocksOf = (station: string, variant: Variant, missing: Points): Block[] => {
  const byArrival = new Map<number, Map<string, Block["readings"][number]>>();
  for (const { key, points } of missing.values())
    for (const { at, received, value, flags } of points.values()) {
      const readings = byArrival.get(received) ?? new Map();
      byArrival.set(received, readings);
      const name = `${at} ${packFlags(flags)} ${key.sensor}`;
      const before = readings.get(name);
      const values = { ...before?.values, [key.quantity]: value };
      readings.set(name, { at, sensor: key.sensor, flags: [...flags], values });
    }
  return [...byArrival].flatMap(([received, all]) => {
    const readings = [...all.values()].sort((one, other) => one.at - other.at);
    const blocks: Block[] = [];
    for (let from = 0; from < readings.length; from += BLOCK_POINTS)
      blocks.push({
        ...{ station, received, variant },
        readings: readings.slice(from, from + BLOCK_POINTS),
      });
    return blocks;
  });
};

/**
 * Copies all series of one store to another, a stretch of time of one station after the other: what the
 * target lacks is written, then both are compared point by point. What is there already is left, and so a copy
 * that was broken off goes on where it was. Nothing is changed in the source.
 */
export const copySeries = async (
  from: Side,
  to: Side,
  { signal, onlyCompare, withoutSums, onProgress, onSums }: CopyOptions,
): Promise<Copied> => {
  const tally: Tally = {
    ...{ stations: 0, points: 0, copied: 0, alike: 0, different: 0, beside: 0 },
    ...{ decisions: 0, decisionsCopied: 0, decisionsDifferent: 0 },
  };
  const differences: Difference[] = [];
  const withArrival = to.keepsArrivals;
  let withheld = 0;
  let withheldReason: string | undefined;
  let [days, daysAlike] = [0, 0];
  let reason: string | undefined;

  /** Takes from `sought` what the target has; gives what it has otherwise. */
  const compare = async (
    sought: Points,
    asked: { station: string; variant: Variant; quantities: readonly QuantityName[] } & Range,
    there: (key: SeriesKey, point: Kept, isSought: boolean) => void,
  ): Promise<Difference[]> => {
    const found: Difference[] = [];
    const { station, ...rest } = asked;
    const pieces = to.store.stream({ ...rest, stations: [station] }, { asKept: true });
    for await (const piece of pieces)
      for (const { points, ...key } of piece) {
        const ofName = sought.get(nameOf(key))?.points;
        for (const point of points) {
          const kept = ofName?.get(point.at);
          there(key, point, kept !== undefined);
          if (kept === undefined) continue;
          ofName?.delete(point.at);
          if (!isAlike(kept, point, withArrival))
            found.push({ ...key, at: point.at, from: kept, to: point });
        }
      }
    return found;
  };

  const note = (some: readonly Difference[]): void => {
    tally.different += some.length;
    differences.push(...some.slice(0, MOST_NAMED - differences.length));
  };

  /** A stretch of a station's time: all that the source has in it. */
  const copyStretch = async (
    station: string,
    variant: Variant,
    quantities: readonly QuantityName[],
    range: Range,
    points: Points,
    ofDays: Map<string, Day>,
  ): Promise<void> => {
    const dayOf = (key: SeriesKey, at: number): Day => {
      const name = `${Math.floor(at / DAY_MS)} ${nameOf(key)}`;
      const day = ofDays.get(name) ?? {
        ...{ at: Math.floor(at / DAY_MS) * DAY_MS, count: 0, digest: 0 },
        ...{ countThere: 0, digestThere: 0 },
      };
      ofDays.set(name, day);
      return day;
    };
    let count = 0;
    for (const { key, points: some } of points.values())
      for (const point of some.values()) {
        const day = dayOf(key, point.at);
        day.count += 1;
        day.digest = (day.digest + digestOf(point, withArrival)) >>> 0;
        count += 1;
      }
    const there = (key: SeriesKey, point: Kept, isSought: boolean): void => {
      if (!isSought) {
        tally.beside += 1;
        return;
      }
      const day = dayOf(key, point.at);
      day.countThere += 1;
      day.digestThere = (day.digestThere + digestOf(point, withArrival)) >>> 0;
    };
    // What is left in `points` after each look is missing.
    const asked = { station, variant, quantities };
    const found = await compare(points, { ...asked, ...range }, there);
    note(found);
    let missing = 0;
    for (const { points: some } of points.values()) missing += some.size;
    if (missing > 0 && !onlyCompare) {
      const outcomes = await Promise.allSettled(
        blocksOf(station, variant, points).map((block) => to.store.append(block)),
      );
      for (const outcome of outcomes)
        if (outcome.status === "rejected") reason ??= (outcome.reason as Error).message;
      const again = await compare(points, { ...asked, ...range }, (key, point, isSought) => {
        if (isSought) there(key, point, true);
      });
      note(again);
      found.push(...again);
    }
    let lacking = 0;
    for (const { key, points: some } of points.values()) {
      lacking += some.size;
      for (const point of some.values())
        if (differences.length < MOST_NAMED)
          differences.push({ ...key, at: point.at, from: point, to: undefined });
    }
    tally.copied += missing - lacking;
    tally.different += lacking;
    tally.points += count;
    tally.alike += count - lacking - found.length;
    // A day may go on in the next stretch.
    for (const [name, day] of ofDays) {
      if (day.at + DAY_MS > range.until) continue;
      ofDays.delete(name);
      days += 1;
      if (day.count === day.countThere && day.digest === day.digestThere) daysAlike += 1;
    }
  };

  const copyStation = async (station: string, stations: number): Promise<void> => {
    const known = await from.seriesOf(station);
    for (const [variant, series] of Map.groupBy(known, (key) => key.variant)) {
      const quantities = [...new Set(series.map(({ quantity }) => quantity))];
      const selection = { stations: [station], quantities, variant, ...EVER };
      let points: Points = new Map();
      const ofDays = new Map<string, Day>();
      let [size, start] = [0, EVER.from];
      const flush = async (until: number) => {
        await copyStretch(station, variant, quantities, { from: start, until }, points, ofDays);
        points = new Map();
        [size, start] = [0, until];
        onProgress(tally, stations);
      };
      for await (const piece of from.store.stream(selection, { asKept: true })) {
        size += addPoints(points, piece);
        if (signal.aborted) return;
        if (size < POINTS_AT_ONCE) continue;
        // Pieces follow each other in time: none that comes is before this.
        let last = start;
        for (const { points: some } of piece) last = Math.max(last, some.at(-1)?.at ?? start);
        await flush(last + 1);
      }
      await flush(EVER.until);
    }
    tally.stations += 1;
  };

  const sums = withoutSums
    ? undefined
    : await copySums(from, to, { signal, onlyCompare, onProgress: onSums });
  /** What was decided about points that are gone is in their sums. */
  const decidedSince = sums === undefined ? undefined : from.lostBefore();

  const decisionsByPoint = async (side: Side): Promise<Map<string, Choice>> => {
    const found = new Map<string, Choice>();
    for await (const choice of side.decisions())
      if (decidedSince === undefined || choice.at >= decidedSince)
        found.set(`${choice.at} ${nameOf(choice)}`, choice);
    return found;
  };
  const isSameDecision = (one: Choice, other: Choice | undefined): boolean =>
    other !== undefined &&
    one.value === other.value &&
    one.other === other.other &&
    one.decided === other.decided &&
    one.by === other.by;

  /** A later decision of the target stays: the platform that goes on there was told of it. */
  const copyDecisions = async (): Promise<void> => {
    const ours = await decisionsByPoint(from);
    const lacking = (theirs: ReadonlyMap<string, Choice>) =>
      [...ours].flatMap(([point, choice]) => {
        const there = theirs.get(point);
        const isLater = there !== undefined && there.decided > choice.decided;
        return isLater || isSameDecision(choice, there) ? [] : [choice];
      });
    const missing = lacking(await decisionsByPoint(to));
    const mayWrite = !onlyCompare && to.takesDecisions;
    if (mayWrite)
      for (let place = 0; place < missing.length; place += CHOICES_AT_ONCE)
        await to.store.choose(missing.slice(place, place + CHOICES_AT_ONCE));
    const left = !mayWrite || missing.length === 0 ? missing : lacking(await decisionsByPoint(to));
    tally.decisions = ours.size;
    tally.decisionsCopied = missing.length - left.length;
    tally.decisionsDifferent = left.length;
  };

  const stations = (await from.stations()).toSorted();
  for (const station of stations) {
    if (signal.aborted) break;
    try {
      await copyStation(station, stations.length);
    } catch (error) {
      // The others are to be had.
      if (!(error instanceof Withheld)) throw error;
      withheld += 1;
      withheldReason ??= `${station}: ${error.message}`;
    }
    onProgress(tally, stations.length);
  }
  if (!signal.aborted) await copyDecisions();
  return {
    ...{ ...tally, days, daysAlike, differences, reason, withheld, withheldReason },
    ...{ lostBefore: from.lostBefore(), sums, withoutSums, isStopped: signal.aborted },
  };
};
