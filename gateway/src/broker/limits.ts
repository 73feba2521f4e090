const KIB = 1024;
const MIB = 1024 * KIB;

/** What the site's broker does for its clients, and no more; docs/limits.md says why. */
export const brokerLimits = {
  connections: 200,
  /** Bytes of a client's name and of a filter. */
  name: 256,
  /** A connection that has not said CONNECT by then is closed. */
  connectMs: 10_000,
  will: 64 * KIB,

  /** What one client may publish, and for how long it may be ahead of that. */
  messagesASecond: 5000,
  bytesASecond: 8 * MIB,
  burstMs: 100,
  /** Bytes of one client, and of all, that wait because they came faster: beyond them the client is closed. */
  aheadOfClient: 8 * MIB,
  ahead: 32 * MIB,
  /** Bytes that are read from a connection before its messages are dealt with. */
  readAtOnce: 16 * KIB,

  filtersOfClient: 100,
  /** Filters that were refused to a connection before it is closed. */
  refusedFilters: 500,
  filters: 2000,

  /** Bytes that may wait in the socket of a subscriber that reads nothing. */
  unreadBytes: 256 * KIB,
  /** Bytes from which messages for a subscriber that reads slowly are left out. */
  slowBytes: 448 * KIB,
  /** No byte taken for so long, with more than `unreadBytes` waiting: the subscriber is closed. */
  stuckMs: 500,
  socketBuffer: 512 * KIB,

  /** Retained messages of the house's own topics, and of stations. */
  retained: { topics: 2000, bytes: 4 * MIB, message: 64 * KIB },
  retainedOfStations: { topics: 1000, bytes: 8 * MIB, message: 16 * KIB },

  /** Persistent sessions, and for how long one that is away is remembered. */
  sessions: 100,
  sessionMs: 86_400_000,
  forgetSessionsEveryMs: 60_000,
  /** Messages that wait for a session, and the bytes of all of them together. */
  queuedOfSession: 500,
  queuedBytes: 16 * MIB,
  /** Messages of QoS 2 whose PUBREL has not come, for each session. */
  unreleased: 100,
  unreleasedTogether: 10_000,

  /** Bytes of publications that wait for the disk. */
  heldBytes: 32 * MIB,
} as const;
