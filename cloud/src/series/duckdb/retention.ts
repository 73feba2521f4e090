import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { DAY_MS, dayOf, HOUR_MS } from "../days/day-block.ts";
import type { Retention } from "../retention.ts";
import { ReadRefused } from "../store.ts";
import { createDayContent, withinDay } from "./day-content.ts";
import { createDropPoints } from "./drop-points.ts";
import { canBeSealed } from "./due-days.ts";
import type { KeptCadences } from "./kept-cadences.ts";
import type { SealedDays } from "./sealed-days.ts";
import { DAY_SQL } from "./sealed-sql.ts";
import type { Sealing } from "./sealing.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import { monthOf } from "./sums-files.ts";

/** What was dropped in one look. */
export interface Dropped {
  readonly daysOfValues: number;
  readonly monthsOfHours: number;
}

export interface RetentionOptions {
  readonly keep: Retention;
  /** Why the cloud's own clock is not to be believed at present; undefined while it is. */
  readonly clockFault?: () => string | undefined;
  /** A clock that nobody sets, in ms. */
  readonly elapsed?: () => number;
  readonly firstAfterMs?: number;
  readonly lookEveryMs?: number;
  readonly onDropped?: (dropped: Dropped) => void;
  /** Nothing is dropped for a day, and why. */
  readonly onHeld?: (reason: string) => void;
  /** Once, until it goes well again. */
  readonly onFault?: (error: Error) => void;
}

export interface KeepingWithin {
  /** The store takes nothing of before this instant any more. */
  takesSince(): number;
  /** Drops all that is to be dropped, without pauses. */
  enforce(): Promise<void>;
  close(): Promise<void>;
}

const FIRST_AFTER_MS = 10 * 60_000;
const LOOK_EVERY_MS = 3_600_000;
/** For each ms of work. */
const PAUSE_MS = 4;
/** By more than this nobody's clock goes wrong by itself. */
const SET_BY_MS = HOUR_MS;
/** A store to which nothing came for longer was off, or the clock is wrong. */
const QUIET_MS = 7 * DAY_MS;
const HELD_MS = DAY_MS;

/**
 * Whether the present can be believed, by which values are deleted. A clock that was set while the cloud ran, or is more than a week
 * behind the newest reading at the start, is not believed for a day: time for stations, and people, to tell.
 */
const createTrust = (
  now: () => number,
  newest: number,
  { elapsed = () => performance.now(), clockFault = () => undefined, onHeld }: RetentionOptions,
) => {
  let base = { wall: now(), elapsed: elapsed() };
  let held: { readonly until: number; isTold: boolean; readonly reason: string } | undefined;
  const hold = (reason: string): void => {
    held = { until: elapsed() + HELD_MS, isTold: false, reason };
  };
  if (Number.isFinite(newest) && base.wall - newest > QUIET_MS)
    hold("nothing came for more than a week, or this machine's clock is ahead");
  return (): boolean => {
    const present = { wall: now(), elapsed: elapsed() };
    const went = present.wall - base.wall - (present.elapsed - base.elapsed);
    base = present;
    if (Math.abs(went) > SET_BY_MS) hold("this machine's clock was set");
    const fault = clockFault();
    if (fault !== undefined) hold(fault);
    if (held === undefined) return true;
    if (present.elapsed >= held.until) {
      held = undefined;
      return true;
    }
    if (!held.isTold) onHeld?.(held.reason);
    held.isTold = true;
    return false;
  };
};

export interface RetentionParts extends RetentionOptions {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly catalogue: SeriesCatalogue;
  readonly days: SealedDays;
  readonly cadences: KeptCadences;
  readonly sealing: Pick<Sealing, "alone" | "sealWhole">;
  readonly now: () => number;
}

