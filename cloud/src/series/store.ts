import type { Extreme, Sums } from "@datacityzen/hardware/averaging/sums";
import type { Flag, Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Settled } from "../settled.ts";

/** `raw`: as the sensor gave it. Everything else was computed by a version of a recipe. */
export type Variant = "raw" | `${string}@${string}`;

/** What makes a series. Values of two origins, or of two variants, are never one series. */
export interface SeriesKey {
  readonly station: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly origin: Origin;
  readonly variant: Variant;
}

/** Readings of one station that came together. The origin follows from the flags of each reading. */
export interface Block {
  readonly station: string;
  /** When they reached the cloud, in UTC milliseconds. */
  readonly received: number;
  /** `raw` when absent. */
  readonly variant?: Variant;
  readonly readings: readonly Reading[];
}

/** Another value for a point that exists: `kept` is what the store has, `offered` what came. */
export interface Conflict extends SeriesKey {
  readonly at: number;
  readonly kept: number;
  readonly offered: number;
}

export interface Appended {
  /** Empty where the store cannot see conflicts: see `traits`. */
  readonly conflicts: readonly Conflict[];
}

/** One value: `at` is the measurement's instant, `received` its arrival, both in UTC milliseconds. */
export interface Point {
  readonly at: number;
  readonly received: number;
  readonly value: number;
  readonly flags: readonly Flag[];
  /** What was first kept, where a person chose another value: see `choose`. */
  readonly first?: number;
}

/** The values of one interval from `at` up to `until`, which is not in it; `flags` of any of them. */
export interface Bucket {
  readonly at: number;
  readonly until: number;
  /** Of all values but those that are left out. */
  readonly sums: Sums;
  /** How many values are none that an instrument gives (`mistakenValues`): they enter no sum. */
  readonly leftOut: number;
  readonly flags: readonly Flag[];
}

/** From `since` to `until`, the instants of a first and a last point, the points come each `every` ms. */
export interface ObservedCadence {
  readonly since: number;
  readonly until: number;
  readonly every: number;
}

/** The least and the greatest value of one interval, each at an instant at which it was measured. */
export interface Extremes extends Range {
  /** Of all points, those that no instrument gives included: these are no extremes. */
  readonly count: number;
  readonly minimum: Extreme;
  readonly maximum: Extreme;
}

export interface OfSeries<T> extends SeriesKey {
  readonly points: readonly T[];
}

/** The sums of several series of one quantity. */
export interface OfQuantity {
  readonly quantity: QuantityName;
  readonly points: readonly Bucket[];
}

export interface LatestValue extends Point, SeriesKey {}

/** A half-open range of instants in UTC milliseconds: `from` is in it, `until` is not. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

export interface Selection extends Range {
  readonly stations: readonly string[];
  readonly quantities: readonly QuantityName[];
  /** All sensors when absent. */
  readonly sensors?: readonly string[] | undefined;
  /** All origins when absent. */
  readonly origins?: readonly Origin[] | undefined;
  /** `raw` when absent. */
  readonly variant?: Variant | undefined;
}

/**
 * Intervals of `every` milliseconds on the grid that starts on Monday 2000-01-03 UTC, or the intervals
 * between neighbouring `edges` (ascending, UTC milliseconds): calendar days of a zone, for example.
 */
export type Buckets = { readonly every: number } | { readonly edges: readonly number[] };

/** What a person decided about one point; it is applied on reading and changes nothing that was kept. */
export interface Choice extends SeriesKey {
  readonly at: number;
  /** The value that counts; null leaves the point out. */
  readonly value: number | null;
  /** The value that was set aside, where two contradicted each other: it is kept beside. */
  readonly other?: number | undefined;
  /** UTC milliseconds. */
  readonly decided: number;
  /** Who or what decided: an account, `administrator`, a recipe. */
  readonly by: string;
}

export interface ReadOptions {
  /** Whoever asked has left: the question is given up. */
  readonly signal?: AbortSignal | undefined;
  /** `read` and `stream` give the points as they were kept, whatever was decided about them. */
  readonly asKept?: boolean | undefined;
}

/**
 * What an operator let go, in UTC milliseconds: from `values` on there are points; before it the sums of hours, before `hours`
 * those of days, and before `days` nothing. -Infinity: all is kept.
 */
export interface KeptSince {
  readonly values: number;
  readonly hours: number;
  readonly days: number;
}

export const ALL_KEPT: KeptSince = {
  values: Number.NEGATIVE_INFINITY,
  hours: Number.NEGATIVE_INFINITY,
  days: Number.NEGATIVE_INFINITY,
};

/** What a store keeps, and whose days those are of which it has sums alone. */
export interface Kept extends KeptSince {
  /** A name such as Europe/Paris. */
  readonly zone: string;
  /** Points of before this instant are not taken any more: they would change sums that nobody could make anew. */
  readonly takes: number;
}

