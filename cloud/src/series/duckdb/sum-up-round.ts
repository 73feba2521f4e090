import { setImmediate as turn } from "node:timers/promises";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import { startOfDay } from "../days/changed-days.ts";
import { DAY_MS, dayOf, HOUR_MS } from "../days/day-block.ts";
import { isDamaged } from "../days/day-file.ts";
import { dayOfTile, tileNumber, tileOf } from "../days/tile.ts";
import { BOTH_TABLES } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import { mayHavePoints, type SumDays } from "./sum-days.ts";
import { lastPoint, type StoreSize, sizeOf } from "./sum-hours.ts";
import type { Asking, SummedDays } from "./summed-days.ts";
import { isWithin } from "./sums-state.ts";

/** What was handed in late by less is in the first sums already. */
const GRACE_MS = 5 * 60_000;
/** The hours of a day that is not over are in memory alone: with more series, only whole days are summed. */
const MOST_SERIES_OF_TODAY = 20_000;

export interface SumUpRoundOptions {
  readonly commits: Pick<GroupCommit, "open">;
  readonly catalogue: Pick<SeriesCatalogue, "all" | "size">;
  readonly days: Pick<SealedDays, "keptSince" | "lastSealedBefore" | "view">;
  readonly sumDays: SumDays;
  readonly asking: Asking;
  readonly now: () => number;
}

/**
 * A round sums up days that changed, hours that are over, then one day more of the past. It gives false when nothing is
 * left to do.
 */
export const createSumUpRound = (
  summed: SummedDays,
  {
    commits,
    catalogue,
    days,
    sumDays: { sumDay, sumTaken, advance },
    asking: { ask, rowsOf },
    now,
  }: SumUpRoundOptions,
): (() => Promise<boolean>) => {
  /** Whether the day before which days are to be summed up had no points. */
  let wasEmpty = false;

  /**
   * The next day before `from`; after one that was empty, the next that has points, which takes longer to find.
   * Undefined when there is none.
   */
  const dayBefore = async (): Promise<number | undefined> => {
    const older = { from: Math.max(0, days.keptSince().hours), until: summed.from };
    if (older.from >= older.until) return undefined;
    if (!catalogue.all().some((one) => mayHavePoints(one, older))) return undefined;
    if (!wasEmpty) return dayOf(summed.from) - 1;
    const [row] = await rowsOf(
      `SELECT max(instant)::DOUBLE FROM ${BOTH_TABLES} WHERE instant < ${summed.from} AND instant >= 0`,
    );
    const at = row?.[0];
    const day = at === null || at === undefined ? undefined : dayOf(Number(at));
    const sealed = days.lastSealedBefore(dayOf(summed.from));
    const dropped = days.view.sums.findLast(({ day }) => day * DAY_MS < summed.from)?.day;
    return Math.max(day ?? -1, sealed ?? -1, dropped ?? -1);
  };

  /** The first instant from `until` on at which a series may have a point. */
  const nextPossible = (): number => {
    let next = Number.POSITIVE_INFINITY;
    for (const { known: points } of catalogue.all())
      if (points.newest() >= summed.until)
        next = Math.min(next, Math.max(summed.until, points.oldest()));
    return next;
  };

  /** Up to where all hours are over. */
  const frontier = (): number => {
    const over = now() - GRACE_MS;
    const hour = Math.floor(over / HOUR_MS) * HOUR_MS;
    return catalogue.size() > MOST_SERIES_OF_TODAY ? startOfDay(hour) : hour;
  };

  /** Before this there are no sums of hours in the file any more. */
  let forgotten = Number.NEGATIVE_INFINITY;
  /** Removes sums of hours that are no longer kept: nobody is answered from them. */
  const forget = async (): Promise<void> => {
    const { hours } = days.keptSince();
    if (hours <= forgotten || hours <= 0) return;
    const tilesThere = new Map(
      catalogue.all().map((series) => [tileNumber(tileOf(series)), tileOf(series)]),
    );
    for (const tile of tilesThere.values()) {
      summed.file?.remove(dayOfTile(tile, 0), dayOfTile(tile, dayOf(hours)));
      await turn();
    }
    forgotten = hours;
  };

  return async () => {
    if (summed.file === undefined) {
      if (!(await summed.beginFile())) return false;
      summed.unsummed.overfill();
    }
    await forget();
    const over = frontier();
    // The clock was ahead: days would be summed up again with each reading that comes.
    if (summed.until > over + DAY_MS) summed.unsummed.overfill();
    if (
      summed.unsummed.size === 0 &&
      !summed.unsummed.isOverfull &&
      over <= summed.until &&
      !Number.isFinite(summed.from)
    )
      return false;
    // In this order: what this counts was noted before the list of changes is taken.
    const before = await ask<StoreSize>(sizeOf);
    if (summed.unsummed.isOverfull) {
      summed.from = startOfDay(over);
      summed.until = summed.from;
      summed.noteBefore = summed.until;
      summed.today = new Map();
      summed.unsummed.beginAnew();
    }
    const target = Math.max(summed.until, over);
    summed.noteBefore = Math.max(summed.noteBefore, target);
    const taken = summed.unsummed.take();
    try {
      // All that was handed in before is then in the tables, or refused for good.
      await commits.open().durable;
      const failed = await sumTaken(taken);
      while (summed.until < target) {
        const next = startOfDay(nextPossible());
        if (summed.today.size === 0 && next > summed.until) summed.until = Math.min(target, next);
        else await advance(Math.min(target, (dayOf(summed.until) + 1) * DAY_MS));
        await turn();
      }
      // What could not be summed up is noted again by a start that finds the file.
      if (failed === undefined) summed.known = before;
      if (!isWithin(summed.known, summed.seen)) {
        summed.seen = before;
        summed.last = await ask<string>((connection) => lastPoint(connection, before));
      }
      summed.file?.write([], summed.state());
      if (Number.isFinite(summed.from)) {
        const day = await dayBefore();
        if (day === undefined || day < 0) summed.from = Number.NEGATIVE_INFINITY;
        else {
          const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
          wasEmpty = !(await sumDay(
            day,
            catalogue.all().filter((one) => mayHavePoints(one, range)),
          ));
          summed.from = range.from;
        }
        summed.file?.write([], summed.state());
      }
      if (failed !== undefined) throw failed;
      if (summed.file !== undefined) summed.recovered();
      return true;
    } catch (error) {
      summed.unsummed.putBack();
      if (isDamaged(error)) summed.giveUp(error);
      else summed.tell(error);
      throw error;
    }
  };
};
