import { readFileSync } from "node:fs";

/** What this process has had written to disks since it started: what wears a card out. */
export interface Written {
  /** Whole pages, as the system sends them to the disk. */
  readonly bytes: number;
  readonly forMs: number;
}

const ownCounters = "/proc/self/io";

const writeBytes = (path: string): number | undefined => {
  try {
    const found = /^write_bytes: (\d+)$/m.exec(readFileSync(path, "utf8"));
    return found === null ? undefined : Number(found[1]);
  } catch {
    // Another system than Linux, or one that hides it.
    return undefined;
  }
};

/** Undefined where the system does not count it. */
export const openWritten = (
  now: () => number,
  path: string = ownCounters,
): (() => Written | undefined) => {
  const since = now();
  const before = writeBytes(path);
  return () => {
    const bytes = writeBytes(path);
    if (bytes === undefined || before === undefined) return undefined;
    return { bytes: Math.max(0, bytes - before), forMs: Math.max(0, now() - since) };
  };
};

const yearMs = 365.25 * 86_400_000;
/** The first writes of a start are not the pace of a year. */
const leastMs = 3_600_000;

/** Bytes a year at the pace since the start; undefined in its first hour. */
export const writtenInYear = ({ bytes, forMs }: Written): number | undefined =>
  forMs < leastMs ? undefined : (bytes * yearMs) / forMs;
