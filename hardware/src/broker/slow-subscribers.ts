export interface SubscriberLimits {
  /** Bytes that may wait in the socket of a subscriber that reads nothing. */
  readonly unreadBytes: number;
  /** Bytes from which messages for a subscriber that reads slowly are left out. */
  readonly slowBytes: number;
  /** No byte taken for so long, with more than `unreadBytes` waiting: the subscriber is closed. */
  readonly stuckMs: number;
}

/** What of a socket tells whether its other end reads. */
export interface Outlet {
  readonly writableLength: number;
  readonly bytesWritten: number;
}

export type Verdict = "send" | "leave_out" | "close";

/** Bytes that left for the network, as far as they were seen to move. */
interface Progress {
  readonly left: number;
  readonly since: number;
}

/**
 * Judges whether a subscriber may be given one more message. One that reads nothing is closed; one
 * that reads slowly misses messages; nobody else waits for either.
 */
export const createSlowSubscribers = (limits: SubscriberLimits, now: () => number) => {
  const seen = new WeakMap<Outlet, Progress>();
  return (outlet: Outlet): Verdict => {
    if (outlet.writableLength <= limits.unreadBytes) {
      seen.delete(outlet);
      return "send";
    }
    // `bytesWritten` counts what still waits in our own buffer.
    const left = outlet.bytesWritten - outlet.writableLength;
    const before = seen.get(outlet);
    if (before === undefined || before.left !== left) seen.set(outlet, { left, since: now() });
    else if (now() - before.since >= limits.stuckMs) return "close";
    return outlet.writableLength > limits.slowBytes ? "leave_out" : "send";
  };
};
