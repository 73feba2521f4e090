import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { createCache } from "../days/cache.ts";
import { type ChangedDays, dayOfSeries, daysIn, startOfDay } from "../days/changed-days.ts";
import {
  DAY_MS,
  type DayBlock,
  dayOf,
  emptyBlock,
  HOUR_MS,
  packBlock,
  unpackBlock,
  withHours,
} from "../days/day-block.ts";
import { type DayFile, isDamaged, openDayFile, type PackedTile } from "../days/day-file.ts";
import { createDayColumns, type DayColumns } from "../days/hour-columns.ts";
import {
  dayOfTile,
  partOf,
  partsOf,
  type Tile,
  tileNumber,
  tileOf,
  withParts,
} from "../days/tile.ts";
import { createUnsummedDays, MOST_CHANGED } from "../days/unsummed-days.ts";
import { type Range, ReadRefused } from "../store.ts";
import { BOTH_TABLES, rowsSince } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";
import {
  createHourSums,
  lastPoint,
  type StoreSize,
  type SummedHours,
  sizeOf,
} from "./sum-hours.ts";
import { asText, isWithin, readState, rulesOfSums, type State } from "./sums-state.ts";

/**
 * Sums of hours, made in the background from the points. They are never asked to be right by themselves: a day of a
 * series counts only as long as nothing was handed in, decided or unflagged in it since it was summed up,
 * which is noted before any of that is written. What does not count is read from the points.
 */
export interface DaySums {
  /** What comes before this instant may have been summed up: `note` must be told of it. */
  readonly noteBefore: number;
  /** Something is about to be written of a series at an instant, or in a range. */
  note(series: number, at: number): void;
  noteRange(series: Series, range: Range): void;
  /** Between these, whole hours may be found in blocks. */
  readonly from: number;
  readonly until: number;
  /**
   * The blocks of days of a series, from one up to another, both included, with all hours in them that end by the
   * instant `end`; undefined where the points must be asked.
   */
  blocks(
    series: Series,
    from: number,
    until: number,
    end: number,
  ): readonly (DayBlock | undefined)[];
  /**
   * The same of a day for all series of a tile. Of a series that has no slot in it, the points must be asked; it has none
   * either where its own day changed.
   */
  tile(tile: Tile, day: number, end: number): Pick<DayColumns, "columns" | "slotOf"> | undefined;
  /** Sums up all that is over, without pauses. */
  sumUp(): Promise<void>;
  close(): Promise<void>;
}

/** What was handed in late by less is in the first sums already. */
const GRACE_MS = 5 * 60_000;
const FIRST_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 60_000;
/** For each ms of work. */
const PAUSE_MS = 4;

/** Whole tiles. */
const SERIES_AT_ONCE = 2048;
const TILES_OF_A_TRANSACTION = 8;
/** Of whole tiles, and of single series of others. */
const MOST_TILE_BYTES = 32e6;
const MOST_BLOCK_BYTES = 8e6;
/** What a block takes beside its numbers. */
const HEAD_OF_A_BLOCK = 200;
/** The hours of a day that is not over are in memory alone: with more series, only whole days are summed. */
const MOST_SERIES_OF_TODAY = 20_000;

const mayHavePoints = ({ known }: Series, { from, until }: Range): boolean =>
  known.newest() >= from && known.oldest() < until;

