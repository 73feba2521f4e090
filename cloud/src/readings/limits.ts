import { clientLimits } from "@datacityzen/hardware/broker/limits";
import { limits } from "@datacityzen/hardware/wire/limits";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What the door for readings over HTTP does for its senders, and no more; docs/limits.md says why. */
export const readingsLimits = {
  /** Bytes of a batch, as a body or as a line. */
  batch: limits.read,
  /** Bytes and lines of one request with many. */
  bulk: 512 * MIB,
  lines: 1_000_000,

  /** Bytes of one request's lines that wait for the disk: no more is read meanwhile. */
  underWay: 512 * KIB,
  /** Bytes of all single batches that are read, or wait for the disk. */
  held: limits.unfinishedTogether.cloud,
  /** Requests with many lines at a time, and those of one address. */
  bulks: 16,
  bulksOfAddress: 4,
  /** As over MQTT: beyond it a sender is not read for a while. */
  bytesASecond: clientLimits.bytesASecond,
  burstMs: clientLimits.burstMs,

  /** A single batch must be there within so long, */
  batchMs: 15_000,
  /** and of many lines so many bytes whenever we have waited for so long. */
  leastBytes: 4 * KIB,
  stallMs: 15_000,
  bulkMs: 30 * 60_000,
  /** What is not on disk within so long is not acknowledged: it is to be sent again. */
  commitMs: 30_000,

  /** As over MQTT: who guesses secrets waits for each answer; and of those who wait there are only so many. */
  refuseAfterMs: clientLimits.refuseAfterMs,
  refusedAtOnce: 500,
  refusedOfAddress: 20,

  /** How often a sender proves its name while its lines come: it may be retired meanwhile. */
  proveAgainMs: 1_000,

  /** Refused lines that an answer names. */
  refusalsTold: 100,
  /** How long the rest of a body that was refused is still taken in, so that its sender hears why. */
  lingerMs: 5_000,
} as const;

export type ReadingsLimits = { readonly [limit in keyof typeof readingsLimits]: number };
