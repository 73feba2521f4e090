import type { DuckDBConnection } from "@duckdb/node-api";
import { dayOf } from "../days/day-block.ts";
import { OF_ARRIVAL } from "../newness.ts";
import type { Conflict } from "../store.ts";
import { amongSql } from "./days-in-table.ts";
import type { HotPoints, ReadDays } from "./hot-points.ts";
import type { KeptPoint } from "./kept-days.ts";
import { createPointStage } from "./point-stage.ts";
import type { LearnDays } from "./read-day-instants.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedPoints } from "./sealed-points.ts";
import type { Series } from "./series-catalogue.ts";

/** A point that may be a repeat: it is compared with the table when its group is committed. */
export interface LatePoint {
  readonly series: Series;
  readonly at: number;
  readonly value: number;
  readonly flags: number;
  readonly received: number;
  /** Of the block that it came with. */
  readonly conflicts: Conflict[];
}

/** The table in which late points are compared; `place` is the position among them. */
export const LATE_POINT_TABLE =
  "CREATE TEMP TABLE late_point (series INTEGER, instant BIGINT, value DOUBLE, flags INTEGER, place BIGINT)";

/** Instants that lie farther apart are named one by one: comparing with a list costs more than with a range. */
const SCATTERED_MS = 5 * 60_000;
/** Of more, the range that holds them all says nearly as much. */
const MOST_NAMED_INSTANTS = 1000;

/** Points of more series are compared by a join. */
const FEW_SERIES = 64;

/** Where points stand, besides the tables. */
export interface Stores {
  readonly days: SealedDays;
  readonly sealedPoints: SealedPoints;
}

/** What is known without asking the table, and what its group itself has added in the same transaction. */
export interface Memory {
  readonly hotPoints: HotPoints;
  readonly own: () => ReadonlyMap<Series, ReadonlyMap<number, KeptPoint>>;
  readonly learnDays: LearnDays;
  /** A point of the series had to be looked up. */
  readonly lookedUp: (series: Series) => void;
}

interface Found {
  /** By the place of the late point. */
  readonly kept: ReadonlyMap<number, KeptPoint>;
  readonly read?: ReadDays | undefined;
}

const isScattered = (sorted: readonly number[]): boolean =>
  (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) > SCATTERED_MS * sorted.length;

/** DuckDB passes over all parts of the table that hold none of the instants. */
const withinSql = (sorted: readonly number[]): string =>
  isScattered(sorted) && sorted.length <= MOST_NAMED_INSTANTS
    ? `point.instant IN (${sorted.join(", ")})`
    : `point.instant BETWEEN ${sorted[0]} AND ${sorted.at(-1)}`;

const sortedInstants = (points: Iterable<Pick<LatePoint, "at">>): number[] => {
  const instants = new Set<number>();
  for (const { at } of points) instants.add(at);
  return [...instants].sort((one, other) => one - other);
};

/** By the place of the late point. */
type ByPlace<T> = ReadonlyMap<number, T>;

/** What a table has of late points of many series. */
const keptByJoin = async (
  connection: DuckDBConnection,
  table: string,
  asked: ByPlace<LatePoint>,
): Promise<ByPlace<KeptPoint>> => {
  const stage = createPointStage();
  for (const [place, { series, at, value, flags }] of asked)
    stage.push(series.id, at, value, flags, place);
  await connection.run("DELETE FROM late_point");
  await stage.writeTo(connection, "late_point");
  const rows = await connection.runAndReadAll(`
    SELECT place::DOUBLE, point.value, point.flags, point.received::DOUBLE FROM late_point JOIN ${table} AS point
      ON point.series = late_point.series AND point.instant = late_point.instant
    WHERE ${withinSql(sortedInstants(asked.values()))}`);
  await connection.run("DELETE FROM late_point");
  return new Map(
    (rows.getRows() as [number, ...number[]][]).map(([place, value, flags, received]) => [
      place,
      { value, flags, received } as KeptPoint,
    ]),
  );
};