function* inParts<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

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
  const hourSums = createHourSums(days, closing.signal);
  /** By day of a tile, and by day of a series. */
  const tiles = createCache<DayColumns>(MOST_TILE_BYTES, (one) => one.bytes());
  const blocksRead = createCache<DayBlock>(
    MOST_BLOCK_BYTES,
    ({ rows }) => rows.byteLength + HEAD_OF_A_BLOCK,
  );
  const unsummed = createUnsummedDays();

  const ask = <T>(question: Parameters<Database["query"]>[0]): Promise<T> =>
    database.query(question, { signal: closing.signal }) as Promise<T>;

  const rowsOf = (sql: string): Promise<unknown[][]> =>
    ask(async (connection) => (await connection.runAndReadAll(sql)).getRows());

  const present = await ask<StoreSize>(sizeOf);
  let isFaulty = false;
  const tell = (error: unknown): void => {
    // Questions of others that take all places, and the end of the store, are no faults.
    if (isFaulty || error instanceof ReadRefused || closing.signal.aborted) return;
    isFaulty = true;
    onFault(error as Error);
  };

  const rules = rulesOfSums();
  const store = String((await rowsOf("SELECT id FROM store_identity"))[0]?.[0]);
  /** Of the file, if it is of this store, and the store has not gone back to an earlier state since. */
  let found: State | undefined;
  const fits = async (text: string): Promise<boolean> => {
    const state = readState(text);
    if (state?.store !== store || state.rules !== rules) return false;
    if (!isWithin(state.seen, present)) return false;
    const there = await ask<string>((connection) => lastPoint(connection, state.seen));
    if (there !== state.last) return false;
    found = state;
    return true;
  };
  // Without room, or the right to write, all is read from the points, and it is tried again.
  const openFile = (fitting: typeof fits): Promise<DayFile | undefined> =>
    openDayFile(`${database.path}.days`, fitting).catch((error: unknown) => {
      tell(error);
      return undefined;
    });
  let file = await openFile(fits);

  let from = found === undefined ? startOfDay(now()) : (found.from ?? Number.NEGATIVE_INFINITY);
  let until = found?.until ?? startOfDay(now());
  let known = found?.known ?? present;
  let seen = found?.seen ?? present;
  let last = found?.last ?? (await ask<string>((connection) => lastPoint(connection, present)));
  let noteBefore = until;
  /** By tile: the hours of the day of `until` that are over. */
  let today = new Map<number, DayColumns>();

  const noteRange = ({ id, known: points }: Series, range: Range): void => {
    const first = Math.max(range.from, points.oldest());
    for (const day of daysIn(first, Math.min(range.until, points.newest() + 1), noteBefore))
      unsummed.add(id, day);
  };

  /** What came since the file was written. */
  const noteSince = async ({ points, choices, flagChanges }: StoreSize): Promise<void> => {
    const since = await ask<string>((connection) => rowsSince(connection, points));
    const instants = await rowsOf(`
      SELECT DISTINCT series, instant // ${DAY_MS} FROM (
        SELECT series, instant FROM ${since}
        UNION ALL SELECT series, instant FROM choice WHERE rowid >= ${choices}
      ) WHERE instant < ${noteBefore} LIMIT ${MOST_CHANGED + 2}`);
    for (const [series, day] of instants) unsummed.add(Number(series), Number(day));
    // What came since may be in it, and no longer in the tables.
    for (const [day, files] of days.view.byDay)
      for (const file of files)
        if (file.pointsEver > points)
          for (const series of days.seriesOf(file)) unsummed.add(series, day);
    const ranges = await rowsOf(
      `SELECT DISTINCT series, since::DOUBLE, until::DOUBLE FROM flag_change WHERE rowid >= ${flagChanges}`,
    );
    for (const [id, since, to] of ranges as number[][]) {
      const series = catalogue.byId(id as number);
      if (series !== undefined) noteRange(series, { from: since as number, until: to as number });
    }
  };
  if (!isWithin(present, known)) await noteSince(known);

  const state = (): string =>
    asText({
      store,
      rules,
      known,
      seen,
      last,
      from: Number.isFinite(from) ? from : null,
      until: startOfDay(until),
    });

  /** A file that cannot be read: all is read from the points, until the next round begins it anew. */
  const giveUp = (error: unknown): void => {
    tell(error);
    from = Number.POSITIVE_INFINITY;
    const damaged = file;
    file = undefined;
    try {
      damaged?.giveUp();
    } catch {
      // What is left of it is told from a whole one at the next start, or when it is read.
    }
  };

  /** Where a day is found, with all hours that end by `end`: of the day that is not over, in memory. */
  const whereIs = (day: number, end: number): "today" | "file" | undefined => {
    const current = dayOf(until);
    if (day * DAY_MS < Math.max(from, days.keptSince().hours) || day > current) return undefined;
    if (day < current) return "file";
    return until < Math.min(end, (day + 1) * DAY_MS) ? undefined : "today";
  };

  const blocks: DaySums["blocks"] = (series, first, final, end) => {
    const { id, quantity } = series;
    const tile = tileOf(series);
    /** Those of the file, once one was not in memory. */
    let read: Map<number, DayBlock> | undefined;
    const readFrom = (day: number): Map<number, DayBlock> => {
      const found = new Map<number, DayBlock>();
      const start = dayOfTile(tile, 0);
      for (const { number, bytes } of file?.range(start + day, start + final) ?? []) {
        const name = { series: id, day: number - start };
        const part = partOf(tile, id, bytes);
        const block = part && unpackBlock(part, name, quantity);
        if (block === undefined) continue;
        found.set(name.day, block);
        if (!unsummed.has(id, name.day)) blocksRead.put(dayOfSeries(id, name.day), block);
      }
      return found;
    };
    const blockOf = (day: number): DayBlock | undefined => {
      const where = unsummed.has(id, day) ? undefined : whereIs(day, end);
      if (where === undefined) return undefined;
      if (where === "today") return today.get(tileNumber(tile))?.blockOf(id);
      const known =
        blocksRead.get(dayOfSeries(id, day)) ?? tiles.get(dayOfTile(tile, day))?.blockOf(id);
      if (known !== undefined) return known;
      read ??= readFrom(day);
      return read.get(day);
    };
    try {
      return Array.from({ length: final - first + 1 }, (_, place) => blockOf(first + place));
    } catch (error) {
      giveUp(error);
      return Array.from({ length: final - first + 1 }, () => undefined);
    }
  };

  const readTile = (tile: Tile, day: number): DayColumns | undefined => {
    const number = dayOfTile(tile, day);
    const known = tiles.get(number);
    if (known !== undefined) return known;
    const bytes = file?.get(number);
    if (bytes === undefined) return undefined;
    const parts = [...partsOf(tile, bytes)];
    const columns = createDayColumns(tile.quantity, day, parts.length);
    for (const { series, bytes: part } of parts) {
      const block = unpackBlock(part, { series, day }, tile.quantity);
      if (block !== undefined) columns.put(series, block);
    }
    tiles.put(number, columns);
    return columns;
  };

  const tileOfDay: DaySums["tile"] = (tile, day, end) => {
    try {
      const where = whereIs(day, end);
      if (where === undefined || unsummed.isOverfull) return undefined;
      const found = where === "today" ? today.get(tileNumber(tile)) : readTile(tile, day);
      if (found === undefined) return undefined;
      const others = unsummed.of(day);
      if (others.length === 0) return found;
      return {
        columns: found.columns,
        slotOf: (series) =>
          others.some((some) => some.has(series)) ? undefined : found.slotOf(series),
      };
    } catch (error) {
      giveUp(error);
      return undefined;
    }
  };

  const note = (series: number, at: number): void => {
    if (at < noteBefore) unsummed.add(series, dayOf(at));
  };

  let isHurried = false;
  const pause = async (worked: number): Promise<void> => {
    if (isHurried) return turn();
    await wait(PAUSE_MS * worked, undefined, { signal: closing.signal }).catch(() => undefined);
  };

  const noteSeen = (summed: SummedHours): void => {
    seen = summed.seen;
    last = summed.last;
  };

  /** Puts blocks of a day in their tiles, beside those of other series. */
  const write = async (day: number, some: Iterable<readonly [Series, DayBlock]>): Promise<void> => {
    const byTile = Map.groupBy(some, ([series]) => tileNumber(tileOf(series)));
    for (const part of inParts([...byTile.values()], TILES_OF_A_TRANSACTION)) {
      const packed: PackedTile[] = [];
      for (const ofTile of part) {
        if (file === undefined) throw new Error("there is no file for sums");
        const [[first]] = ofTile as [readonly [Series, DayBlock]];
        const tile = tileOf(first);
        const number = dayOfTile(tile, day);
        tiles.delete(number);
        const parts = ofTile.map(([{ id, quantity }, block]) => {
          blocksRead.delete(dayOfSeries(id, day));
          return { series: id, bytes: packBlock(block, { series: id, day }, quantity) };
        });
        packed.push({ number, bytes: withParts(tile, file.get(number), parts) });
        await turn();
      }
      file?.write(packed, state());
      // What was read meanwhile is of before.
      for (const { number } of packed) tiles.delete(number);
      await turn();
    }
    await file?.settle();
  };

  /** Whether the day before which days are to be summed up had no points. */
  let wasEmpty = false;

  /** Sums up a day that is over; gives whether there are points in it. */
  const sumDay = async (day: number, series: readonly Series[]): Promise<boolean> => {
    let hasPoints = false;
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    for (const part of inParts(series, SERIES_AT_ONCE)) {
      const summed = await hourSums(part, range, pause);
      noteSeen(summed);
      await write(
        day,
        part.map((one) => [one, summed.blocks.get(one.id) as DayBlock]),
      );
      for (const { hours } of summed.blocks.values()) hasPoints ||= hours !== 0;
    }
    return hasPoints;
  };

  const seriesOf = (ids: Iterable<number>): Series[] =>
    [...ids].flatMap((id) => catalogue.byId(id) ?? []);

  /** The hours in memory of the day of `until`, of the tile of a series. */
  const todayOf = (series: Series): DayColumns => {
    const tile = tileOf(series);
    const number = tileNumber(tile);
    const known = today.get(number) ?? createDayColumns(tile.quantity, dayOf(until));
    today.set(number, known);
    return known;
  };

  const sumDayOf = async (day: number, ids: ReadonlySet<number>): Promise<void> => {
    const series = seriesOf(ids);
    const current = dayOf(until);
    if (day * DAY_MS < from || day > current) return;
    if (day < current) {
      await sumDay(day, series);
      return;
    }
    const range = { from: startOfDay(until), until };
    if (range.from === range.until) return;
    for (const part of inParts(series, SERIES_AT_ONCE)) {
      const summed = await hourSums(part, range, pause);
      noteSeen(summed);
      for (const one of part) todayOf(one).replace(one.id, summed.blocks.get(one.id) as DayBlock);
    }
  };

  /** Sums up the days that changed. One that cannot be summed up stays changed, and holds up no other: its error is given. */
  const sumTaken = async (taken: ChangedDays): Promise<unknown> => {
    let failed: unknown;
    for (const day of taken.days())
      try {
        await sumDayOf(day, taken.of(day));
      } catch (error) {
        if (isDamaged(error) || closing.signal.aborted) throw error;
        failed ??= error;
        for (const id of taken.of(day)) unsummed.add(id, day);
      }
    unsummed.done();
    return failed;
  };

  /** Sums up the hours up to an instant of the day of `until`; at its end, the day goes into the file. */
  const advance = async (target: number): Promise<void> => {
    const day = dayOf(until);
    const isOver = target === (day + 1) * DAY_MS;
    const range = { from: until, until: target };
    const series = catalogue.all().filter((one) => mayHavePoints(one, range));
    const more: (readonly [Series, DayBlock])[] = [];
    const extended = (one: Series, block: DayBlock): DayBlock => {
      const before = today.get(tileNumber(tileOf(one)))?.blockOf(one.id);
      return before === undefined ? block : withHours(before, block);
    };
    for (const part of inParts(series, SERIES_AT_ONCE)) {
      const summed = await hourSums(part, range, pause);
      noteSeen(summed);
      const found = part.map((one) => [one, summed.blocks.get(one.id) as DayBlock] as const);
      if (isOver)
        await write(
          day,
          found.map(([one, block]) => [one, extended(one, block)]),
        );
      else more.push(...found);
    }
    if (isOver) {
      const rest = new Set([...today.values()].flatMap((columns) => [...columns.series()]));
      for (const { id } of series) rest.delete(id);
      await write(
        day,
        seriesOf(rest).map((one) => [one, extended(one, emptyBlock)]),
      );
      today = new Map();
    } else for (const [one, block] of more) todayOf(one).put(one.id, block);
    until = target;
  };

  /**
   * The next day before `from`; after one that was empty, the next that has points, which takes longer to find.
   * Undefined when there is none.
   */
  const dayBefore = async (): Promise<number | undefined> => {
    const older = { from: Math.max(0, days.keptSince().hours), until: from };
    if (older.from >= older.until) return undefined;
    if (!catalogue.all().some((one) => mayHavePoints(one, older))) return undefined;
    if (!wasEmpty) return dayOf(from) - 1;
    const [row] = await rowsOf(
      `SELECT max(instant)::DOUBLE FROM ${BOTH_TABLES} WHERE instant < ${from} AND instant >= 0`,
    );
    const at = row?.[0];
    const day = at === null || at === undefined ? undefined : dayOf(Number(at));
    const sealed = days.lastSealedBefore(dayOf(from));
    const summed = days.view.sums.findLast(({ day }) => day * DAY_MS < from)?.day;
    return Math.max(day ?? -1, sealed ?? -1, summed ?? -1);
  };

  /** The first instant from `until` on at which a series may have a point. */
  const nextPossible = (): number => {
    let next = Number.POSITIVE_INFINITY;
    for (const { known: points } of catalogue.all())
      if (points.newest() >= until) next = Math.min(next, Math.max(until, points.oldest()));
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
      file?.remove(dayOfTile(tile, 0), dayOfTile(tile, dayOf(hours)));
      await turn();
    }
    forgotten = hours;
  };

  /** One round; false when nothing is left to do. */
  const round = async (): Promise<boolean> => {
    if (file === undefined) {
      file = await openFile(async () => false);
      if (file === undefined) return false;
      unsummed.overfill();
    }
    await forget();
    const over = frontier();
    // The clock was ahead: days would be summed up again with each reading that comes.
    if (until > over + DAY_MS) unsummed.overfill();
    if (unsummed.size === 0 && !unsummed.isOverfull && over <= until && !Number.isFinite(from))
      return false;
    // In this order: what this counts was noted before the list of changes is taken.
    const before = await ask<StoreSize>(sizeOf);
    if (unsummed.isOverfull) {
      from = startOfDay(over);
      until = from;
      noteBefore = until;
      today = new Map();
      unsummed.beginAnew();
    }
    const target = Math.max(until, over);
    noteBefore = Math.max(noteBefore, target);
    const taken = unsummed.take();
    try {
      // All that was handed in before is then in the tables, or refused for good.
      await commits.open().durable;
      const failed = await sumTaken(taken);
      while (until < target) {
        const next = startOfDay(nextPossible());
        if (today.size === 0 && next > until) until = Math.min(target, next);
        else await advance(Math.min(target, (dayOf(until) + 1) * DAY_MS));
        await turn();
      }
      // What could not be summed up is noted again by a start that finds the file.
      if (failed === undefined) known = before;
      if (!isWithin(known, seen)) {
        seen = before;
        last = await ask<string>((connection) => lastPoint(connection, before));
      }
      file?.write([], state());
      if (Number.isFinite(from)) {
        const day = await dayBefore();
        if (day === undefined || day < 0) from = Number.NEGATIVE_INFINITY;
        else {
          const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
          wasEmpty = !(await sumDay(
            day,
            catalogue.all().filter((one) => mayHavePoints(one, range)),
          ));
          from = range.from;
        }
        file?.write([], state());
      }
      if (failed !== undefined) throw failed;
      if (file !== undefined) isFaulty = false;
      return true;
    } catch (error) {
      unsummed.putBack();
      if (isDamaged(error)) giveUp(error);
      else tell(error);
      throw error;
    }
  };

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
      if (!closing.signal.aborted) lookAfter(isMore ? 1000 : LOOK_EVERY_MS);
    }, ms).unref();
  };
  lookAfter(firstAfterMs);

  return {
    get noteBefore() {
      return noteBefore;
    },
    note,
    noteRange,
    get from() {
      return from;
    },
    get until() {
      return until;
    },
    blocks,
    tile: tileOfDay,
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
      try {
        file?.close();
      } catch {
        // What it holds is made again.
      }
      file = undefined;
    },
  };
};
