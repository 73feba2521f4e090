import type { Wrong } from "./series-names.ts";
import type { PartRefused } from "./text-part.ts";

/** A line that was left out, with its number in its file. */
export interface LeftOutLine {
  readonly path: string;
  readonly line: number;
  readonly code: Wrong;
  readonly found: string;
}

/** A file that was left out, or in part. */
export interface LeftOutFile {
  readonly path: string;
  readonly code: PartRefused["code"] | "not_ours" | "foreign_names";
  readonly detail: string;
}
