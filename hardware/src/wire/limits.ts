const MIB = 1024 * 1024;

/**
 * The largest messages that each part deals with, in bytes; they belong together. What a gateway
 * acknowledges, the cloud's broker must let through, or the link breaks each time it is sent.
 */
export const limits = {
  /** A status or a hello, as JSON: each is kept as one row of a store. */
  document: 16 * 1024,
  /** The cloud takes a message of this size apart; a full batch has some 200 kB. A larger one is quarantined. */
  read: MIB,
  /** A gateway acknowledges messages up to this size. */
  relayed: 2 * MIB,
  /** The cloud's broker disconnects a client whose message announces more. */
  unfinished: 4 * MIB,
  /** What unfinished messages of all clients together may hold in a broker's memory. */
  unfinishedTogether: { gateway: 32 * MIB, cloud: 64 * MIB },
} as const;
