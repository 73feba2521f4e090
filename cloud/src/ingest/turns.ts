import { emptyQueue, isEmpty, leave, nextIn, type Queue } from "./queue.ts";

export interface Work {
  readonly sender: string;
  /** In bytes. */
  readonly cost: number;
}

/** Gives work its turn, so that no sender's work makes another's wait for long. */
export interface Turns<W extends Work> {
  /** Begins the work when it is its sender's turn. */
  run(work: W): void;
  /** Work that was begun has ended: what waits may begin. */
  ended(work: W): void;
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
  // Half a group of one sender's fullest batches: others wait for it. As much again made them wait half as long again.
  atOnceOfSender: 128 * 1024,
  share: 8 * 1024,
  sliceMs: 5,
};

interface Sender<W> {
  readonly works: Queue<W>;
  credit: number;
  running: number;
  /** Whether it stands in the queue of those that may begin. */
  isReady: boolean;
}

/**
 * Deficit round robin: each sender that has work gets a share of bytes at its turn, and what it does not
 * use counts at its next. A light sender waits for one share of each heavy one, however much they have.
 * `start` begins a work and does not throw; when the work ends, also while it begins, `ended` must be told.
 */
export const createTurns = <W extends Work>(
  { atOnce, reserve, atOnceOfSender, share, sliceMs }: TurnsOptions,
  start: (work: W) => void,
): Turns<W> => {
  const senders = new Map<string, Sender<W>>();
  /** Those that may begin work, in order of their turns. */
  const ready = emptyQueue<Sender<W>>();
  let running = 0;
  let waiting = 0;
  /** When the first work of this slice began. */
  let since: number | undefined;
  /** Until the connections have been looked at. */
  let isPaused = false;
  let isBeginning = false;

  const makeReady = (sender: Sender<W>): void => {
    if (sender.isReady) return;
    sender.isReady = true;
    ready.items.push(sender);
  };

  /** The sender whose next work may begin. */
  const next = (): Sender<W> | undefined => {
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

  const begin = (sender: Sender<W>, work: W): void => {
    since ??= performance.now();
    sender.running += work.cost;
    running += work.cost;
    start(work);
  };

  const beginNext = (sender: Sender<W>): void => {
    const work = leave(sender.works) as W;
    sender.credit -= work.cost;
    // What is saved up while there is nothing to do would be a burst later.
    if (isEmpty(sender.works)) sender.credit = 0;
    else makeReady(sender);
    waiting -= 1;
    begin(sender, work);
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
      beginNext(sender);
    }
    isBeginning = false;
  };

  /** Whether nothing stands before this work: of its sender, or of others where there is no place for all. */
  const mayBeginAtOnce = (sender: Sender<W>, cost: number): boolean => {
    if (isBeginning || isPaused || cost > share || !isEmpty(sender.works)) return false;
    const hasPlace =
      sender.running === 0 ? running < atOnce + reserve : isEmpty(ready) && running < atOnce;
    if (!hasPlace || sender.running >= atOnceOfSender) return false;
    return since === undefined || performance.now() - since < sliceMs;
  };

  return {
    run(work) {
      let sender = senders.get(work.sender);
      if (sender === undefined) {
        sender = { works: emptyQueue(), credit: 0, running: 0, isReady: false };
        senders.set(work.sender, sender);
      }
      if (mayBeginAtOnce(sender, work.cost)) {
        begin(sender, work);
        return;
      }
      sender.works.items.push(work);
      waiting += 1;
      makeReady(sender);
      beginAll();
    },
    ended({ sender: name, cost }) {
      running -= cost;
      const sender = senders.get(name);
      if (sender === undefined) return;
      sender.running -= cost;
      if (!isEmpty(sender.works)) makeReady(sender);
      else if (sender.running === 0) senders.delete(name);
      beginAll();
    },
    waiting: () => waiting,
  };
};
