import type { Status } from "@datacityzen/hardware/wire/status";
import * as z from "zod";
import { LEAST_SIGNAL_WIFI, LowValue } from "./vitals.ts";

/** What a station or a gateway says of its own board that calls for somebody, each since when (UTC ms). */
export const BoardTrouble = z.object({
  disk: z.object({ problem: z.enum(["disk_error", "disk_full"]), since: z.number() }).optional(),
  /** Of the radio through which it reaches the network, in dBm. */
  signal: LowValue.optional(),
});
export type BoardTrouble = z.infer<typeof BoardTrouble>;

/** Chosen, not measured: a warning before the gateway itself says `disk_full`. */
export const LEAST_FREE_BYTES = 100_000_000;

type Health = NonNullable<Status["health"]>;

const diskProblem = (health: Health): "disk_error" | "disk_full" | undefined => {
  const { disk, freeBytes = health.freeBytes } = health.gateway ?? {};
  if (disk === "disk_error") return "disk_error";
  const isLow = freeBytes !== undefined && freeBytes < LEAST_FREE_BYTES;
  return disk === "disk_full" || isLow ? "disk_full" : undefined;
};

/** The trouble after another status: to repeat it changes nothing about its beginning. */
export const boardTroubleAfter = (
  before: BoardTrouble,
  { health }: Status,
  at: number,
): BoardTrouble => {
  // A will knows nothing of the board: what was told last holds.
  if (health === undefined) return before;
  /** Our clock may have been ahead when it began. */
  const begun = (known: { readonly since: number } | undefined) =>
    known !== undefined && known.since <= at ? known.since : at;
  const problem = diskProblem(health);
  const isSame = before.disk?.problem === problem;
  const { signal } = health;
  return {
    ...(problem === undefined
      ? {}
      : { disk: { problem, since: begun(isSame ? before.disk : undefined) } }),
    ...(signal === undefined || signal >= LEAST_SIGNAL_WIFI
      ? {}
      : { signal: { value: signal, since: begun(before.signal) } }),
  };
};