/** Adds the points that a table has of a few series. */
const addFromTable = async (
  connection: DuckDBConnection,
  table: string,
  within: string,
  found: ReadonlyMap<number, Map<number, KeptPoint>>,
): Promise<void> => {
  const rows = await connection.runAndReadAll(`
    SELECT series, instant::DOUBLE, value, flags, received::DOUBLE FROM ${table} AS point
    WHERE ${within} AND ${amongSql([...found.keys()])}`);
  for (const [id, at, value, flags, received] of rows.getRows() as [number, ...number[]][])
    found.get(id)?.set(at as number, { value, flags, received } as KeptPoint);
};

const emptyOf = (ids: Iterable<number>): Map<number, Map<number, KeptPoint>> =>
  new Map([...ids].map((id) => [id, new Map()]));

/** What a table has of late points. */
const keptInTable = async (
  connection: DuckDBConnection,
  table: string,
  asked: ByPlace<LatePoint>,
): Promise<ByPlace<KeptPoint>> => {
  const kept = new Map<number, KeptPoint>();
  if (asked.size === 0) return kept;
  const ids = new Set([...asked.values()].map(({ series }) => series.id));
  if (ids.size > FEW_SERIES) return keptByJoin(connection, table, asked);
  const found = emptyOf(ids);
  await addFromTable(connection, table, withinSql(sortedInstants(asked.values())), found);
  for (const [place, { series, at }] of asked) {
    const there = found.get(series.id)?.get(at);
    if (there !== undefined) kept.set(place, there);
  }
  return kept;
};

/** What the store has of late points. */
const keptPoints = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
  { days, sealedPoints }: Stores,
  memory: Memory | undefined,
): Promise<Found> => {
  const kept = new Map<number, KeptPoint>();
  const hot = new Map<number, LatePoint>();
  const sealed = new Map<number, LatePoint>();
  const late = new Map<number, LatePoint>();
  let known: ReturnType<Memory["own"]> | undefined;
  const own = (memory: Memory) => {
    known ??= memory.own();
    return known;
  };
  await memory?.learnDays(points)?.read(connection);
  let mayHave: boolean | undefined;
  let [sensor, moment] = [0, Number.NaN];
  for (let place = 0; place < points.length; place++) {
    const point = points[place] as LatePoint;
    const { series, at } = point;
    // Those of a reading follow each other.
    if (series.sensorNumber !== sensor || at !== moment)
      mayHave = days.instants.mayHave(series.sensorNumber, at);
    [sensor, moment] = [series.sensorNumber, at];
    if (memory !== undefined && mayHave === false) continue;
    const isSealed = days.view.byDay.has(dayOf(at));
    if (!isSealed && memory?.hotPoints.knows(series, at) === true) {
      const there = own(memory).get(series)?.get(at) ?? memory.hotPoints.get(series, at);
      if (there !== undefined) kept.set(place, there);
      continue;
    }
    if (!isSealed && mayHave === undefined) memory?.lookedUp(series);
    (isSealed ? sealed : hot).set(place, point);
    if (days.late.has(dayOf(at))) late.set(place, point);
  }
  const read =
    hot.size === 0 ? undefined : await memory?.hotPoints.read(connection, [...hot.values()]);
  for (const [place, { series, at }] of hot) {
    if (read?.has(series, at) !== true) continue;
    const there = read.get(series, at);
    if (there !== undefined) kept.set(place, there);
    hot.delete(place);
    late.delete(place);
  }
  for (const [place, there] of await keptInTable(connection, "point", hot)) kept.set(place, there);
  if (sealed.size > 0) {
    const inFiles = await sealedPoints.read(sealed.values());
    for (const [place, { series, at }] of sealed) {
      const there = inFiles(series, at);
      if (there !== undefined) kept.set(place, there);
    }
  }
  // What stands there counts in place of any other.
  for (const [place, there] of await keptInTable(connection, "point_late", late))
    kept.set(place, there);
  return { kept, read };
};

/** What becomes of one late point: added, or kept with more flags than the table has. */
export interface SettledPoint {
  readonly point: LatePoint;
  readonly isKept: boolean;
  /** Of the table; for a new point its own. */
  readonly before: number;
  flags: number;
  /** When what is kept arrived. */
  readonly received: number;
}

