import { packFlags } from "@datacityzen/hardware/flags";
import type { Point } from "./store.ts";

/** The newest point of a series, with its flags as a number. */
export type Latest = Omit<Point, "flags" | "first"> & { readonly flags: number };

const DOUBTFUL = packFlags(["clock_doubtful"]);

/** Our clock went back when a point came earlier than one before it by more. */
const CLOCK_BACK_MS = 60_000;

/**
 * By what points are compared when the newest is sought. A point whose instant is doubted is as new as
 * its arrival: one reading of the year 2099 would hide all that come after it.
 */
const newnessOf = (at: number, flags: number, received: number): number =>
  (flags & DOUBTFUL) === 0 ? at : received;

/** Whether a point is newer than the latest of its series, which came before it. */
export const isNewer = (
  at: number,
  flags: number,
  received: number,
  latest: Latest | undefined,
): boolean => {
  if (latest === undefined) return true;
  // Our own clock was ahead when the latest came, and its arrival tells nothing.
  if ((latest.flags & DOUBTFUL) !== 0 && latest.received > received + CLOCK_BACK_MS) return true;
  const difference =
    newnessOf(at, flags, received) - newnessOf(latest.at, latest.flags, latest.received);
  return difference > 0 || (difference === 0 && at > latest.at);
};

/** What a receiver makes of a point's instant when it comes: a repeat comes later, and knows no better. */
export const OF_ARRIVAL = packFlags(["clock_doubtful", "clock_repaired"]);
