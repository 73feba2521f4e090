import { emptyQueue, isEmpty, leave, nextIn, type Queue } from "./queue.ts";

/** Gives work its turn, so that no sender's work makes another's wait for long. */
export interface Turns {
  /** Begins `work` when it is its sender's turn; gives what it gives. `cost` is in bytes. */
  run<T>(sender: string, cost: number, work: () => Promise<T>): Promise<T>;
  /** Works that wait for their turn. */
  waiting(): number;
}

export interface TurnsOptions {
  /** The cost of what runs at a time: a work begins while less than this does. */
  readonly atOnce: number;
  /** What may run beside that of senders of which nothing else runs: each one work of at most a share. */
  readonly reserve: number;
  readonly atOnceOfSender: number;
  /** What a sender may begin at each of its turns; dearer work waits for several. */
  readonly share: number;
  /** After so many ms of beginning works, connections are looked at again. */
  readonly sliceMs: number;
}

export const ingestTurns: TurnsOptions = {
  // About two groups of the commit: one that is written, and one that fills.
  atOnce: 2 * 1024 * 1024,
  reserve: 512 * 1024,
  atOnceOfSender: 256 * 1024,
  share: 8 * 1024,
  sliceMs: 5,
};

interface Work {
  readonly cost: number;
  readonly work: () => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Sender {
  readonly name: string;
  readonly works: Queue<Work>;
  credit: number;
  running: number;
  /** Whether it stands in the queue of those that may begin. */
  isReady: boolean;
}

const attempt = (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
};

/**
 * Deficit round robin: each sender that has work gets a share of bytes at its turn, and what it does not
 * use counts at its next. A light sender waits for one share of each heavy one, however much they have.
 */
export const createTurns = ({
  atOnce,
  reserve,
  atOnceOfSender,
  share,
  sliceMs,
}: TurnsOptions): Turns => {
  const senders = new Map<string, Sender>();
  /** Those that may begin work, in order of their turns. */
  const ready = emptyQueue<Sender>();
  let running = 0;
  let waiting = 0;
  /** When the first work of this slice began. */
  let since: number | undefined;
  /** Until the connections have been looked at. */
  let isPaused = false;
  let isBeginning = false;

  const makeReady = (sender: Sender): void => {
    if (sender.isReady) return;
    sender.isReady = true;
    ready.items.push(sender);
  };

  /** The sender whose next work may begin. */
  const next = (): Sender | undefined => {
    for (let sender = leave(ready); sender !== undefined; sender = leave(ready)) {
      sender.isReady = false;
      const work = nextIn(sender.works);
      if (work === undefined || sender.running >= atOnceOfSender) continue;
      if (sender.credit >= work.cost) return sender;
      sender.credit += share;
      makeReady(sender);
    }
    return undefined;
  };

  const settle = (sender: Sender, cost: number): void => {
    sender.running -= cost;
    running -= cost;
    if (!isEmpty(sender.works)) makeReady(sender);
    else if (sender.running === 0) senders.delete(sender.name);
    beginAll();
  };

  /** Begins work that need not wait. */
  const beginAtOnce = <T>(sender: Sender, cost: number, work: () => Promise<T>): Promise<T> => {
    since ??= performance.now();
    sender.running += cost;
    running += cost;
    return (attempt(work) as Promise<T>).then(
      (value) => {
        settle(sender, cost);
        return value;
      },
      (error: unknown) => {
        settle(sender, cost);
        throw error;
      },
    );
  };

  const begin = (sender: Sender): void => {
    const { cost, work, resolve, reject } = leave(sender.works) as Work;
    sender.credit -= cost;
    // What is saved up while there is nothing to do would be a burst later.
    if (isEmpty(sender.works)) sender.credit = 0;
    else makeReady(sender);
    waiting -= 1;
    sender.running += cost;
    running += cost;
    attempt(work).then(
      (value) => {
        resolve(value as never);
        settle(sender, cost);
      },
      (error: unknown) => {
        reject(error);
        settle(sender, cost);
      },
    );
  };

  const pause = (): void => {
    if (isPaused) return;
    isPaused = true;
    setImmediate(() => {
      isPaused = false;
      since = undefined;
      beginAll();
    });
  };

  /** What ends together, as a commit's messages do, begins as many: they share one slice of time. */
  const beginAll = (): void => {
    if (isBeginning || isPaused) return;
    isBeginning = true;
    while (running < atOnce) {
      // A slice that began long ago is over too: at worst the work waits for what the connections have.
      if (since !== undefined && performance.now() - since >= sliceMs) {
        pause();
        break;
      }
      const sender = next();
      if (sender === undefined) break;
      since ??= performance.now();
      begin(sender);
    }
    isBeginning = false;
  };

  /** Whether nothing stands before this work: of its sender, or of others where there is no place for all. */
  const mayBeginAtOnce = (sender: Sender, cost: number): boolean => {
    if (isBeginning || isPaused || cost > share || !isEmpty(sender.works)) return false;
    const hasPlace =
      sender.running === 0 ? running < atOnce + reserve : isEmpty(ready) && running < atOnce;
    if (!hasPlace || sender.running >= atOnceOfSender) return false;
    return since === undefined || performance.now() - since < sliceMs;
  };

  return {
    run(name, cost, work) {
      let sender = senders.get(name);
      if (sender === undefined) {
        sender = { name, works: emptyQueue(), credit: 0, running: 0, isReady: false };
        senders.set(name, sender);
      }
      if (mayBeginAtOnce(sender, cost)) return beginAtOnce(sender, cost, work);
      const { works } = sender;
      return new Promise((resolve, reject) => {
        works.items.push({ cost, work, resolve, reject });
        waiting += 1;
        makeReady(sender);
        beginAll();
      });
    },
    waiting: () => waiting,
  };
};
