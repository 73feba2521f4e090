import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { type ChangeNotes, createChangeNotes, noteSince } from "./note-changes.ts";
import { createDaySumsReader, type DaySumsReader } from "./read-day-sums.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import { createSumDays } from "./sum-days.ts";
import { createHourSums } from "./sum-hours.ts";
import { createSumUpRound } from "./sum-up-round.ts";
import { type Asking, openSummedDays } from "./summed-days.ts";
import { isWithin } from "./sums-state.ts";

/**
 * Sums of hours, made in the background from the points. They are never asked to be right by themselves: a day of a
 * series counts only as long as nothing was handed in, decided or unflagged in it since it was summed up,
 * which is noted before any of that is written. What does not count is read from the points.
 */
export interface DaySums extends ChangeNotes, DaySumsReader {
  /** What comes before this instant may have been summed up: `note` must be told of it. */
  readonly noteBefore: number;
  /** Between these, whole hours may be found in blocks. */
  readonly from: number;
  readonly until: number;
  /** Sums up all that is over, without pauses. */
  sumUp(): Promise<void>;
  close(): Promise<void>;
}

const FIRST_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 60_000;
/** For each ms of work. */
const PAUSE_MS = 4;

export interface DaySumsOptions {
  readonly now: () => number;
  readonly firstAfterMs?: number;
  /** Once, until it goes well again: what cannot be summed up is read from the points. */
  readonly onFault?: (error: Error) => void;
}

export const openDaySums = async (
  database: Database,
  commits: GroupCommit,
  catalogue: SeriesCatalogue,
  days: Pick<
    SealedDays,
    "query" | "reading" | "sumsInFiles" | "lastSealedBefore" | "view" | "seriesOf" | "keptSince"
  >,
  { now, firstAfterMs = FIRST_AFTER_MS, onFault = () => undefined }: DaySumsOptions,
): Promise<DaySums> => {
  const closing = new AbortController();
  const { signal } = closing;
  const asking: Asking = {
    ask: <T>(question: Parameters<Database["query"]>[0]) =>
      database.query(question, { signal }) as Promise<T>,
    rowsOf: (sql) =>
      asking.ask(async (connection) => (await connection.runAndReadAll(sql)).getRows()),
  };
  const summed = await openSummedDays(database, asking, { now, signal, onFault });
  const notes = createChangeNotes(summed);
  if (!isWithin(summed.present, summed.known))
    await noteSince(summed.known, summed, notes, asking, catalogue, days);

  let isHurried = false;
  const pause = async (worked: number): Promise<void> => {
    if (isHurried) return turn();
    await wait(PAUSE_MS * worked, undefined, { signal }).catch(() => undefined);
  };

  const hourSums = createHourSums(days, signal);
  const sumDays = createSumDays(summed, { catalogue, hourSums, pause, signal });
  const round = createSumUpRound(summed, { commits, catalogue, days, sumDays, asking, now });

  let working: Promise<boolean> | undefined;
  const work = (): Promise<boolean> => {
    working ??= round().finally(() => {
      working = undefined;
    });
    return working;
  };

  let timer: NodeJS.Timeout | undefined;
  const lookAfter = (ms: number): void => {
    timer = setTimeout(async () => {
      // A store that is closing, or a disk that is full: it is tried again.
      const isMore = await work().catch(() => false);
      if (!signal.aborted) lookAfter(isMore ? 1000 : LOOK_EVERY_MS);
    }, ms).unref();
  };
  lookAfter(firstAfterMs);

  return {
    get noteBefore() {
      return summed.noteBefore;
    },
    ...notes,
    get from() {
      return summed.from;
    },
    get until() {
      return summed.until;
    },
    ...createDaySumsReader(summed, days),
    async sumUp() {
      await working?.catch(() => undefined);
      isHurried = true;
      try {
        while (await work());
      } finally {
        isHurried = false;
      }
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      await working?.catch(() => undefined);
      summed.close();
    },
  };
};