/** Of a store that lets nothing go. */
export const EVERYTHING: Kept = { ...ALL_KEPT, zone: "UTC", takes: Number.NEGATIVE_INFINITY };

export interface SeriesTraits {
  /** Which value of a point that comes twice with different values is kept. */
  readonly conflict: "first_wins" | "newest_wins";
  /** Whether `append` reports such points. */
  readonly reportsConflicts: boolean;
}

/**
 * Keeps series of values for ever. One contract suite, store.contract.ts, says what each must do.
 * Questions wait in a queue of their own and delay no `append`; one that cannot be answered rejects
 * with `ReadRefused`, or with `StoreUnavailable`.
 */
export interface SeriesStore {
  readonly traits: SeriesTraits;
  /** What is kept at present; each of its instants only grows. */
  kept(): Kept;
  /**
   * Resolves when the block is durable. A value that is there already changes nothing; flags that only
   * one of the two has are kept, except those of the instant, which are the first one's. Rejects with
   * `RefusedByStore` when the store takes nothing of this block, now or later: of before `kept().takes`, for example.
   */
  append(block: Block): Promise<Appended>;
  /**
   * As `append`, where a promise for each block is too dear; `settled` is called after this has returned.
   * Throws when nothing can be taken at all.
   */
  enlist(block: Block, settled: Settled<Appended>): void;
  /** How many points `read` would give. */
  count(selection: Selection, options?: ReadOptions): Promise<number>;
  /** Points in order of their instants; series by station, sensor, quantity, origin. */
  read(selection: Selection, options?: ReadOptions): Promise<OfSeries<Point>[]>;
  /**
   * The points that `read` gives, in pieces that follow each other in time, for answers of any size. The
   * next piece is read when it is asked for; a piece that cannot be read rejects.
   */
  stream(selection: Selection, options?: ReadOptions): AsyncIterable<readonly OfSeries<Point>[]>;
  /** Empty buckets are left out. */
  aggregate(
    selection: Selection & { readonly buckets: Buckets },
    options?: ReadOptions,
  ): Promise<OfSeries<Bucket>[]>;
  /** As `aggregate`, of intervals that have values, where nothing else is asked: sooner answered. */
  extremes(
    selection: Selection & { readonly buckets: Buckets },
    options?: ReadOptions,
  ): Promise<OfSeries<Extremes>[]>;
  /** As `aggregate`, with the sums of all selected series of a quantity in one. */
  aggregateTogether(
    selection: Selection & { readonly buckets: Buckets },
    options?: ReadOptions,
  ): Promise<OfQuantity[]>;
  /**
   * The cadences that the points themselves show by equal gaps between them, in order of time. `announced`:
   * cadences in milliseconds that the sensor said of itself, of which few gaps are proof enough.
   */
  observedCadences(
    selection: Selection & { readonly announced: readonly number[] },
    options?: ReadOptions,
  ): Promise<OfSeries<ObservedCadence>[]>;
  /** Every series of a station, those included whose first points are not durable yet. */
  seriesOf(station: string): readonly SeriesKey[];
  /** Whether every value of raw readings belongs to a series that `seriesOf` names: none begins with them. */
  hasSeriesOf(station: string, readings: readonly Reading[]): boolean;
  /** The newest value of each raw series of the stations, by sensor then quantity. Unknown stations are left out. */
  latest(stations: readonly string[]): Promise<ReadonlyMap<string, readonly LatestValue[]>>;
  /**
   * Resolves when the decisions are durable. A later one for the same point replaces the earlier; of points of before `kept().takes`
   * nothing can be decided, and nothing is noted.
   */
  choose(choices: readonly Choice[]): Promise<void>;
  /** Takes a flag from the selected points, which turned out to be right; resolves when that is durable. */
  unflag(selection: Selection, flag: Flag): Promise<void>;
  close(): Promise<void>;
}

/** Why a question was not answered. `busy`: too many wait; `deadline`: it took too long; `aborted`: the asker left. */
export type ReadRefusal = "busy" | "deadline" | "aborted";

export class ReadRefused extends Error {
  readonly code: ReadRefusal;
  constructor(code: ReadRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ReadRefused";
    this.code = code;
  }
}

/** The server that keeps the series does not answer at present. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** Monday 2000-01-03T00:00:00Z: weeks begin on Mondays, days and hours on their own. */
export const GRID_ORIGIN = 946_857_600_000;

/** The start of the interval of `every` milliseconds that holds the instant `at`. */
export const gridStart = (at: number, every: number): number =>
  GRID_ORIGIN + Math.floor((at - GRID_ORIGIN) / every) * every;