/** Points that stand in files, or soon will: with other flags they stand in `point_late`, in place of them. */
const replaceFrozen = async (
  connection: DuckDBConnection,
  points: readonly SettledPoint[],
  days: SealedDays,
): Promise<void> => {
  const frozen = points.filter(({ point }) => days.isFrozen(point.at));
  if (frozen.length === 0) return;
  const stage = createPointStage();
  for (const { point, flags, received } of frozen) {
    stage.push(point.series.id, point.at, point.value, flags, received);
    days.noteLate(point.at);
  }
  await connection.run("DELETE FROM late_point");
  await stage.writeTo(connection, "late_point");
  await connection.run(`
    INSERT INTO point_late SELECT series, instant, value, flags, place FROM late_point
    ANTI JOIN point_late USING (series, instant)`);
};

/** Gives points of the table the flags that their repeats have and they do not. */
const addFlags = async (
  connection: DuckDBConnection,
  points: readonly SettledPoint[],
  days: SealedDays,
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
  for (const table of ["point", ...(days.late.size > 0 ? ["point_late"] : [])])
    await connection.run(`
      UPDATE ${table} SET flags = ${table}.flags | late_point.flags FROM late_point
      WHERE ${table}.series = late_point.series AND ${table}.instant = late_point.instant
        AND ${table}.instant BETWEEN ${from} AND ${until}`);
  await connection.run(`
    UPDATE series_summary SET flags = series_summary.flags | late_point.flags FROM late_point
    WHERE series_summary.series = late_point.series AND series_summary.instant = late_point.instant`);
  await connection.run(
    "INSERT INTO flag_change SELECT series, min(instant), max(instant) + 1 FROM late_point GROUP BY series",
  );
  await replaceFrozen(connection, points, days);
  await connection.run("DELETE FROM late_point");
};

/** Whether two late points may be one: of a sensor that has an instant in two readings. */
const hasTwice = (points: readonly LatePoint[]): boolean => {
  const bySensor = new Map<number, Set<number>>();
  let [sensor, moment] = [0, Number.NaN];
  /** Of the reading. */
  let some: Series[] = [];
  for (const { series, at } of points) {
    if (series.sensorNumber === sensor && at === moment) {
      if (some.includes(series)) return true;
      some.push(series);
      continue;
    }
    [sensor, moment, some] = [series.sensorNumber, at, [series]];
    const known = bySensor.get(sensor);
    if (known === undefined) bySensor.set(sensor, new Set([at]));
    else if (known.has(at)) return true;
    else known.add(at);
  }
  return false;
};

export interface AddedLate {
  /** Those that the table has, once this is committed; of repeats that change nothing only some. */
  readonly settled: readonly SettledPoint[];
  readonly read: ReadDays | undefined;
}

/**
 * Adds the late points that are new; notes those that contradict what is kept. An equal value with
 * other flags is no contradiction: whatever is known of the value by either is kept.
 */
export const addLate = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
  stores: Stores,
  memory?: Memory,
): Promise<AddedLate> => {
  const { days } = stores;
  // A group that failed is tried again whole.
  for (const { conflicts } of points) conflicts.length = 0;
  const { kept, read } = await keptPoints(connection, points, stores, memory);
  const settled: SettledPoint[] = [];
  /** Of points of which several are one; undefined when there are none. */
  const bySeries = hasTwice(points) ? new Map<Series, Map<number, SettledPoint>>() : undefined;
  for (let place = 0; place < points.length; place++) {
    const point = points[place] as LatePoint;
    const { series, at, value, flags, conflicts } = point;
    const earlier = bySeries?.get(series)?.get(at);
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
      // Most repeats: nothing is to be written, or to be remembered.
      if (isKept && all === before && bySeries === undefined) continue;
      const received = inTable?.received ?? point.received;
      const one = { point, isKept, before, flags: all, received };
      settled.push(one);
      if (bySeries === undefined) continue;
      const ofSeries = bySeries.get(series);
      if (ofSeries === undefined) bySeries.set(series, new Map([[at, one]]));
      else ofSeries.set(at, one);
    }
  }
  const admitted = createPointStage();
  for (const { point, isKept, flags } of settled)
    if (!isKept) admitted.push(point.series.id, point.at, point.value, flags, point.received);
  await days.addNew(connection, admitted);
  await addFlags(
    connection,
    settled.filter(({ isKept, before, flags }) => isKept && before !== flags),
    days,
  );
  return { settled, read };
};
