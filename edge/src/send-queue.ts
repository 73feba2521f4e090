/** Messages that wait to be sent and messages that are on their way: each stays until it is acknowledged or dropped. */
export interface SendQueue<T> {
  /** Adds at the end; gives the oldest waiting ones back that were removed to make room. */
  add(item: T): T[];
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

export interface SendQueueOptions<T> {
  /** How many may wait. */
  readonly limit: number;
  /** How many may be on their way. */
  readonly window: number;
  /** How many bytes may wait; the newest one stays whatever its size. */
  readonly limitBytes?: number;
  readonly bytesOf?: (item: T) => number;
}

/** First in, first out. When it overflows, the oldest are dropped: new readings are worth more to people. */
export const createSendQueue = <T>({
  limit,
  window,
  limitBytes = Number.POSITIVE_INFINITY,
  bytesOf = () => 0,
}: SendQueueOptions<T>): SendQueue<T> => {
  const waiting: T[] = [];
  const underWay = new Set<T>();
  let bytes = 0;

  const takeOldest = (): T | undefined => {
    const item = waiting.shift();
    if (item !== undefined) bytes -= bytesOf(item);
    return item;
  };
  const makeRoom = (): T[] => {
    const dropped: T[] = [];
    while (waiting.length > limit || (bytes > limitBytes && waiting.length > 1)) {
      const oldest = takeOldest();
      if (oldest !== undefined) dropped.push(oldest);
    }
    return dropped;
  };

  return {
    add(item) {
      waiting.push(item);
      bytes += bytesOf(item);
      return makeRoom();
    },
    next() {
      if (underWay.size >= window) return undefined;
      const item = takeOldest();
      if (item !== undefined) underWay.add(item);
      return item;
    },
    acknowledge(item) {
      underWay.delete(item);
    },
    release() {
      waiting.unshift(...underWay);
      for (const item of underWay) bytes += bytesOf(item);
      underWay.clear();
      return makeRoom();
    },
    update(change) {
      waiting.splice(0, waiting.length, ...waiting.map(change));
      bytes = waiting.reduce((total, item) => total + bytesOf(item), 0);
    },
    all: () => [...underWay, ...waiting],
    clear() {
      const all = [...underWay, ...waiting.splice(0)];
      underWay.clear();
      bytes = 0;
      return all;
    },
    get size() {
      return waiting.length + underWay.size;
    },
  };
};