/** Drops in the background what is older than an operator keeps: the oldest first, so that what is left has no holes. */
export const createRetention = ({
  database,
  commits,
  catalogue,
  days,
  cadences,
  sealing,
  now,
  ...options
}: RetentionParts): KeepingWithin => {
  const { keep, onDropped, onFault = () => undefined } = options;
  const { firstAfterMs = FIRST_AFTER_MS, lookEveryMs = LOOK_EVERY_MS } = options;
  const closing = new AbortController();
  let isHurried = false;
  let isFaulty = false;
  let announced = Number.NEGATIVE_INFINITY;
  const newest = catalogue
    .all()
    .reduce((most, { latest }) => Math.max(most, latest?.received ?? most), -Infinity);
  const isTrusted = createTrust(now, newest, options);

  const pause = async (worked: number): Promise<void> => {
    if (closing.signal.aborted) throw new Error("the store is closing");
    if (isHurried) return void (await turn());
    await wait(PAUSE_MS * worked, undefined, { signal: closing.signal });
  };
  const drop = createDropPoints({
    ...{ database, commits, catalogue, days, cadences, pause, zone: keep.zone },
    content: createDayContent(days, catalogue, pause),
    signal: closing.signal,
  });

  const rowsOf = async (sql: string): Promise<unknown[][]> =>
    database.query(
      async (connection) => (await connection.runAndReadAll(sql)).getRows() as unknown[][],
      { signal: closing.signal },
    );

  /** Days with points before a day, in order. */
  const daysBefore = async (until: number): Promise<readonly number[]> => {
    const rows = await rowsOf(`
      SELECT DISTINCT ${DAY_SQL}::DOUBLE FROM (FROM point UNION ALL FROM point_late) WHERE instant < ${until * DAY_MS}`);
    const found = new Set(rows.map(([day]) => Number(day)));
    for (const day of days.view.days) if (day < until) found.add(day);
    return [...found].filter((day) => canBeSealed(day)).sort((one, other) => one - other);
  };

  const dropDay = async (day: number): Promise<void> => {
    const rows = `SELECT 1 FROM (FROM point UNION ALL FROM point_late) WHERE ${withinDay(day)} LIMIT 1`;
    if ((await rowsOf(rows)).length > 0) await sealing.sealWhole(day);
    await sealing.alone(() => drop.dropPoints(day));
  };

  const look = async (): Promise<void> => {
    if (!isTrusted()) return;
    const today = dayOf(now());
    announced = Math.max(announced, (today - keep.values) * DAY_MS);
    // All that was handed in before is then in the tables, or refused for good.
    await commits.open().durable;
    let [daysOfValues, monthsOfHours] = [0, 0];
    for (const day of await daysBefore(today - keep.values)) {
      await dropDay(day);
      daysOfValues += 1;
    }
    if (keep.hours !== undefined) {
      const months = new Set(
        days.view.sums.filter(({ tier }) => tier === "hours").map(({ day }) => monthOf(day).first),
      );
      for (const month of [...months].sort((one, other) => one - other)) {
        if (monthOf(month).next > today - keep.hours) break;
        await sealing.alone(() => drop.dropHours(month));
        monthsOfHours += 1;
      }
    }
    if (keep.days !== undefined)
      await sealing.alone(() => drop.dropDays(today - (keep.days as number)));
    isFaulty = false;
    if (daysOfValues + monthsOfHours > 0) onDropped?.({ daysOfValues, monthsOfHours });
  };

  const tell = (error: unknown): void => {
    if (isFaulty || closing.signal.aborted || error instanceof ReadRefused) return;
    isFaulty = true;
    onFault(error as Error);
  };

  let looks: Promise<void> = Promise.resolve();
  const inTurn = (): Promise<void> => {
    const done = looks.then(look);
    looks = done.catch(() => undefined);
    return done;
  };

  let timer: NodeJS.Timeout | undefined;
  const lookAfter = (ms: number): void => {
    timer = setTimeout(async () => {
      await inTurn().catch(tell);
      if (!closing.signal.aborted) lookAfter(lookEveryMs);
    }, ms).unref();
  };
  lookAfter(firstAfterMs);

  return {
    takesSince: () => announced,
    async enforce() {
      isHurried = true;
      try {
        await inTurn();
      } finally {
        isHurried = false;
      }
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      await looks;
    },
  };
};
