import { clientLimits } from "@datacityzen/hardware/broker/limits";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What the broker does for its clients, and no more; docs/limits.md says why. */
export const brokerLimits = {
  ...clientLimits,
  /** A region of 20 000 stations, and those that return before their old connection is known to be lost. */
  connections: 25_000,
  /** Bytes of a client's name, of a filter. MQTT 3.1.1 lets a server take longer names than 23 characters. */
  name: 128,
  filter: 256,
  will: 16 * KIB,

  /** Bytes of publications that wait for the disk: a client is not read beyond the first, and disconnected beyond the second. */
  heldOfClient: MIB,
  held: 64 * MIB,

  /** A gateway has two for each station that it relays. */
  filtersOfClient: 2000,
  filters: 100_000,

  /** Persistent sessions. */
  sessions: 25_000,
  /** Messages that wait for a session, and the bytes of all of them together. */
  queuedOfSession: 100,
  queuedBytes: 32 * MIB,
  /** Messages of QoS 2 whose PUBREL has not come, for all sessions. */
  unreleasedTogether: 100_000,
} as const;

export type BrokerLimits = {
  readonly [limit in Exclude<keyof typeof brokerLimits, "smallPackets">]: number;
};

/** Why a client was disconnected. */
export type DisconnectReason =
  | "too_large"
  | "too_fast"
  | "too_many_filters"
  | "store_waits"
  | "reads_nothing"
  | "not_allowed";
