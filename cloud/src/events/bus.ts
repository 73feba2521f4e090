import type { CloudEvents, EventName } from "./events.ts";

/** Hands what happened to whoever subscribed to it, in order, after the publisher has gone on. */
export interface EventBus {
  /** Returns at once. No subscriber can delay the publisher or make it fail. */
  publish<N extends EventName>(name: N, event: CloudEvents[N]): void;
  /** One event at a time: the next waits until the promise of the one before has settled. */
  subscribe<N extends EventName>(name: N, subscriber: Subscriber<CloudEvents[N]>): void;
  /** Resolves when every subscriber has handled what was published before. */
  settled(): Promise<void>;
}

export interface Subscriber<E> {
  /** For the log. */
  readonly name: string;
  readonly handle: (event: E) => void | Promise<void>;
  /** Events that may wait for a slow subscriber; beyond that the oldest is left out. */
  readonly most?: number;
}

export interface EventFaults {
  /** A subscriber threw or rejected. It gets the next event all the same. */
  readonly onFault: (subscriber: string, event: EventName, error: unknown) => void;
  /** A subscriber was too slow: the first event of a series that were left out. */
  readonly onLeftOut: (subscriber: string, event: EventName) => void;
}

const MOST_WAITING = 10_000;

interface Queue<E> {
  push(event: E): void;
  readonly idle: () => Promise<void>;
}

const createQueue = <E>(
  event: EventName,
  { name, handle, most = MOST_WAITING }: Subscriber<E>,
  { onFault, onLeftOut }: EventFaults,
): Queue<E> => {
  let waiting: E[] = [];
  let running: Promise<void> | undefined;
  let isOverfull = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      isOverfull = false;
      // No iterator: a busy cloud publishes some ten thousand events a second.
      for (let place = 0; place < batch.length; place++)
        try {
          const handled = handle(batch[place] as E);
          if (handled !== undefined) await handled;
        } catch (error) {
          onFault(name, event, error);
        }
    }
    running = undefined;
  };

  return {
    push(next) {
      if (waiting.length >= most) {
        waiting.shift();
        if (!isOverfull) onLeftOut(name, event);
        isOverfull = true;
      }
      waiting.push(next);
      running ??= Promise.resolve().then(run);
    },
    idle: () => running ?? Promise.resolve(),
  };
};

/** The bus of one process. Several processes will share one through Redis, behind the same interface. */
export const createEventBus = (faults: EventFaults): EventBus => {
  const queues = new Map<EventName, Queue<unknown>[]>();
  return {
    publish(name, event) {
      const all = queues.get(name);
      if (all === undefined) return;
      for (const queue of all) queue.push(event);
    },
    subscribe(name, subscriber) {
      const queue = createQueue(name, subscriber as Subscriber<unknown>, faults);
      queues.set(name, [...(queues.get(name) ?? []), queue]);
    },
    async settled() {
      await Promise.all([...queues.values()].flat().map(({ idle }) => idle()));
    },
  };
};
