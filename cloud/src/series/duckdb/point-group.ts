import { originOf, packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../../duckdb/append.ts";
import type { Group } from "../../duckdb/group-commit.ts";
import type { Appended, Block, Conflict } from "../store.ts";
import { createPointStage } from "./point-stage.ts";
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
  /** Takes a block in; resolves when it is durable. */
  add(block: Block): Promise<Appended>;
}

const noConflict: Appended = { conflicts: [] };

/** The table in which late points are compared; `place` is the position among them. */
export const LATE_POINT_TABLE =
  "CREATE TEMP TABLE late_point (series INTEGER, instant BIGINT, value DOUBLE, flags INTEGER, place BIGINT)";

const addSeries = (connection: DuckDBConnection, created: readonly Series[]) =>
  appendRows(connection, "series", (appender) => {
    for (const { id, station, sensor, quantity, origin, variant } of created) {
      appender.appendInteger(id);
      for (const name of [station, sensor, quantity, origin, variant]) appender.appendVarchar(name);
      appender.endRow();
    }
  });

/** The value that the table has of each late point that it has, by the point's place. */
const keptValues = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
): Promise<Map<number, number>> => {
  const stage = createPointStage();
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  for (const [place, { series, at, value, flags }] of points.entries()) {
    stage.push(series.id, at, value, flags, place);
    from = Math.min(from, at);
    until = Math.max(until, at);
  }
  await connection.run("DELETE FROM late_point");
  await stage.writeTo(connection, "late_point");
  // The bounds let DuckDB pass over all that is older or newer.
  const rows = await connection.runAndReadAll(`
    SELECT place, point.value FROM late_point JOIN point
      ON point.series = late_point.series AND point.instant = late_point.instant
    WHERE point.instant BETWEEN ${from} AND ${until}`);
  await connection.run("DELETE FROM late_point");
  return new Map(rows.getRows().map(([place, value]) => [Number(place), Number(value)]));
};

/** Adds the late points that are new; notes those that contradict what is kept. */
const addLate = async (
  connection: DuckDBConnection,
  points: readonly LatePoint[],
): Promise<void> => {
  // A group that failed is tried again whole.
  for (const { conflicts } of points) conflicts.length = 0;
  const kept = await keptValues(connection, points);
  const admitted = createPointStage();
  const inGroup = new Map<Series, Map<number, number>>();
  for (const [place, { series, at, value, flags, received, conflicts }] of points.entries()) {
    let ofSeries = inGroup.get(series);
    const there = kept.get(place) ?? ofSeries?.get(at);
    if (there === undefined) {
      ofSeries ??= new Map();
      inGroup.set(series, ofSeries.set(at, value));
      admitted.push(series.id, at, value, flags, received);
    } else if (there !== value) {
      const { station, sensor, quantity, origin, variant } = series;
      const key = { station, sensor, quantity, origin, variant };
      conflicts.push({ ...key, at, kept: there, offered: value });
    }
  }
  await admitted.writeTo(connection, "point");
};

/**
 * The points that one group of the commit adds.
 *
 * A point of which it is known that its series has none at that instant goes straight into the
 * table. Any other may be a repeat, and is compared with what is there before it is added.
 */
export const createPointGroup = (group: Group, catalogue: SeriesCatalogue): PointGroup => {
  const fresh = createPointStage();
  const late: LatePoint[] = [];
  const created: Series[] = [];
  /** The newest point of each series of this group, shown as the latest once durable. */
  const newest = new Map<Series, NonNullable<Series["latest"]>>();

  group.add(async (connection) => {
    if (created.length > 0) await addSeries(connection, created);
    await fresh.writeTo(connection, "point");
    if (late.length > 0) await addLate(connection, late);
  });
  const durable = group.durable.then(() => {
    // Groups become durable in their order, and each holds newer points only.
    for (const [series, latest] of newest) series.latest = latest;
    return noConflict;
  });
  durable.catch(() => undefined);

  const seriesOf = (
    { station, variant = "raw" }: Block,
    { sensor, flags }: Reading,
    quantity: QuantityName,
  ): Series => {
    const key = { station, sensor, quantity, origin: originOf(flags), variant };
    const known = catalogue.find(key);
    if (known !== undefined) return known;
    const series = catalogue.add(key);
    created.push(series);
    return series;
  };

  return {
    group,
    add(block) {
      const { received, readings } = block;
      let conflicts: Conflict[] | undefined;
      let rows = 0;
      for (const reading of readings) {
        const { at, values } = reading;
        const ofAll = packFlags(reading.flags);
        for (const name in values) {
          const quantity = name as QuantityName;
          const value = values[quantity] as number;
          const flags =
            reading.value_flags === undefined ? ofAll : packFlags(flagsOf(reading, quantity));
          const series = seriesOf(block, reading, quantity);
          rows += 1;
          if (series.known.addIfNew(at)) {
            fresh.push(series.id, at, value, flags, received);
            if (at === series.known.newest()) newest.set(series, { at, value, flags, received });
          } else {
            conflicts ??= [];
            late.push({ series, at, value, flags, received, conflicts });
          }
        }
      }
      group.grow(rows);
      if (conflicts === undefined) return durable;
      const found = { conflicts };
      return durable.then(() => found);
    },
  };
};
