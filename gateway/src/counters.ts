import type { kinds } from "@datacityzen/hardware/wire/topic";

/**
 * Why a client was disconnected:
 * - `too_large`: its message, name or will;
 * - `reads_nothing`: a subscriber whose socket is full;
 * - `too_fast`: it publishes faster than its rate and goes on;
 * - `disk_waits`: too many messages wait for a disk that keeps nothing at present;
 * - `too_many_filters`: it goes on to subscribe to what it is refused;
 * - `too_many`: there were as many connections as there may be.
 */
export const disconnectReasons = [
  "too_large",
  "reads_nothing",
  "disk_waits",
  "too_fast",
  "too_many_filters",
  "too_many",
] as const;
export type DisconnectReason = (typeof disconnectReasons)[number];

/** What happened since the process started. */
export interface Counters {
  readonly received: Record<(typeof kinds)[number], number>;
  readonly disconnected: Record<DisconnectReason, number>;
  /** Publications on a topic that begins with "$": acknowledged, as MQTT 3.1.1 has no refusal. */
  reserved: number;
  /** Messages on topics that resemble the wire's; they are relayed to the cloud's quarantine. */
  unknownTopics: number;
  /** Names that two devices used. */
  nameConflicts: number;
  refusedFilters: number;
  /** Clients without the secret of the station that they said they are. */
  refusedClients: number;
  /** Publications under the name of a station that proves it: acknowledged, and passed on to nobody. */
  foreignNames: number;
  /** Messages that a subscriber or a session did not get because it reads too slowly. */
  leftOut: number;
  /** Publications that were passed on and not retained because a limit was reached. */
  notRetained: number;
  repeats: number;
  /** Messages that the cloud acknowledged, documents of stations included. */
  relayed: number;
  /** Of these, the ones with readings. */
  relayedReadings: number;
  receipts: number;
  connections: number;
}

export const createCounters = (): Counters => ({
  received: { readings: 0, status: 0, hello: 0, receipts: 0, config: 0 },
  disconnected: {
    too_large: 0,
    reads_nothing: 0,
    disk_waits: 0,
    too_fast: 0,
    too_many_filters: 0,
    too_many: 0,
  },
  reserved: 0,
  unknownTopics: 0,
  nameConflicts: 0,
  refusedFilters: 0,
  refusedClients: 0,
  foreignNames: 0,
  leftOut: 0,
  notRetained: 0,
  repeats: 0,
  relayed: 0,
  relayedReadings: 0,
  receipts: 0,
  connections: 0,
});
