import { readFileSync } from "node:fs";
import * as z from "zod";
import { writePrivateFile } from "../../../gateway/src/store/private-file.ts";

const Range = z.object({ from: z.int(), until: z.int() });
export type Range = z.infer<typeof Range>;

/** What of the demonstration is in the cloud: all until `until`, but for what is missing. */
export const Progress = z.object({ until: z.int(), missing: z.array(Range) });
export type Progress = z.infer<typeof Progress>;

const WEEK_MS = 7 * 86_400_000;

/** What an earlier run left; undefined before the first, or when it cannot be read. */
export const readProgress = (path: string): Progress | undefined => {
  try {
    const read = Progress.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

export const writeProgress = (path: string, progress: Progress): void =>
  writePrivateFile(path, `${JSON.stringify(progress)}\n`);

/**
 * What is to be filled at a start: what was missing, and what was not drawn while nothing ran, of a week at most.
 * `now` lies on the grid.
 */
export const progressAt = (before: Progress | undefined, now: number): Progress => {
  const from = now - WEEK_MS;
  if (before === undefined) return { until: now, missing: [{ from, until: now }] };
  const missing = [...before.missing, { from: before.until, until: now }]
    .map((range) => ({ from: Math.max(range.from, from), until: range.until }))
    .filter((range) => range.until > range.from);
  return { until: Math.max(now, before.until), missing };
};

/** The newest part of what is missing: of an hour first, so that a page has something to show at once. */
export const nextPart = ({ missing, until }: Progress): Range | undefined => {
  const newest = missing.reduce<Range | undefined>(
    (found, each) => (found === undefined || each.until > found.until ? each : found),
    undefined,
  );
  if (newest === undefined) return undefined;
  const longest = newest.until === until ? 3_600_000 : 6 * 3_600_000;
  return { from: Math.max(newest.from, newest.until - longest), until: newest.until };
};

/** The same without a part that is filled. */
export const withoutPart = (progress: Progress, part: Range): Progress => ({
  ...progress,
  missing: progress.missing.flatMap(({ from, until }) =>
    [
      { from, until: Math.min(until, part.from) },
      { from: Math.max(from, part.until), until },
    ].filter((left) => left.until > left.from),
  ),
});
