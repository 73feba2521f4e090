import { originOf, packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf } from "@datacityzen/hardware/wire/batch";
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../../duckdb/append.ts";
import type { Group } from "../../duckdb/group-commit.ts";
import type { Settled } from "../../settled.ts";
import { isNewer, OF_ARRIVAL } from "../newness.ts";
import type { Appended, Block, Conflict } from "../store.ts";
import type { Learning } from "./learning.ts";
import { createPointStage, PAGE_ROWS, type PointStage } from "./point-stage.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** A point that may be a repeat: it is compared with the table when its group is committed. */
interface LatePoint {
  readonly series: Series;
  readonly at: number;
  readonly value: number;
  readonly flags: number;
  readonly received: number;
  /** Of the block that it came with. */
  readonly conflicts: Conflict[];
}

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

/** The table in which late points are compared; `place` is the position among them. */
export const LATE_POINT_TABLE =
  "CREATE TEMP TABLE late_point (series INTEGER, instant BIGINT, value DOUBLE, flags INTEGER, place BIGINT)";

/** Adds those that the table does not have yet, all at once. */
const addSeries = async (
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

interface KeptPoint {
  readonly value: number;
  readonly flags: number;
}

/** Instants that lie farther apart are named one by one: comparing with a list costs more than with a range. */
const SCATTERED_MS = 5 * 60_000;
/** Of more, the range that holds them all says nearly as much. */
const MOST_NAMED_INSTANTS = 1000;

/** What the table has of each late point that it has, by the point's place. */
const keptPoints = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
): Promise<Map<number, KeptPoint>> => {
  const stage = createPointStage();
  const instants = new Set<number>();
  for (const [place, { series, at, value, flags }] of points.entries()) {
    stage.push(series.id, at, value, flags, place);
    instants.add(at);
  }
  const sorted = [...instants].sort((one, other) => one - other);
  const [oldest = 0, newest = 0] = [sorted[0], sorted.at(-1)];
  const isScattered = newest - oldest > SCATTERED_MS * sorted.length;
  const within =
    isScattered && sorted.length <= MOST_NAMED_INSTANTS
      ? `point.instant IN (${sorted.join(", ")})`
      : `point.instant BETWEEN ${oldest} AND ${newest}`;
  await connection.run("DELETE FROM late_point");
  await stage.writeTo(connection, "late_point");
  // DuckDB passes over all parts of the table that hold none of the instants.
  const rows = await connection.runAndReadAll(`
    SELECT place, point.value, point.flags FROM late_point JOIN point
      ON point.series = late_point.series AND point.instant = late_point.instant
    WHERE ${within}`);
  await connection.run("DELETE FROM late_point");
  return new Map(
    rows
      .getRows()
      .map(([place, value, flags]) => [
        Number(place),
        { value: Number(value), flags: Number(flags) },
      ]),
  );
};

/** What becomes of one late point: added, or kept with more flags than the table has. */
interface SettledPoint {
  readonly point: LatePoint;
  readonly isKept: boolean;
  /** Of the table; for a new point its own. */
  readonly before: number;
  flags: number;
}

