import type { kinds } from "@datacityzen/hardware/wire/topic";

/**
 * Why a publication went no further, without an error: MQTT 3.1.1 has none to give that a client
 * would not answer by sending the same again, for ever.
 * - `from_cloud`: a client spoke on a topic on which only the cloud speaks;
 * - `reserved`: a topic that begins with "$".
 */
export const dropReasons = ["from_cloud", "reserved"] as const;
export type DropReason = (typeof dropReasons)[number];

/** What happened since the process started. */
export interface Counters {
  readonly received: Record<(typeof kinds)[number], number>;
  readonly dropped: Record<DropReason, number>;
  /** Topics under "dcz/" that are none of the wire's: a station whose name is wrong. */
  unknownTopics: number;
  /** Connections that were closed because their message was too large to be relayed. */
  tooLarge: number;
  repeats: number;
  relayed: number;
  receipts: number;
  connections: number;
}

export const createCounters = (): Counters => ({
  received: { readings: 0, status: 0, hello: 0, receipts: 0, config: 0 },
  dropped: { from_cloud: 0, reserved: 0 },
  unknownTopics: 0,
  tooLarge: 0,
  repeats: 0,
  relayed: 0,
  receipts: 0,
  connections: 0,
});
