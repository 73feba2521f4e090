/** A message's id, or a retained message's topic. */
export type Key = number | string;

/**
 * Which messages may be what breaks the link. A cloud that cannot take a message may close the
 * connection instead of saying so; sent again first each time, that message would stop the site.
 *
 * Whatever was under way when a link broke is under suspicion, and goes alone next time. What
 * breaks the link alone three times is held back, for longer each time, so that the rest passes.
 * Nothing is ever given up.
 */
export interface Suspects {
  readonly linkBroke: (underWay: readonly Key[]) => void;
  readonly acknowledged: (key: Key) => void;
  /** The next one that may be tried, alone. */
  readonly next: () => Key | undefined;
  readonly keys: () => Iterable<Key>;
}

const strikesAllowed = 2;
const firstHoldMs = 10_000;
const longestHoldMs = 600_000;

const holdMs = (strikes: number): number =>
  strikes <= strikesAllowed
    ? 0
    : Math.min(longestHoldMs, firstHoldMs * 2 ** (strikes - strikesAllowed - 1));

export const createSuspects = (now: () => number): Suspects => {
  const cases = new Map<Key, { readonly strikes: number; readonly heldUntil: number }>();
  return {
    linkBroke: (underWay) => {
      const alone = underWay.length === 1;
      for (const key of underWay) {
        const strikes = (cases.get(key)?.strikes ?? 0) + (alone ? 1 : 0);
        cases.set(key, { strikes, heldUntil: now() + holdMs(strikes) });
      }
    },
    acknowledged: (key) => {
      cases.delete(key);
    },
    next: () => cases.entries().find(([, { heldUntil }]) => heldUntil <= now())?.[0],
    keys: () => cases.keys(),
  };
};
