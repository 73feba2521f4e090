import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { type ForAnybody, nothingForAnybody } from "../../access/for-anybody.ts";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import { ReadRefused } from "../store.ts";
import { createClasses } from "./classes.ts";
import { createDayContent } from "./day-content.ts";
import { createDueDays } from "./due-days.ts";
import type { Arrival } from "./import-day.ts";
import { createDaySealer } from "./seal-day.ts";
import type { SealedDays } from "./sealed-days.ts";
import { createSealedRows } from "./sealed-rows.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";

export interface SealOptions {
  /** A day is sealed when it has been over for so many days. */
  readonly graceDays?: number;
  readonly firstAfterMs?: number;
  readonly lookEveryMs?: number;
  readonly classesEveryMs?: number;
  /** For how long misplaced points are put right at a time. */
  readonly misplacedMs?: number;
  /** What anybody may read stands in files of its own. */
  readonly anybody?: ForAnybody;
  /** Once, until it goes well again. */
  readonly onFault?: (error: Error) => void;
}

export interface Sealing {
  /** Seals all days that end by an instant, without pauses, those with late points anew. */
  sealUp(until: number): Promise<void>;
  /** Seals a day anew with what arrives for it besides. Only whole days that are over may be. */
  importDay(day: number, arrival: Arrival): Promise<void>;
  /** Seals a day with all that the tables have of it; resolves when they have nothing of it any more. */
  sealWhole(day: number): Promise<void>;
  /** How many days wait to be sealed, as of the last look. */
  waiting(): number;
  /** Does something during which no day is sealed; it waits for the day that is being sealed. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const GRACE_DAYS = 2;
const FIRST_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 10 * 60_000;
/** How often it is looked whether the visibility of a station changed. */
const CLASSES_EVERY_MS = 5_000;
/** Days of years may be misplaced: those that are just over, and what changed meanwhile, do not wait for all of them. */
const MISPLACED_MS = 60_000;
/** For each ms of work. */
const PAUSE_MS = 2;

/** Seals days in the background, so that the store holds only what is young, and what comes late. */
export const createSealing = (
  database: Database,
  commits: GroupCommit,
  catalogue: SeriesCatalogue,
  days: SealedDays,
  now: () => number,
  isOn: boolean,
  {
    graceDays = GRACE_DAYS,
    firstAfterMs = FIRST_AFTER_MS,
    lookEveryMs = LOOK_EVERY_MS,
    classesEveryMs = CLASSES_EVERY_MS,
    misplacedMs = MISPLACED_MS,
    anybody = nothingForAnybody,
    onFault = () => undefined,
  }: SealOptions = {},
): Sealing => {
  const closing = new AbortController();
  /** How many want a day sealed as soon as can be. */
  let hurries = 0;
  let isFaulty = false;
  const waiting = { due: 0, misplaced: 0 };
  /** What anybody might see when it was last looked which files are misplaced. */
  let edition: number | undefined;

  const pause = async (worked: number): Promise<void> => {
    if (closing.signal.aborted) throw new Error("the store is closing");
    if (hurries > 0) return void (await turn());
    await wait(PAUSE_MS * worked, undefined, { signal: closing.signal });
  };

  const hurried = async <T>(work: () => Promise<T>): Promise<T> => {
    hurries += 1;
    try {
      return await work();
    } finally {
      hurries -= 1;
    }
  };

  const tell = (error: unknown): void => {
    if (isFaulty || closing.signal.aborted || error instanceof ReadRefused) return;
    isFaulty = true;
    onFault(error as Error);
  };

  const classes = () => createClasses(catalogue, anybody);
  const rows = createSealedRows(database, commits, days, pause, tell);
  const content = createDayContent(days, catalogue, pause);
  const { sealDay } = createDaySealer(commits, days, content, rows, classes, pause);
  const due = createDueDays(days, catalogue, rows, classes, () => hurries > 0);

  /** One day at a time, and none while something goes on that must not meet it. */
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  /** Each in turn: one that fails holds up no other, and is tried again at the next look. Gives whether all are done. */
  const forEach = async (
    kind: keyof typeof waiting,
    some: readonly number[],
    seal: (day: number) => Promise<void>,
    mayGoOn: () => boolean = () => true,
  ): Promise<boolean> => {
    waiting[kind] = some.length;
    let failure: { readonly error: unknown } | undefined;
    for (const [place, day] of some.entries()) {
      if (closing.signal.aborted) return false;
      if (place > 0 && !mayGoOn()) break;
      try {
        await alone(() => seal(day));
        waiting[kind] -= 1;
      } catch (error) {
        failure ??= { error };
        tell(error);
      }
      // What is left of the day is removed before the next is read: the table stays small.
      await rows.settled();
    }
    await rows.settled();
    if (failure !== undefined) throw failure.error;
    return waiting[kind] === 0;
  };

  const sealMisplaced = async (): Promise<void> => {
    const before = anybody.edition();
    edition = undefined;
    const found = await due.misplaced(async () => void (await turn()));
    const end = performance.now() + misplacedMs;
    const isDone = await forEach(
      "misplaced",
      found,
      async (day) => {
        const only = due.misplacedIn(day);
        // It was sealed anew meanwhile.
        if (only?.length !== 0) await sealDay(day, only && { only });
      },
      () => hurries > 0 || performance.now() < end,
    );
    // What failed, or is left, has its turn at the next look.
    if (isDone) edition = before;
  };

  const round = async (until: number): Promise<void> => {
    await forEach("due", await due.find(until), (day) => sealDay(day));
    await sealMisplaced();
    isFaulty = false;
  };

  let rounds: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = rounds.then(work);
    rounds = done.catch(() => undefined);
    return done;
  };

  const timers = new Map<() => Promise<void>, NodeJS.Timeout>();
  const lookAfter = (firstMs: number, everyMs: number, look: () => Promise<void>): void => {
    const after = (ms: number): void => {
      const timer = setTimeout(async () => {
        if (!closing.signal.aborted) await inTurn(look).catch(tell);
        if (!closing.signal.aborted) after(everyMs);
      }, ms);
      timers.set(look, timer.unref());
    };
    after(firstMs);
  };
  if (isOn) {
    lookAfter(firstAfterMs, lookEveryMs, () => round((dayOf(now()) - graceDays) * DAY_MS));
    // Their files are given to nobody from the moment of the change, and are back when they are written anew.
    lookAfter(classesEveryMs, classesEveryMs, async () => {
      if (anybody.edition() !== edition) await sealMisplaced();
    });
  }

  return {
    sealUp: (until) => hurried(() => inTurn(() => round(dayOf(until) * DAY_MS))),
    importDay: (day, arrival) =>
      hurried(async () => {
        await alone(() => sealDay(day, { arrival }));
        await rows.settled();
      }),
    async sealWhole(day) {
      await alone(() => sealDay(day));
      await rows.settled();
    },
    waiting: () => waiting.due + waiting.misplaced,
    alone,
    async close() {
      closing.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      await rounds;
      await last;
      await rows.settled();
    },
  };
};
