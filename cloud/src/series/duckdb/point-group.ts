import { originOf, packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf } from "@datacityzen/hardware/wire/batch";
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../../duckdb/append.ts";
import type { Group } from "../../duckdb/group-commit.ts";
import type { Settled } from "../../settled.ts";
import { dayOf } from "../days/day-block.ts";
import { isNewer, OF_ARRIVAL } from "../newness.ts";
import type { Appended, Block, Conflict } from "../store.ts";
import type { DaySums } from "./day-sums.ts";
import type { HotPoints } from "./hot-points.ts";
import type { KeptPoint } from "./kept-days.ts";
import { type AddedLate, addLate, type LatePoint, type Stores } from "./late-points.ts";
import type { Learning } from "./learning.ts";
import { createPointStage, PAGE_ROWS, type PointStage } from "./point-stage.ts";
import type { LearnDays } from "./read-day-instants.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

export interface PointGroup {
  readonly group: Group;
  /** Whether a block of the station is in it. */
  has(station: string): boolean;
  /** Takes a block in; calls `settled` when it is durable, or refused. */
  add(block: Block, settled: Settled<Appended>): void;
}

const noConflict: Appended = { conflicts: [] };

/** A block of a group, and who waits for it. */
interface Entry {
  readonly block: Block;
  readonly settled: Settled<Appended>;
  /** Of its points; undefined while none was compared. */
  conflicts: Conflict[] | undefined;
}

/** Adds those that the table does not have yet, all at once. */
export const addSeries = async (
  connection: DuckDBConnection,
  series: ReadonlySet<Series>,
): Promise<void> => {
  const missing = [...series].filter(({ stored }) => !stored);
  if (missing.length === 0) return;
  await appendRows(connection, "series", (appender) => {
    for (const { id, station, sensor, quantity, origin, variant } of missing) {
      appender.appendInteger(id);
      for (const name of [station, sensor, quantity, origin, variant]) appender.appendVarchar(name);
      appender.endRow();
    }
  });
};

/** A series that begins takes the time of so many rows more: a group with many is soon full. */
const ROWS_OF_A_SERIES = 5;

/** So does a day of a sensor that must be read from a file: commits wait for it, some half a millisecond at a time. */
const ROWS_OF_A_DAY = 512;

type HandleValue = (
  series: Series,
  at: number,
  value: number,
  flags: number,
  received: number,
) => void;

/** Hands out all values of a block, each with its series, which is made where there is none. */
export const forEachValueOf = (
  catalogue: SeriesCatalogue,
  block: Block,
  handle: HandleValue,
): void => {
  const { station, received, readings, variant = "raw" } = block;
  for (const reading of readings) {
    const { at, sensor, values, value_flags } = reading;
    const key = { sensor, origin: originOf(reading.flags), variant };
    const ofAll = packFlags(reading.flags);
    let known = catalogue.ofSensor(station, key);
    for (const name in values) {
      const quantity = name as QuantityName;
      const flags = value_flags === undefined ? ofAll : packFlags(flagsOf(reading, quantity));
      let series = known?.get(quantity);
      if (series === undefined) {
        series = catalogue.add({ station, ...key, quantity });
        known ??= catalogue.ofSensor(station, key);
      }
      handle(series, at, values[quantity] as number, flags, received);
    }
  }
};

/** Shows a durable point as its series' latest, or what a repeat of the latest knows more of it. */
const show: HandleValue = (series, at, value, flags, received) => {
  const { latest } = series;
  if (isNewer(at, flags, received, latest)) {
    series.latest = { at, value, flags, received };
    series.changes.count += 1;
    return;
  }
  if (latest?.at !== at || latest.value !== value) return;
  const all = latest.flags | (flags & ~OF_ARRIVAL);
  if (all === latest.flags) return;
  series.latest = { ...latest, flags: all };
  series.changes.count += 1;
};

/** Hands out points that are collected, in the order in which they came. */
const forEachFresh = (
  { pages, rows }: PointStage,
  seriesOf: readonly Series[],
  handle: HandleValue,
): void => {
  for (let row = 0; row < rows; row++) {
    const page = pages[Math.floor(row / PAGE_ROWS)] as (typeof pages)[number];
    const place = row % PAGE_ROWS;
    handle(
      seriesOf[row] as Series,
      page.at[place] as number,
      page.value[place] as number,
      page.flags[place] as number,
      page.received[place] as number,
    );
  }
};

/** Shows points, in the order in which they came. No two have one series and instant. */
const showFresh = (
  { pages, rows }: PointStage,
  seriesOf: readonly Series[],
  noteChanged: (series: Series) => void,
): void => {
  for (let row = 0; row < rows; row++) {
    const page = pages[Math.floor(row / PAGE_ROWS)] as (typeof pages)[number];
    const place = row % PAGE_ROWS;
    const series = seriesOf[row] as Series;
    const { latest } = series;
    const at = page.at[place] as number;
    const flags = page.flags[place] as number;
    const received = page.received[place] as number;
    noteChanged(series);
    if (!isNewer(at, flags, received, latest)) continue;
    series.changes.count += 1;
    const value = page.value[place] as number;
    if (latest === undefined) {
      series.latest = { at, value, flags, received };
      continue;
    }
    // The same object: one for each point would be most of what a commit leaves to be collected.
    latest.at = at;
    latest.value = value;
    latest.flags = flags;
    latest.received = received;
  }
};

/**
 * The points that one group of the commit adds.
 *
 * A point of which it is known that its series has none at that instant goes straight into the
 * table. Any other may be a repeat, and is compared with what is there before it is added.
 */
