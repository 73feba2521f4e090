/** Messages that wait to be sent and messages that are on their way: each stays until it is acknowledged or dropped. */
export interface SendQueue<T> {
  /** Adds at the end; gives the oldest waiting one back when it was removed to make room. */
  add(item: T): T | undefined;
  /** The next to send, or undefined when none waits or enough are on their way. */
  next(): T | undefined;
  acknowledge(item: T): void;
  /** The link broke: messages on their way wait again, before the others. Gives those for which there was no room. */
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

/** First in, first out. When it overflows, the oldest are dropped: new readings are worth more to people. */
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
