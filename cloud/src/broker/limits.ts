const KIB = 1024;
const MIB = 1024 * KIB;

/** What the broker does for its clients, and no more; docs/limits.md says why. */
export const brokerLimits = {
  /** A region of 20 000 stations, and those that return before their old connection is known to be lost. */
  connections: 25_000,
  /** A connection that has not said CONNECT by then is closed. */
  connectMs: 10_000,
  /** Bytes of a client's name, of a filter. MQTT 3.1.1 lets a server take longer names than 23 characters. */
  name: 128,
  filter: 256,
  will: 16 * KIB,

  /** What one client may publish, and for how long it may be ahead of that. */
  messagesASecond: 5000,
  bytesASecond: 8 * MIB,
  burstMs: 100,
  /** Bytes that are read from a connection before its messages are dealt with. */
  readAtOnce: 16 * KIB,
  /** Bytes of publications that wait for the disk: a client is not read beyond the first, let go beyond the second. */
  heldOfClient: MIB,
  held: 64 * MIB,

  /** A gateway has two for each station that it relays. */
  filtersOfClient: 2000,
  filters: 100_000,
  /** Filters that were refused to a connection before it is closed. */
  refusedFilters: 500,

  /** Bytes that may wait in the socket of a subscriber that reads nothing. */
  unreadBytes: 256 * KIB,
  /** Bytes from which messages for a subscriber that reads slowly are left out. */
  slowBytes: 448 * KIB,
  /** No byte taken for so long, with more than `unreadBytes` waiting: the subscriber is closed. */
  stuckMs: 500,
  socketBuffer: 512 * KIB,
  drainMs: 2000,

  /** Persistent sessions, and for how long one that is away is remembered. */
  sessions: 25_000,
  sessionMs: 86_400_000,
  forgetSessionsEveryMs: 60_000,
  /** Messages that wait for a session, and the bytes of all of them together. */
  queuedOfSession: 100,
  queuedBytes: 32 * MIB,
  /** Messages of QoS 2 whose PUBREL has not come, for each session and for all. */
  unreleased: 100,
  unreleasedTogether: 100_000,

  /** How long a device waits for its refusal whose name is in use; it tries again after that. */
  refuseAfterMs: 5000,
} as const;

export type BrokerLimits = { readonly [limit in keyof typeof brokerLimits]: number };

/** Why a client was let go. */
export type LetGoReason = "too_large" | "too_many_filters" | "store_waits" | "reads_nothing";