/** Gives points of the table the flags that their repeats have and they do not. */
const addFlags = async (
  connection: DuckDBConnection,
  points: readonly SettledPoint[],
): Promise<void> => {
  if (points.length === 0) return;
  const stage = createPointStage();
  for (const { point, flags } of points)
    stage.push(point.series.id, point.at, point.value, flags, 0);
  const instants = points.map(({ point }) => point.at);
  const [from, until] = instants.reduce(
    ([least, most], at) => [Math.min(least, at), Math.max(most, at)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  await stage.writeTo(connection, "late_point");
  await connection.run(`
    UPDATE point SET flags = point.flags | late_point.flags FROM late_point
    WHERE point.series = late_point.series AND point.instant = late_point.instant
      AND point.instant BETWEEN ${from} AND ${until}`);
  await connection.run(`
    UPDATE series_summary SET flags = series_summary.flags | late_point.flags FROM late_point
    WHERE series_summary.series = late_point.series AND series_summary.instant = late_point.instant`);
  await connection.run("DELETE FROM late_point");
};

/**
 * Adds the late points that are new; notes those that contradict what is kept. An equal value with
 * other flags is no contradiction: whatever is known of the value by either is kept.
 */
const addLate = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
): Promise<void> => {
  // A group that failed is tried again whole.
  for (const { conflicts } of points) conflicts.length = 0;
  const kept = await keptPoints(connection, points);
  const settled = new Map<Series, Map<number, SettledPoint>>();
  for (const [place, point] of points.entries()) {
    const { series, at, value, flags, conflicts } = point;
    const ofSeries = settled.get(series) ?? new Map<number, SettledPoint>();
    const earlier = ofSeries.get(at);
    const inTable = kept.get(place);
    const there = inTable?.value ?? earlier?.point.value;
    if (there !== undefined && there !== value) {
      const { station, sensor, quantity, origin, variant } = series;
      const key = { station, sensor, quantity, origin, variant };
      conflicts.push({ ...key, at, kept: there, offered: value });
    } else if (earlier !== undefined) {
      earlier.flags |= flags & ~OF_ARRIVAL;
    } else {
      const before = inTable?.flags ?? flags;
      const all = before | (inTable === undefined ? flags : flags & ~OF_ARRIVAL);
      const isKept = inTable !== undefined;
      settled.set(series, ofSeries.set(at, { point, isKept, before, flags: all }));
    }
  }
  const all = [...settled.values()].flatMap((ofSeries) => [...ofSeries.values()]);
  const admitted = createPointStage();
  for (const { point, isKept, flags } of all)
    if (!isKept) admitted.push(point.series.id, point.at, point.value, flags, point.received);
  await admitted.writeTo(connection, "point");
  await addFlags(
    connection,
    all.filter(({ isKept, before, flags }) => isKept && before !== flags),
  );
};

type HandleValue = (
  series: Series,
  at: number,
  value: number,
  flags: number,
  received: number,
) => void;

/** Shows a durable point as its series' latest, or what a repeat of the latest knows more of it. */
const show: HandleValue = (series, at, value, flags, received) => {
  const { latest } = series;
  if (isNewer(at, flags, received, latest)) {
    series.latest = { at, value, flags, received };
    return;
  }
  if (latest?.at !== at || latest.value !== value) return;
  const all = latest.flags | (flags & ~OF_ARRIVAL);
  if (all !== latest.flags) series.latest = { ...latest, flags: all };
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

  const forEachValue = (block: Block, handle: HandleValue): void => {
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

  const conflictsIn = (entry: Entry): Conflict[] => {
    entry.conflicts ??= [];
    return entry.conflicts;
  };

  const writeAll = async (connection: DuckDBConnection): Promise<void> => {
    await addSeries(connection, unstored);
    await fresh.writeTo(connection, "point");
    if (late.length > 0) await addLate(connection, late);
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
    await addLate(connection, points);
    isWhole = false;
  };

  const showAll = (): void => {
    if (isShown) return;
    isShown = true;
    for (const series of unstored) series.stored = true;
    showFresh(fresh, freshSeries, catalogue.noteChanged);
    for (const { series, at, value, flags, received } of late) {
      catalogue.noteChanged(series);
      show(series, at, value, flags, received);
    }
  };

  const showBlock = (block: Block): void =>
    forEachValue(block, (series, ...point) => {
      series.stored = true;
      catalogue.noteChanged(series);
      show(series, ...point);
    });

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

  /** The block that is taken in: no closure for each. */
  let taken: Entry;
  const take: HandleValue = (series, at, value, flags, received) => {
    if (!series.stored) unstored.add(series);
    if (series.known.addIfNew(at)) {
      fresh.push(series.id, at, value, flags, received);
      freshSeries.push(series);
    } else {
      late.push({ series, at, value, flags, received, conflicts: conflictsIn(taken) });
      lookedUp(series);
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
      taken = { block, settled, conflicts: undefined };
      forEachValue(block, take);
      const rows = fresh.rows + late.length - before;
      group.grow(rows + ROWS_OF_A_SERIES * (unstored.size - begun));
      write(taken);
    },
  };
};
