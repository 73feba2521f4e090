import type { Flag } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";

/** Readings of one station that came together. */
export interface Block {
  readonly station: string;
  /** When they reached the cloud, in UTC milliseconds. */
  readonly received: number;
  readonly readings: readonly Reading[];
}

/** One value: `at` is the measurement's instant, `received` its arrival, both in UTC milliseconds. */
export interface Point {
  readonly at: number;
  readonly received: number;
  readonly value: number;
  readonly flags: readonly Flag[];
}

/**
 * The values of one interval that begins at `at`; `mean` as the quantity's averaging demands,
 * `flags` those that any of its values has.
 */
export interface Bucket {
  readonly at: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly flags: readonly Flag[];
}

export interface OfSensor<T> {
  readonly sensor: string;
  readonly points: readonly T[];
}

export interface LatestValue extends Point {
  readonly sensor: string;
  readonly quantity: QuantityName;
}

/** A half-open range of instants in UTC milliseconds: `from` is in it, `until` is not. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

export interface Selection extends Range {
  readonly station: string;
  readonly quantity: QuantityName;
  /** All sensors of the station that measure the quantity when absent. */
  readonly sensor?: string | undefined;
}

/** Keeps series of values for ever. One contract suite, store.contract.ts, says what each must do. */
export interface SeriesStore {
  /**
   * Resolves when the block is durable. (station, sensor, quantity, at) names a value for ever:
   * one that is there already is left as it is.
   */
  append(block: Block): Promise<void>;
  /** How many points `read` would give. */
  count(selection: Selection): Promise<number>;
  /** Points in order of their instants, by sensor in alphabetical order. */
  read(selection: Selection): Promise<OfSensor<Point>[]>;
  /** Buckets of `every` milliseconds on the grid that starts on Monday 2000-01-03 UTC; empty ones are left out. */
  aggregate(selection: Selection & { readonly every: number }): Promise<OfSensor<Bucket>[]>;
  /** The newest value of each series of a station, by sensor then quantity. */
  latest(station: string): readonly LatestValue[];
  /** Stations that have values. */
  stations(): readonly string[];
  close(): Promise<void>;
}

/** Monday 2000-01-03T00:00:00Z: weeks begin on Mondays, days and hours on their own. */
export const GRID_ORIGIN = 946_857_600_000;

/** The start of the interval of `every` milliseconds that holds the instant `at`. */
export const gridStart = (at: number, every: number): number =>
  GRID_ORIGIN + Math.floor((at - GRID_ORIGIN) / every) * every;
