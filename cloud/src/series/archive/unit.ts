import type { DayOfArchive } from "./day-of-archive.ts";
import type { ImportThread } from "./threads.ts";

/** One day as one source has it. */
export interface Unit {
  readonly source: string;
  readonly day: number;
  open(): Promise<DayOfArchive>;
}

/** Reads a file that was written back, on a thread. */
export const verifyWith =
  (thread: ImportThread): DayOfArchive["verify"] =>
  (path, bytes, day, expected) =>
    thread.ask("verify", { path, bytes, day, expected });
