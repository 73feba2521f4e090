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
  /** Until when each sender's rate is used up (the generic cell rate algorithm), ms. */
  const usedUntil = new WeakMap<Sender, number>();
  return (sender: Sender, bytes: number): number => {
    const cost = Math.max(1000 / limits.messagesASecond, (bytes * 1000) / limits.bytesASecond);
    const until = Math.max(usedUntil.get(sender) ?? 0, now()) + cost;
    usedUntil.set(sender, until);
    return Math.max(0, until - now() - limits.burstMs);
  };
};
