import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { SeriesKey } from "../store.ts";

/** What an archive has of a sensor in a day. */
export interface SensorOfArchive extends Omit<SeriesKey, "quantity"> {
  /** How many points of each quantity, at least about. */
  readonly points: ReadonlyMap<QuantityName, number>;
}

/** Points of one series in order of their instants; of several at one instant the first counts. */
export interface ArchivedPoints extends SeriesColumns {
  readonly quantity: QuantityName;
}

/** What a written file must hold of a series: see `digestOf`. */
export interface ExpectedSeries {
  readonly number: number;
  readonly quantity: string;
  readonly digest: number;
}

/** A whole day of UTC as an archive has it. */
export interface DayOfArchive {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly sensors: readonly SensorOfArchive[];
  /** The points of some sensors, by their places in `sensors`. */
  read(places: readonly number[]): Promise<ReadonlyMap<number, readonly ArchivedPoints[]>>;
  /** Reads a file of this day that was written, and rejects unless it holds just what it should. */
  verify(
    path: string,
    bytes: number,
    day: number,
    expected: readonly ExpectedSeries[],
  ): Promise<void>;
}
