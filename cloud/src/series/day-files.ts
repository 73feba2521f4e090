import type { Readable } from "node:stream";

/** A Parquet file of a UTC day that is over, with points of stations that everybody may see. */
export interface DayFile {
  /** No other content ever has it: a day that is written anew has files of other names. */
  readonly name: string;
  /** Days since 1970-01-01 (UTC). */
  readonly day: number;
  readonly bytes: number;
  readonly points: number;
  readonly stations: number;
  /** Of all of it, in hexadecimal. */
  readonly sha256: string;
}

/** The files of whole days that anybody may fetch, as it is when they are asked for. */
export interface DayFiles {
  /** Of the days that have any and lie in a half-open range, in order; at most so many days. */
  list(
    days: { readonly from: number; readonly until: number },
    most: number,
  ): readonly (readonly [day: number, files: readonly DayFile[]])[];
  /** Undefined when there is none of this name, or not for everybody. */
  find(name: string): DayFile | undefined;
  /**
   * Its bytes, all or from `start` to `end`, which is included. It can be read to its end though the file is replaced meanwhile;
   * who does not read it to its end destroys it. Undefined as for `find`.
   */
  read(
    name: string,
    part?: { readonly start: number; readonly end: number },
  ): Promise<Readable | undefined>;
}
