import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { ExpectedSeries } from "./day-of-archive.ts";
import type { DescribedFile, WantedOfFile } from "./sealed-source.ts";
import type { SpoolOfPart } from "./spooled-points.ts";
import type { PartRefused, ReadPart, TextPart } from "./text-part.ts";

/** What a thread of an import is asked, and what it answers. */
export interface ThreadTasks {
  readText(part: TextPart): ReadPart | PartRefused;
  describe(path: string): DescribedFile;
  readSealed(asked: {
    readonly path: string;
    readonly bytes: number;
    readonly day: number;
    readonly wanted: readonly WantedOfFile[];
  }): Map<number, SeriesColumns[]>;
  openSpools(spools: readonly SpoolOfPart[]): readonly number[];
  countSpooled(day: number): ReadonlyMap<number, number>;
  readSpooled(asked: {
    readonly day: number;
    readonly sensors: readonly number[];
  }): ReadonlyMap<number, SeriesColumns>;
  verify(asked: {
    readonly path: string;
    readonly bytes: number;
    readonly day: number;
    readonly expected: readonly ExpectedSeries[];
  }): void;
}

export type TaskName = keyof ThreadTasks;

export interface TaskMessage {
  readonly id: number;
  readonly task: TaskName;
  readonly given: unknown;
}

export type ThreadMessage =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly progress: number }
  | { readonly id: number; readonly error: string };
