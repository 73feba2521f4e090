import type { Series } from "./series-catalogue.ts";

/** What the table has of a point. */
export interface KeptPoint {
  readonly value: number;
  readonly flags: number;
  readonly received: number;
}

/** By the number of their series, then by instant. */
export type PointsBySeries = ReadonlyMap<number, ReadonlyMap<number, KeptPoint>>;

/** All points that the table has of some series of a station in a stretch of time. */
interface Stretch {
  readonly series: ReadonlyMap<number, Map<number, KeptPoint>>;
  from: number;
  until: number;
  points: number;
  /** When it was last of use, by a clock that nobody sets. */
  used: number;
}

/** A part of the table that was read inside of a transaction: it is remembered once that is committed. */
export interface ReadPart {
  readonly station: string;
  readonly from: number;
  readonly until: number;
  readonly found: PointsBySeries;
  readonly version: number;
}

/**
 * Points of stations whose late readings are scattered over days. Each of them lies in another part of the table,
 * and a part takes as long to search for one instant as to read for all of the station's: so those that are
 * read are remembered, one stretch of time for each station, which grows with each message.
 */
export interface RememberedPoints {
  /** Whether it is known what the table has of the series at this instant. */
  knows(series: Series, at: number): boolean;
  /** What the table has there, as of the last commit; undefined when it has nothing. */
  get(series: Series, at: number): KeptPoint | undefined;
  /** The next part to read for the instants that are not known, of some series of a station. */
  partFor(
    station: string,
    ids: readonly number[],
    unknown: readonly number[],
  ): Pick<ReadPart, "from" | "until" | "version"> & { readonly ids: readonly number[] };
  /** Remembers a part, after the commit of the transaction in which it was read. */
  add(part: ReadPart): void;
  /** How long the reading of a part took, by which the next is chosen larger or smaller. */
  took(ms: number): void;
  /** A point is in the table from now on, or has these flags. */
  note(series: Series, at: number, value: number, flags: number, received: number): void;
  /** Whether nothing is remembered any more: what was not of use for some minutes is forgotten. */
  isEmpty(): boolean;
  /** Points of the table were changed by others. */
  clear(): void;
}

const MINUTE_MS = 60_000;
/** Of all stations. */
const MOST_POINTS = 200_000;
const FORGOTTEN_AFTER_MS = 5 * MINUTE_MS;
/** Commits wait for it: a part takes about as long as the search for the scattered instants of one message. */
const SHORT_MS = 40;
const LONG_MS = 100;
const FIRST_PART_MS = 24 * 60 * MINUTE_MS;
const SMALLEST_PART_MS = MINUTE_MS;
const LARGEST_PART_MS = 30 * 24 * 60 * MINUTE_MS;

export const createRememberedPoints = (
  now: () => number = () => performance.now(),
  mostPoints = MOST_POINTS,
): RememberedPoints => {
  /** By station, the one that grew last at the end. */
  const stretches = new Map<string, Stretch>();
  let version = 0;
  let partMs = FIRST_PART_MS;

  const stretchAt = ({ id, station }: Series, at: number): Stretch | undefined => {
    const stretch = stretches.get(station);
    if (stretch === undefined || at < stretch.from || at >= stretch.until) return undefined;
    return stretch.series.has(id) ? stretch : undefined;
  };

  const forgetUnused = (): void => {
    for (const [station, { used }] of stretches)
      if (used < now() - FORGOTTEN_AFTER_MS) stretches.delete(station);
  };

  /** The oldest goes first; one that is too large by itself begins anew where the next message needs it. */
  const bound = (): void => {
    let points = 0;
    for (const stretch of stretches.values()) points += stretch.points;
    for (const [station, stretch] of stretches) {
      if (points <= mostPoints) break;
      points -= stretch.points;
      stretches.delete(station);
    }
  };

  return {
    knows: (series, at) => stretchAt(series, at) !== undefined,
    get(series, at) {
      const stretch = stretchAt(series, at);
      if (stretch === undefined) return undefined;
      stretch.used = now();
      return stretch.series.get(series.id)?.get(at);
    },
    partFor(station, ids, unknown) {
      const stretch = stretches.get(station);
      const oldest = unknown.reduce((least, at) => Math.min(least, at));
      const newest = unknown.reduce((most, at) => Math.max(most, at));
      if (stretch === undefined || !ids.every((id) => stretch.series.has(id)))
        return { ids, from: oldest, until: oldest + partMs, version };
      const all = [...stretch.series.keys()];
      return newest >= stretch.until
        ? { ids: all, from: stretch.until, until: stretch.until + partMs, version }
        : { ids: all, from: stretch.from - partMs, until: stretch.from, version };
    },
    add(part) {
      if (part.version !== version) return;
      const { station, from, until, found } = part;
      const known = stretches.get(station);
      const grows =
        known !== undefined &&
        (known.until === from || known.from === until) &&
        found.size === known.series.size &&
        [...found.keys()].every((id) => known.series.has(id));
      const stretch: Stretch = grows
        ? known
        : {
            series: new Map([...found.keys()].map((id) => [id, new Map()])),
            ...{ from, until, points: 0, used: now() },
          };
      for (const [id, points] of found)
        for (const [at, point] of points) {
          stretch.series.get(id)?.set(at, point);
          stretch.points += 1;
        }
      stretch.from = Math.min(stretch.from, from);
      stretch.until = Math.max(stretch.until, until);
      stretch.used = now();
      stretches.delete(station);
      stretches.set(station, stretch);
      bound();
    },
    took(ms) {
      if (ms < SHORT_MS) partMs = Math.min(LARGEST_PART_MS, 2 * partMs);
      else if (ms > LONG_MS) partMs = Math.max(SMALLEST_PART_MS, Math.floor(partMs / 2));
    },
    note(series, at, value, flags, received) {
      const stretch = stretchAt(series, at);
      const points = stretch?.series.get(series.id);
      if (stretch === undefined || points === undefined) return;
      if (!points.has(at)) stretch.points += 1;
      points.set(at, { value, flags, received });
    },
    isEmpty() {
      if (stretches.size > 0) forgetUnused();
      return stretches.size === 0;
    },
    clear() {
      version += 1;
      stretches.clear();
    },
  };
};
