import { setImmediate as turn } from "node:timers/promises";
import { type ChangedDays, dayOfSeries, startOfDay } from "../days/changed-days.ts";
import {
  DAY_MS,
  type DayBlock,
  dayOf,
  emptyBlock,
  packBlock,
  withHours,
} from "../days/day-block.ts";
import { isDamaged, type PackedTile } from "../days/day-file.ts";
import { createDayColumns, type DayColumns } from "../days/hour-columns.ts";
import { dayOfTile, tileNumber, tileOf, withParts } from "../days/tile.ts";
import type { Range } from "../store.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";
import type { createHourSums, SummedHours } from "./sum-hours.ts";
import type { SummedDays } from "./summed-days.ts";

/** Sums up days, and keeps what it finds in the file or, of the day that is not over, in memory. */
export interface SumDays {
  /** Sums up a day that is over; gives whether there are points in it. */
  sumDay(day: number, series: readonly Series[]): Promise<boolean>;
  /** Sums up the days that changed. One that cannot be summed up stays changed, and holds up no other: its error is given. */
  sumTaken(taken: ChangedDays): Promise<unknown>;
  /** Sums up the hours up to an instant of the day of `until`; at its end, the day goes into the file. */
  advance(target: number): Promise<void>;
}

/** Whole tiles. */
const SERIES_AT_ONCE = 2048;
const TILES_OF_A_TRANSACTION = 8;

export const mayHavePoints = ({ known }: Series, { from, until }: Range): boolean =>
  known.newest() >= from && known.oldest() < until;

function* inParts<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

export interface SumDaysOptions {
  readonly catalogue: Pick<SeriesCatalogue, "all" | "byId">;
  readonly hourSums: ReturnType<typeof createHourSums>;
  /** After work of so many ms. */
  readonly pause: (worked: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export const createSumDays = (
  summed: SummedDays,
  { catalogue, hourSums, pause, signal }: SumDaysOptions,
): SumDays => {
  const noteSeen = (hours: SummedHours): void => {
    summed.seen = hours.seen;
    summed.last = hours.last;
  };

  /** Puts blocks of a day in their tiles, beside those of other series. */
  const write = async (day: number, some: Iterable<readonly [Series, DayBlock]>): Promise<void> => {
    const byTile = Map.groupBy(some, ([series]) => tileNumber(tileOf(series)));
    for (const part of inParts([...byTile.values()], TILES_OF_A_TRANSACTION)) {
      const packed: PackedTile[] = [];
      for (const ofTile of part) {
        if (summed.file === undefined) throw new Error("there is no file for sums");
        const [[first]] = ofTile as [readonly [Series, DayBlock]];
        const tile = tileOf(first);
        const number = dayOfTile(tile, day);
        summed.tiles.delete(number);
        const parts = ofTile.map(([{ id, quantity }, block]) => {
          summed.blocks.delete(dayOfSeries(id, day));
          return { series: id, bytes: packBlock(block, { series: id, day }, quantity) };
        });
        packed.push({ number, bytes: withParts(tile, summed.file.get(number), parts) });
        await turn();
      }
      summed.file?.write(packed, summed.state());
      // What was read meanwhile is of before.
      for (const { number } of packed) summed.tiles.delete(number);
      await turn();
    }
    await summed.file?.settle();
  };

  const sumDay = async (day: number, series: readonly Series[]): Promise<boolean> => {
    let hasPoints = false;
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    for (const part of inParts(series, SERIES_AT_ONCE)) {
      const hours = await hourSums(part, range, pause);
      noteSeen(hours);
      await write(
        day,
        part.map((one) => [one, hours.blocks.get(one.id) as DayBlock]),
      );
      for (const block of hours.blocks.values()) hasPoints ||= block.hours !== 0;
    }
    return hasPoints;
  };

  const seriesOf = (ids: Iterable<number>): Series[] =>
    [...ids].flatMap((id) => catalogue.byId(id) ?? []);

  /** The hours in memory of the day of `until`, of the tile of a series. */
  const todayOf = (series: Series): DayColumns => {
    const tile = tileOf(series);
    const number = tileNumber(tile);
    const known = summed.today.get(number) ?? createDayColumns(tile.quantity, dayOf(summed.until));
    summed.today.set(number, known);
    return known;
  };

  const sumDayOf = async (day: number, ids: ReadonlySet<number>): Promise<void> => {
    const series = seriesOf(ids);
    const current = dayOf(summed.until);
    if (day * DAY_MS < summed.from || day > current) return;
    if (day < current) {
      await sumDay(day, series);
      return;
    }
    const range = { from: startOfDay(summed.until), until: summed.until };
    if (range.from === range.until) return;
    for (const part of inParts(series, SERIES_AT_ONCE)) {
      const hours = await hourSums(part, range, pause);
      noteSeen(hours);
      for (const one of part) todayOf(one).replace(one.id, hours.blocks.get(one.id) as DayBlock);
    }
  };

  const sumTaken = async (taken: ChangedDays): Promise<unknown> => {
    let failed: unknown;
    for (const day of taken.days())
      try {
        await sumDayOf(day, taken.of(day));
      } catch (error) {
        if (isDamaged(error) || signal.aborted) throw error;
        failed ??= error;
        for (const id of taken.of(day)) summed.unsummed.add(id, day);
      }
    summed.unsummed.done();
    return failed;
  };

  const advance = async (target: number): Promise<void> => {
    const day = dayOf(summed.until);
    const isOver = target === (day + 1) * DAY_MS;
    const range = { from: summed.until, until: target };
    const series = catalogue.all().filter((one) => mayHavePoints(one, range));
    const more: (readonly [Series, DayBlock])[] = [];
    const extended = (one: Series, block: DayBlock): DayBlock => {
      const before = summed.today.get(tileNumber(tileOf(one)))?.blockOf(one.id);
      return before === undefined ? block : withHours(before, block);
    };
    for (const part of inParts(series, SERIES_AT_ONCE)) {
      const hours = await hourSums(part, range, pause);
      noteSeen(hours);
      const found = part.map((one) => [one, hours.blocks.get(one.id) as DayBlock] as const);
      if (isOver)
        await write(
          day,
          found.map(([one, block]) => [one, extended(one, block)]),
        );
      else more.push(...found);
    }
    if (isOver) {
      const rest = new Set([...summed.today.values()].flatMap((columns) => [...columns.series()]));
      for (const { id } of series) rest.delete(id);
      await write(
        day,
        seriesOf(rest).map((one) => [one, extended(one, emptyBlock)]),
      );
      summed.today = new Map();
    } else for (const [one, block] of more) todayOf(one).put(one.id, block);
    summed.until = target;
  };

  return { sumDay, sumTaken, advance };
};
