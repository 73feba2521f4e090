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
  readonly atOnceOfSender: number;
  /** What a sender may begin at each of its turns; dearer work waits for several. */
  readonly share: number;
  /** After so many ms of beginning works, connections are looked at again. */
  readonly sliceMs: number;
}

export const ingestTurns: TurnsOptions = {
  atOnce: 1024 * 1024,
  atOnceOfSender: 256 * 1024,
  share: 8 * 1024,
  sliceMs: 5,
};

interface Work {
  readonly cost: number;
  readonly begin: () => Promise<void>;
}

interface Sender {
  readonly name: string;
  readonly works: Work[];
  /** Of `works`: those before it have begun. */
  first: number;
  credit: number;
  running: number;
}

/**
 * Deficit round robin: each sender that has work gets a share of bytes at its turn, and what it does not
 * use counts at its next. A light sender waits for one share of each heavy one, however much they have.
 */
export const createTurns = ({ atOnce, atOnceOfSender, share, sliceMs }: TurnsOptions): Turns => {
  const senders = new Map<string, Sender>();
  /** Those that have work and may begin it, in order of their turns. */
  const ready = new Set<Sender>();
  let running = 0;
  let waiting = 0;
  let beginning = false;

  const next = (): { sender: Sender; work: Work } | undefined => {
    for (const sender of ready) {
      const work = sender.works[sender.first];
      ready.delete(sender);
      if (work === undefined || sender.running >= atOnceOfSender) continue;
      if (sender.credit < work.cost) {
        sender.credit += share;
        // A `for` over a Set comes to what was added meanwhile.
        ready.add(sender);
        continue;
      }
      return { sender, work };
    }
    return undefined;
  };

  const settle = (sender: Sender, cost: number): void => {
    sender.running -= cost;
    running -= cost;
    if (sender.first < sender.works.length) ready.add(sender);
    else if (sender.running === 0) senders.delete(sender.name);
    void beginAll();
  };

  const begin = (sender: Sender, work: Work): void => {
    sender.credit -= work.cost;
    sender.first += 1;
    if (sender.first === sender.works.length) {
      sender.works.length = 0;
      sender.first = 0;
      // What is saved up while there is nothing to do would be a burst later.
      sender.credit = 0;
    } else ready.add(sender);
    waiting -= 1;
    sender.running += work.cost;
    running += work.cost;
    void work.begin().then(() => settle(sender, work.cost));
  };

  const beginAll = async (): Promise<void> => {
    if (beginning) return;
    beginning = true;
    let since = performance.now();
    while (running < atOnce) {
      const found = next();
      if (found === undefined) break;
      begin(found.sender, found.work);
      if (performance.now() - since < sliceMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    beginning = false;
  };

  return {
    run: (name, cost, work) =>
      new Promise((resolve, reject) => {
        const sender = senders.get(name) ?? { name, works: [], first: 0, credit: 0, running: 0 };
        senders.set(name, sender);
        sender.works.push({ cost, begin: () => work().then(resolve, reject) });
        waiting += 1;
        ready.add(sender);
        void beginAll();
      }),
    waiting: () => waiting,
  };
};
