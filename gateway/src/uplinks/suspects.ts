/** A message's id, or a retained message's topic. */
export type Key = number | string;

/**
 * Which messages may be what breaks the link. A cloud that cannot take a message may close the
 * connection instead of saying so; sent again first each time, that message would stop the site.
 *
 * Whatever was under way when a link broke is under suspicion, and goes next in groups of an eighth,
 * until the one that breaks the link goes alone. What breaks it alone three times is held back, for
 * longer each time, so that the rest passes. Nothing is ever given up.
 */
export interface Suspects {
  readonly linkBroke: (underWay: readonly Key[]) => void;
  readonly acknowledged: (key: Key) => void;
  /** The next ones that may be tried, with nothing else under way; none when no suspect is due. */
  readonly next: () => readonly Key[];
  readonly keys: () => Iterable<Key>;
}

interface Case {
  /** How many of those that were under way with it may go together. */
  readonly together: number;
  readonly strikes: number;
  readonly heldUntil: number;
}

/** A full window of a thousand is down to single messages when the link broke four times. */
const narrowing = 8;
const strikesAllowed = 2;
const firstHoldMs = 10_000;
const longestHoldMs = 600_000;

const holdMs = (strikes: number): number =>
  strikes <= strikesAllowed
    ? 0
    : Math.min(longestHoldMs, firstHoldMs * 2 ** (strikes - strikesAllowed - 1));

export const createSuspects = (now: () => number): Suspects => {
  const cases = new Map<Key, Case>();
  return {
    linkBroke: (underWay) => {
      const alone = underWay.length === 1;
      const together = Math.max(1, Math.floor(underWay.length / narrowing));
      for (const key of underWay) {
        const strikes = (cases.get(key)?.strikes ?? 0) + (alone ? 1 : 0);
        cases.set(key, { together, strikes, heldUntil: now() + holdMs(strikes) });
      }
    },
    acknowledged: (key) => {
      cases.delete(key);
    },
    next: () => {
      const due = cases.entries().filter(([, { heldUntil }]) => heldUntil <= now());
      const group: Key[] = [];
      let most = Number.POSITIVE_INFINITY;
      for (const [key, { together }] of due) {
        most = Math.min(most, together);
        if (group.length >= most) break;
        group.push(key);
      }
      return group;
    },
    keys: () => cases.keys(),
  };
};
