import { packFlags, unpackFlags } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Group, GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import type { OfSensor, Selection, SeriesStore } from "../store.ts";
import { GRID_ORIGIN } from "../store.ts";
import { meanSql } from "./mean-sql.ts";
import { createPointStage } from "./point-stage.ts";
import { loadSeriesCatalogue, type Series } from "./series-catalogue.ts";

/**
 * The series store that needs no server: one DuckDB file.
 *
 * A point newer than all of its series is new for certain and goes straight into the table.
 * Any other may be a repeat, and is compared with what is there before it is added.
 */
export const openDuckdbSeries = async (
  database: Database,
  commits: GroupCommit,
): Promise<SeriesStore> => {
  await database.writer.run("CREATE TEMP TABLE late_point AS FROM point LIMIT 0");
  const catalogue = await loadSeriesCatalogue(database.writer);
  let stage: ReturnType<typeof createStage> | undefined;

  const createStage = (group: Group) => {
    const fresh = createPointStage();
    const late = createPointStage();
    const lateSeen = new Map<number, Set<number>>();
    const created: Series[] = [];
    /** The newest point of each series of this group, shown as the latest once durable. */
    const newest = new Map<Series, Series["latest"]>();

    group.add(async (connection) => {
      for (const { id, station, sensor, quantity } of created)
        await connection.run("INSERT INTO series VALUES ($1, $2, $3, $4)", [
          id,
          station,
          sensor,
          quantity,
        ]);
      await fresh.writeTo(connection, "point");
      if (late.rows > 0) await addLate(connection);
    });
    group.durable.then(
      () => {
        // Groups become durable in their order, and each holds newer points only.
        for (const [series, latest] of newest) series.latest = latest;
      },
      () => undefined,
    );

    const addLate = async (connection: DuckDBConnection) => {
      await connection.run("DELETE FROM late_point");
      await late.writeTo(connection, "late_point");
      await connection.run(`
        INSERT INTO point SELECT late_point.* FROM late_point
        ANTI JOIN point ON point.series = late_point.series AND point.instant = late_point.instant`);
      await connection.run("DELETE FROM late_point");
    };

    return {
      group,
      created,
      push(series: Series, at: number, value: number, flags: number, received: number) {
        if (at > series.newest) {
          series.newest = at;
          newest.set(series, { at, value, flags, received });
          fresh.push(series.id, at, value, flags, received);
          return;
        }
        let seen = lateSeen.get(series.id);
        if (seen === undefined) {
          seen = new Set();
          lateSeen.set(series.id, seen);
        }
        // Twice in one group: the table cannot tell yet, for neither is in it.
        if (seen.has(at)) return;
        seen.add(at);
        late.push(series.id, at, value, flags, received);
      },
    };
  };

  const select = (selection: Selection): Series[] =>
    catalogue
      .of(selection.station)
      .filter(
        ({ sensor, quantity }) =>
          quantity === selection.quantity &&
          (selection.sensor === undefined || sensor === selection.sensor),
      )
      .sort((a, b) => (a.sensor < b.sensor ? -1 : 1));

  /** Rows (series, …) of the selected series, grouped by sensor. */
  const ask = async <T>(
    selection: Selection,
    sql: (where: string) => string,
    toPoint: (row: readonly unknown[]) => T,
  ): Promise<OfSensor<T>[]> => {
    const chosen = select(selection);
    if (chosen.length === 0) return [];
    const ids = chosen.map(({ id }) => id).join(", ");
    const where = `series IN (${ids}) AND instant >= ${selection.from} AND instant < ${selection.until}`;
    const rows = await database.query(async (connection) =>
      (await connection.runAndReadAll(sql(where))).getRows(),
    );
    const found = new Map<number, T[]>(chosen.map(({ id }) => [id, []]));
    for (const [series, ...rest] of rows) found.get(Number(series))?.push(toPoint(rest));
    return chosen
      .map(({ id, sensor }) => ({ sensor, points: found.get(id) ?? [] }))
      .filter(({ points }) => points.length > 0);
  };

  return {
    append({ station, received, readings }) {
      const group = commits.open();
      if (stage?.group !== group) stage = createStage(group);
      let rows = 0;
      for (const { at, sensor, values, flags } of readings) {
        const mask = packFlags(flags);
        for (const name in values) {
          const quantity = name as QuantityName;
          let series = catalogue.find(station, sensor, quantity);
          if (series === undefined) {
            series = catalogue.add(station, sensor, quantity);
            stage.created.push(series);
          }
          stage.push(series, at, values[quantity] as number, mask, received);
          rows += 1;
        }
      }
      group.grow(rows);
      return group.durable;
    },

    async count(selection) {
      const counts = await ask(
        selection,
        (where) => `SELECT series, count(*) FROM point WHERE ${where} GROUP BY series`,
        ([rows]) => Number(rows),
      );
      return counts.reduce((total, { points }) => total + (points[0] ?? 0), 0);
    },

    read: (selection) =>
      ask(
        selection,
        (where) =>
          `SELECT series, instant, received, value, flags FROM point WHERE ${where} ORDER BY series, instant`,
        ([at, received, value, flags]) => ({
          at: Number(at),
          received: Number(received),
          value: Number(value),
          flags: unpackFlags(Number(flags)),
        }),
      ),

    aggregate: ({ every, ...selection }) =>
      ask(
        selection,
        (where) => `
          SELECT series, ${GRID_ORIGIN} + (instant - ${GRID_ORIGIN} - ((instant - ${GRID_ORIGIN}) % ${every} + ${every}) % ${every}) AS bucket,
                 ${meanSql(quantities[selection.quantity].averaging)}, min(value), max(value), count(*), bit_or(flags)
          FROM point WHERE ${where} GROUP BY series, bucket ORDER BY series, bucket`,
        ([at, mean, min, max, count, flags]) => ({
          at: Number(at),
          mean: Number(mean),
          min: Number(min),
          max: Number(max),
          count: Number(count),
          flags: unpackFlags(Number(flags)),
        }),
      ),

    latest: (station) =>
      catalogue
        .of(station)
        .filter(({ latest }) => latest.received > 0)
        .map(({ sensor, quantity, latest }) => ({
          sensor,
          quantity,
          ...latest,
          flags: unpackFlags(latest.flags),
        }))
        .sort((a, b) => (`${a.sensor}/${a.quantity}` < `${b.sensor}/${b.quantity}` ? -1 : 1)),

    stations: () => catalogue.stations(),

    async close() {
      await commits.close();
    },
  };
};
