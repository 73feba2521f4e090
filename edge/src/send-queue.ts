/** What waits to be sent and what is on its way: nothing leaves before it is acknowledged or dropped. */
export interface SendQueue<T> {
  /** Adds at the end; gives back the oldest waiting one when it had to go to make room. */
  add(item: T): T | undefined;
  /** The next to send, or undefined when none waits or enough are on their way. */
  next(): T | undefined;
  acknowledge(item: T): void;
  /** The link broke: what was on its way waits again, before the rest. Gives what found no room. */
  release(): T[];
  /** Replaces what waits; what is on its way stays as it is. */
  update(change: (item: T) => T): void;
  /** On its way and waiting, in order. */
  all(): T[];
  /** Takes everything out. */
  clear(): T[];
  /** Waiting and on its way. */
  readonly size: number;
}

export interface SendQueueOptions {
  /** How many may wait. */
  readonly limit: number;
  /** How many may be on their way. */
  readonly window: number;
}

/** First in, first out. When it overflows, the oldest go: what comes in now helps somebody now. */
export const createSendQueue = <T>({ limit, window }: SendQueueOptions): SendQueue<T> => {
  const waiting: T[] = [];
  const underWay = new Set<T>();
  return {
    add(item) {
      waiting.push(item);
      return waiting.length > limit ? waiting.shift() : undefined;
    },
    next() {
      if (underWay.size >= window) return undefined;
      const item = waiting.shift();
      if (item !== undefined) underWay.add(item);
      return item;
    },
    acknowledge(item) {
      underWay.delete(item);
    },
    release() {
      waiting.unshift(...underWay);
      underWay.clear();
      return waiting.splice(0, Math.max(0, waiting.length - limit));
    },
    update(change) {
      waiting.splice(0, waiting.length, ...waiting.map(change));
    },
    all: () => [...underWay, ...waiting],
    clear() {
      const all = [...underWay, ...waiting.splice(0)];
      underWay.clear();
      return all;
    },
    get size() {
      return waiting.length + underWay.size;
    },
  };
};
