/** What one client may publish, and for how long it may be ahead of that. */
export interface PaceLimits {
  readonly messagesASecond: number;
  readonly bytesASecond: number;
  readonly burstMs: number;
}

/**
 * How long a client's publication must wait so that the others are served too: Aedes reads no more
 * from a connection while one of its publications waits. Up to its rate, and for a burst, a client
 * does not wait at all.
 */
export const createPace = <Sender extends object>(limits: PaceLimits, now: () => number) => {
  /** Until when each sender's rate is used up (the generic cell rate algorithm), ms; changed in place for each message. */
  const senders = new WeakMap<Sender, { usedUntil: number }>();
  return (sender: Sender, bytes: number): number => {
    let rate = senders.get(sender);
    if (rate === undefined) {
      rate = { usedUntil: 0 };
      senders.set(sender, rate);
    }
    const cost = Math.max(1000 / limits.messagesASecond, (bytes * 1000) / limits.bytesASecond);
    const time = now();
    rate.usedUntil = Math.max(rate.usedUntil, time) + cost;
    return Math.max(0, rate.usedUntil - time - limits.burstMs);
  };
};