export const createPointGroup = (
  group: Group,
  catalogue: SeriesCatalogue,
  { lookedUp }: Learning,
  hotPoints: HotPoints,
  sums: Pick<DaySums, "noteBefore" | "note">,
  stores: Stores,
  learnDays: LearnDays,
): PointGroup => {
  const fresh = createPointStage();
  /** The series of each fresh point. */
  const freshSeries: Series[] = [];
  const late: LatePoint[] = [];
  const unstored = new Set<Series>();
  const stations = new Set<string>();
  let blocks = 0;
  /** Whether what was written last is the whole group: then it is shown as a whole. */
  let isWhole = false;
  let isShown = false;
  /** Of what was written last. */
  let added: AddedLate | undefined;

  const forEachValue = (block: Block, handle: HandleValue): void =>
    forEachValueOf(catalogue, block, handle);

  const conflictsIn = (entry: Entry): Conflict[] => {
    entry.conflicts ??= [];
    return entry.conflicts;
  };

  /** Fresh points of the series that have late ones: of these the table says nothing before the commit. */
  const freshOfLate = (): ReadonlyMap<Series, ReadonlyMap<number, KeptPoint>> => {
    const found = new Map<Series, Map<number, KeptPoint>>();
    for (const { series } of late) found.set(series, new Map());
    forEachFresh(fresh, freshSeries, (series, at, value, flags, received) => {
      found.get(series)?.set(at, { value, flags, received });
    });
    return found;
  };

  /** What the table has from now on. */
  const remember = (): void => {
    if (added?.read !== undefined) hotPoints.add(added.read);
    if (hotPoints.isEmpty()) return;
    forEachFresh(fresh, freshSeries, hotPoints.note);
    for (const { point, flags, received } of added?.settled ?? [])
      hotPoints.note(point.series, point.at, point.value, flags, received);
  };

  const writeAll = async (connection: DuckDBConnection): Promise<void> => {
    await addSeries(connection, unstored);
    await stores.days.addNew(connection, fresh);
    added =
      late.length === 0
        ? undefined
        : await addLate(connection, late, stores, {
            hotPoints,
            own: freshOfLate,
            learnDays,
            lookedUp,
          });
    isWhole = true;
  };

  /** After a refusal: what was new when it came may be in the table by now, so all is compared. */
  const writeSome = async (connection: DuckDBConnection, some: readonly Entry[]): Promise<void> => {
    const points: LatePoint[] = [];
    const missing = new Set<Series>();
    for (const entry of some) {
      const conflicts = conflictsIn(entry);
      forEachValue(entry.block, (series, at, value, flags, received) => {
        points.push({ series, at, value, flags, received, conflicts });
        missing.add(series);
      });
    }
    await addSeries(connection, missing);
    await addLate(connection, points, stores);
    isWhole = false;
  };

  const showAll = (): void => {
    if (isShown) return;
    isShown = true;
    for (const series of unstored) series.stored = true;
    remember();
    showFresh(fresh, freshSeries, catalogue.noteChanged);
    for (const { series, at, value, flags, received } of late) {
      catalogue.noteChanged(series);
      show(series, at, value, flags, received);
    }
  };

  const showBlock = (block: Block): void => {
    hotPoints.clear();
    forEachValue(block, (series, ...point) => {
      series.stored = true;
      catalogue.noteChanged(series);
      show(series, ...point);
    });
  };

  const write = group.enlist<Entry>(
    (connection, some) =>
      some.length === blocks ? writeAll(connection) : writeSome(connection, some),
    (error, { block, settled, conflicts }) => {
      if (error !== undefined) {
        settled(error);
        return;
      }
      if (isWhole) showAll();
      else showBlock(block);
      settled(conflicts === undefined ? noConflict : { conflicts });
    },
  );

  /** Days of sensors that must be read before the group is committed. */
  const unread = new Set<string>();
  let [lateSensor, lateAt] = [0, Number.NaN];
  const noteUnread = ({ sensorNumber }: Series, at: number): void => {
    // Those of a reading follow each other.
    if (sensorNumber === lateSensor && at === lateAt) return;
    [lateSensor, lateAt] = [sensorNumber, at];
    const { days, sealedPoints } = stores;
    const day = dayOf(at);
    if (!days.view.byDay.has(day)) return;
    const mayHave = days.instants.mayHave(sensorNumber, at);
    if (mayHave === undefined || (mayHave && !sealedPoints.has(sensorNumber, at)))
      unread.add(`${sensorNumber}/${day}`);
  };

  /** The block that is taken in: no closure for each. */
  let taken: Entry;
  const take: HandleValue = (series, at, value, flags, received) => {
    if (!series.stored) unstored.add(series);
    if (at < sums.noteBefore) sums.note(series.id, at);
    if (series.known.addIfNew(at)) {
      fresh.push(series.id, at, value, flags, received);
      freshSeries.push(series);
    } else {
      late.push({ series, at, value, flags, received, conflicts: conflictsIn(taken) });
      noteUnread(series, at);
    }
  };

  return {
    group,
    has: (station) => stations.has(station),
    add(block, settled) {
      blocks += 1;
      stations.add(block.station);
      const before = fresh.rows + late.length;
      const begun = unstored.size;
      const unreadBefore = unread.size;
      taken = { block, settled, conflicts: undefined };
      forEachValue(block, take);
      const rows = fresh.rows + late.length - before;
      group.grow(
        rows +
          ROWS_OF_A_SERIES * (unstored.size - begun) +
          ROWS_OF_A_DAY * (unread.size - unreadBefore),
      );
      write(taken);
    },
  };
};
