const KIB = 1024;
const MIB = 1024 * KIB;

/** What the site's broker and the cloud's do alike for each of their clients; docs/limits.md says why. */
export const clientLimits = {
  /** A connection that has not said CONNECT by then is closed. */
  connectMs: 10_000,

  /** What one client may publish, and for how long it may be ahead of that. */
  messagesASecond: 5000,
  bytesASecond: 8 * MIB,
  burstMs: 100,
  /** Packets that are no publications: they are as much work, and two bytes long. */
  smallPackets: { acknowledgementsASecond: 5000, requestsASecond: 1000, aheadMs: 2000 },
  /** Bytes that are read from a connection before its messages are dealt with. */
  readAtOnce: 16 * KIB,

  /** Filters that were refused to a connection before it is closed. */
  refusedFilters: 500,

  /** Bytes that may wait in the socket of a subscriber that reads nothing. */
  unreadBytes: 256 * KIB,
  /** Bytes from which messages for a subscriber that reads slowly are left out. */
  slowBytes: 448 * KIB,
  /** No byte taken for so long, with more than `unreadBytes` waiting: the subscriber is closed. */
  stuckMs: 500,
  socketBuffer: 512 * KIB,
  /** How long Aedes waits for a subscriber's full socket. */
  drainMs: 2000,

  /** How long a persistent session that is away is remembered. */
  sessionMs: 86_400_000,
  forgetSessionsEveryMs: 60_000,
  /** Messages of QoS 2 whose PUBREL has not come, for each session. */
  unreleased: 100,

  /** How long a device waits for its refusal whose name is in use; it tries again after that. */
  refuseAfterMs: 5000,
} as const;
