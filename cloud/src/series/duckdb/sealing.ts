import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { Visibility } from "../sealed/sealed-file.ts";
import { ReadRefused } from "../store.ts";
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
  /** Whether anybody may read what the station measured: its points stand in files of their own. */
  readonly isPublic?: (station: string) => boolean;
  /** Once, until it goes well again. */
  readonly onFault?: (error: Error) => void;
}

export interface Sealing {
  /** Seals all days that end by an instant, without pauses, those with late points anew. */
  sealUp(until: number): Promise<void>;
  /** Seals a day anew with what arrives for it besides. Only whole days that are over may be. */
  importDay(day: number, arrival: Arrival): Promise<void>;
  /** The station has become public, or is public no more: the files with its points are written anew. */
  visibilityChanged(station: string): void;
  /** How many days wait to be sealed, as of the last look. */
  waiting(): number;
  /** Does something during which no day is sealed; it waits for the day that is being sealed. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const GRACE_DAYS = 2;
const FIRST_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 10 * 60_000;
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
    isPublic = () => false,
    onFault = () => undefined,
  }: SealOptions = {},
): Sealing => {
  const closing = new AbortController();
  /** How many want a day sealed as soon as can be. */
  let hurries = 0;
  let isFaulty = false;
  let waitingDays = 0;
  /** How often the visibility of stations changed whose files are not all written anew yet. */
  const changed = new Map<string, number>();

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

  const visibilityOf = (station: string): Visibility =>
    isPublic(station) ? "public" : "restricted";
  const rows = createSealedRows(database, commits, days, pause, tell);
  const content = createDayContent(days, catalogue, pause);
  const { sealDay } = createDaySealer(commits, days, content, rows, visibilityOf, pause);
  const due = createDueDays(days, catalogue, rows, visibilityOf, () => hurries > 0);

  /** One day at a time, and none while something goes on that must not meet it. */
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  const round = async (until: number): Promise<void> => {
    const stations = [...changed];
    const found = await due.find(
      until,
      stations.map(([station]) => station),
    );
    waitingDays = found.length;
    let failure: { readonly error: unknown } | undefined;
    for (const day of found) {
      if (closing.signal.aborted) return;
      try {
        await alone(() => sealDay(day));
        waitingDays -= 1;
      } catch (error) {
        // It holds up no other day, and is tried again at the next look.
        failure ??= { error };
        tell(error);
      }
      // What is left of the day is removed before the next is read: the table stays small.
      await rows.settled();
    }
    await rows.settled();
    if (failure !== undefined) throw failure.error;
    isFaulty = false;
    // Not those that changed once more meanwhile.
    for (const [station, times] of stations)
      if (changed.get(station) === times) changed.delete(station);
  };

  let rounds: Promise<unknown> = Promise.resolve();
  const oneRound = (until: number): Promise<void> => {
    const done = rounds.then(() => round(until));
    rounds = done.catch(() => undefined);
    return done;
  };

  let timer: NodeJS.Timeout | undefined;
  const lookAfter = (ms: number): void => {
    timer = setTimeout(async () => {
      await oneRound((dayOf(now()) - graceDays) * DAY_MS).catch(tell);
      if (!closing.signal.aborted) lookAfter(lookEveryMs);
    }, ms).unref();
  };
  if (isOn) lookAfter(firstAfterMs);

  return {
    sealUp: (until) => hurried(() => oneRound(dayOf(until) * DAY_MS)),
    importDay: (day, arrival) =>
      hurried(async () => {
        await alone(() => sealDay(day, arrival));
        await rows.settled();
      }),
    visibilityChanged: (station) => void changed.set(station, 1 + (changed.get(station) ?? 0)),
    waiting: () => waitingDays,
    alone,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await rounds;
      await last;
      await rows.settled();
    },
  };
};
