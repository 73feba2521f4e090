import { clientLimits } from "@datacityzen/hardware/broker/limits";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What the site's broker does for its clients, and no more; docs/limits.md says why. */
export const brokerLimits = {
  ...clientLimits,
  connections: 200,
  /** Bytes of a client's name and of a filter. */
  name: 256,

  /** Bytes of one client, and of all, that wait because they came faster: beyond them the client is disconnected. */
  aheadOfClient: 8 * MIB,
  ahead: 32 * MIB,
  filtersOfClient: 100,
  filters: 2000,

  /** Retained messages of the house's own topics, and of stations. */
  retained: { topics: 2000, bytes: 4 * MIB, message: 64 * KIB },
  retainedOfStations: { topics: 1000, bytes: 8 * MIB, message: 16 * KIB },

  /** Persistent sessions. */
  sessions: 100,
  /** Messages that wait for a session, and the bytes of all of them together. */
  queuedOfSession: 500,
  queuedBytes: 16 * MIB,
  /** Messages of QoS 2 whose PUBREL has not come, for all sessions. */
  unreleasedTogether: 10_000,

  /** Bytes of publications that wait for the disk. */
  heldBytes: 32 * MIB,
} as const;
