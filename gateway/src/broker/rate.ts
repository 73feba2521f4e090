import { createPace, type PaceLimits } from "@datacityzen/hardware/broker/pace";

export interface RateLimits extends PaceLimits {
  /** Bytes of one client, and of all, that wait because they came faster. */
  readonly aheadOfClient: number;
  readonly ahead: number;
}

/** Calls `done` as late as the sender's rate demands; a sender that goes on beyond its rate is too fast. */
export const createRate = <Sender extends object>(
  limits: RateLimits,
  now: () => number,
  onTooFast: (sender: Sender) => void,
) => {
  const pace = createPace<Sender>(limits, now);
  const waiting = new WeakMap<Sender, number>();
  let ofAll = 0;
  const change = (sender: Sender, bytes: number): void => {
    waiting.set(sender, (waiting.get(sender) ?? 0) + bytes);
    ofAll += bytes;
  };
  return (sender: Sender, bytes: number, done: () => void): (() => void) => {
    const waitMs = pace(sender, bytes);
    if (waitMs === 0) return done;
    return () => {
      // Aedes goes on reading a client whose publications wait, when each fills a piece of what it reads.
      const own = (waiting.get(sender) ?? 0) + bytes;
      if (own > limits.aheadOfClient || ofAll + bytes > limits.ahead) return onTooFast(sender);
      change(sender, bytes);
      setTimeout(() => {
        change(sender, -bytes);
        done();
      }, waitMs);
    };
  };
};
