import type { DuckDBConnection } from "@duckdb/node-api";
import { OF_ARRIVAL } from "../newness.ts";
import type { Conflict } from "../store.ts";
import { createPointStage } from "./point-stage.ts";
import type { KeptPoint, PointsBySeries, ReadPart, RememberedPoints } from "./remembered-points.ts";
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

/** Fewer scattered instants are searched for each time. */
const WORTH_A_PART = 8;
/** Points of more series are compared by a join. */
const FEW_SERIES = 64;

/** What is known without asking the table, and what its group itself has added in the same transaction. */
export interface Memory {
  readonly remembered: RememberedPoints;
  readonly own: ReadonlyMap<Series, ReadonlyMap<number, KeptPoint>>;
}

interface Found {
  /** By the place of the late point. */
  readonly kept: ReadonlyMap<number, KeptPoint>;
  readonly part?: ReadPart | undefined;
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

/** What the table has of late points of any number of series. */
const keptByJoin = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
): Promise<Found> => {
  const stage = createPointStage();
  for (const [place, { series, at, value, flags }] of points.entries())
    stage.push(series.id, at, value, flags, place);
  await connection.run("DELETE FROM late_point");
  await stage.writeTo(connection, "late_point");
  const rows = await connection.runAndReadAll(`
    SELECT place, point.value, point.flags FROM late_point JOIN point
      ON point.series = late_point.series AND point.instant = late_point.instant
    WHERE ${withinSql(sortedInstants(points))}`);
  await connection.run("DELETE FROM late_point");
  return {
    kept: new Map(
      rows
        .getRows()
        .map(([place, value, flags]) => [
          Number(place),
          { value: Number(value), flags: Number(flags) },
        ]),
    ),
  };
};

/** Those of a station that began together follow each other; DuckDB compares with a range in half of the time. */
const amongSql = (ids: readonly number[]): string => {
  const [least, most] = [Math.min(...ids), Math.max(...ids)];
  return most - least === ids.length - 1
    ? `series BETWEEN ${least} AND ${most}`
    : `series IN (${ids.join(", ")})`;
};

/** The points of a few series. */
const readPoints = async (
  connection: DuckDBConnection,
  ids: readonly number[],
  within: string,
): Promise<PointsBySeries> => {
  const found = new Map<number, Map<number, KeptPoint>>(ids.map((id) => [id, new Map()]));
  const rows = await connection.runAndReadAll(`
    SELECT series, instant::DOUBLE, value, flags FROM point
    WHERE ${within} AND ${amongSql(ids)}`);
  for (const [id, at, value, flags] of rows.getRows() as [number, number, number, number][])
    found.get(id)?.set(at, { value, flags });
  return found;
};

/** Reads the next part of what is to be remembered of a station. */
const readPart = async (
  connection: DuckDBConnection,
  remembered: RememberedPoints,
  station: string,
  asked: readonly number[],
  instants: readonly number[],
): Promise<ReadPart> => {
  const { ids, ...part } = remembered.partFor(station, asked, instants);
  const began = performance.now();
  const within = `point.instant >= ${part.from} AND point.instant < ${part.until}`;
  const found = await readPoints(connection, ids, within);
  remembered.took(performance.now() - began);
  return { station, ...part, found };
};

/** What the table has of late points. */
const keptPoints = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
  memory: Memory | undefined,
): Promise<Found> => {
  const ids = [...new Set(points.map(({ series }) => series.id))];
  if (ids.length > FEW_SERIES) return keptByJoin(connection, points);
  const kept = new Map<number, KeptPoint>();
  const asked = new Map<number, LatePoint>();
  for (const [place, point] of points.entries()) {
    const { series, at } = point;
    if (memory?.remembered.knows(series, at) !== true) {
      asked.set(place, point);
      continue;
    }
    const there = memory.own.get(series)?.get(at) ?? memory.remembered.get(series, at);
    if (there !== undefined) kept.set(place, there);
  }
  if (asked.size === 0) return { kept };
  const instants = sortedInstants(asked.values());
  const found = await readPoints(connection, ids, withinSql(instants));
  for (const [place, { series, at }] of asked) {
    const there = found.get(series.id)?.get(at);
    if (there !== undefined) kept.set(place, there);
  }
  const stations = new Set(points.map(({ series }) => series.station));
  const [station] = stations;
  const isWorthAPart =
    stations.size === 1 && instants.length >= WORTH_A_PART && isScattered(instants);
  const part =
    memory === undefined || station === undefined || !isWorthAPart
      ? undefined
      : await readPart(connection, memory.remembered, station, ids, instants);
  return { kept, part };
};

/** What becomes of one late point: added, or kept with more flags than the table has. */
export interface SettledPoint {
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
  await connection.run(
    "INSERT INTO flag_change SELECT series, min(instant), max(instant) + 1 FROM late_point GROUP BY series",
  );
  await connection.run("DELETE FROM late_point");
};

export interface AddedLate {
  /** Those that the table has, once this is committed. */
  readonly settled: readonly SettledPoint[];
  readonly part: ReadPart | undefined;
}

/**
 * Adds the late points that are new; notes those that contradict what is kept. An equal value with
 * other flags is no contradiction: whatever is known of the value by either is kept.
 */
export const addLate = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
  memory?: Memory,
): Promise<AddedLate> => {
  // A group that failed is tried again whole.
  for (const { conflicts } of points) conflicts.length = 0;
  const { kept, part } = await keptPoints(connection, points, memory);
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
  return { settled: all, part };
};
