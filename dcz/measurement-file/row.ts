import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { RecordFault } from "../../cloud/src/text-tables/records.ts";
import type { MixingRatio } from "./units.ts";

export interface MeasuredRow {
  readonly ok: true;
  /** The line of the file on which the row begins, from 1. */
  readonly line: number;
  /** UTC milliseconds. A date alone is its first instant in the zone. */
  readonly ms: number;
  /** The time for people and programs, in ISO 8601: a date stays a date, and an offset stays as it was written. */
  readonly at: string;
  readonly isDate: boolean;
  /** What tells series of one file apart (station, sensor); "" in a file of one. */
  readonly series: string;
  /** In the quantity's own unit, or in the mixing ratio that `ratios` says. What the file lacks is not here. */
  readonly values: { readonly [quantity in QuantityName]?: number };
  readonly ratios: { readonly [quantity in QuantityName]?: MixingRatio };
  /** Of a second column of a quantity, over another time; undefined in a file without such a column. */
  readonly besides: Pick<MeasuredRow, "values" | "ratios"> | undefined;
  /** Of the columns that were asked for by their header. */
  readonly extra: readonly (number | undefined)[];
}

export type RowFault =
  | { readonly kind: RecordFault }
  | { readonly kind: "fields"; readonly found: number; readonly expected: number }
  | { readonly kind: "time"; readonly text: string }
  | { readonly kind: "time_missing"; readonly header: string }
  | { readonly kind: "time_skipped"; readonly text: string; readonly zone: string }
  | { readonly kind: "number"; readonly header: string; readonly text: string }
  /** "1,234.5": nobody knows which mark the file's other rows mean as the decimal one. */
  | { readonly kind: "thousands"; readonly header: string; readonly text: string }
  | { readonly kind: "unit"; readonly text: string };

export interface WrongRow {
  readonly ok: false;
  readonly line: number;
  readonly fault: RowFault;
}

export type FileRow = MeasuredRow | WrongRow;

/** What a person should know of how their file was read. */
export type Note =
  | { readonly kind: "day_first"; readonly line: number; readonly text: string }
  /** By this line dates are read month first. */
  | { readonly kind: "month_first"; readonly line: number; readonly text: string }
  | { readonly kind: "zone_of_archive"; readonly zone: string }
  /** From this line on, figures of a PPD42NS are left out: they count particles. */
  | { readonly kind: "particle_counts"; readonly line: number };
