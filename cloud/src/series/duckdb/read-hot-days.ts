import type { DuckDBConnection } from "@duckdb/node-api";
import { readNumbers } from "../../duckdb/number-columns.ts";
import { dayOf } from "../days/day-block.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { partsOfRun, rowsSql, runsOf } from "./days-in-table.ts";
import { compact, type KeptPoint, type PointsOfSensor } from "./kept-days.ts";
import { inOrder } from "./points-by-series.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** Points of one day of a sensor that count in place of others: by series, then by instant. */
export type PointsInstead = Map<number, Map<number, KeptPoint>>;

/** A sensor's day as the table has it. */
export interface ReadDay {
  readonly day: number;
  readonly sensor: number;
  readonly points: PointsOfSensor;
  readonly bytes: number;
  /** What stands in `point_late`, or came since it was read: it counts in place of `points`. */
  readonly since: PointsInstead;
}

/** Which days are wanted of the sensor of a series. */
export interface SensorDays {
  readonly series: Series;
  readonly days: ReadonlySet<number>;
}

/** Reads the days of some sensors that are wanted of one of them, in questions of about so many points each. */
export type ReadHotDays = (
  connection: DuckDBConnection,
  sensors: readonly SensorDays[],
  pointsADay: number,
  pointsAtOnce: number,
) => Promise<ReadDay[]>;

export const createReadHotDays = (
  days: Pick<SealedDays, "late">,
  catalogue: Pick<SeriesCatalogue, "ofSensor">,
): ReadHotDays => {
  const idsOf = (series: Series): number[] =>
    [...(catalogue.ofSensor(series.station, series)?.values() ?? [])].map(({ id }) => id);

  return async (connection, sensors, pointsADay, pointsAtOnce) => {
    const found: ReadDay[] = [];
    const ids = sensors.flatMap(({ series }) => idsOf(series));
    const wanted = new Set(sensors.flatMap(({ days }) => [...days]));
    for (const run of runsOf(wanted))
      for (const part of partsOfRun(run, pointsADay, pointsAtOnce)) {
        const inTable = await readTable(connection, "point", ids, part);
        const isLate = part.some((day) => days.late.has(day));
        const late = isLate ? await readTable(connection, "point_late", ids, part) : undefined;
        for (const day of part)
          for (const { series, days: ofSensor } of sensors) {
            if (!ofSensor.has(day)) continue;
            const own = new Map<number, readonly SeriesColumns[]>();
            const since: PointsInstead = new Map();
            for (const id of idsOf(series)) {
              own.set(id, [inTable.get(day)?.get(id) as SeriesColumns]);
              const instead = late?.get(day)?.get(id);
              if (instead !== undefined && instead.at.length > 0)
                since.set(id, pointsByInstant(instead));
            }
            found.push({ day, sensor: series.sensorNumber, ...compact(own), since });
          }
      }
    return found;
  };
};

/** Columns for so many points. */
const newColumns = (count: number): SeriesColumns => ({
  at: new Float64Array(count),
  received: new Float64Array(count),
  value: new Float64Array(count),
  flags: new Int32Array(count),
});

const pointsByInstant = ({ at, value, flags, received }: SeriesColumns): Map<number, KeptPoint> =>
  new Map(
    Array.from(at, (instant, place) => [
      instant,
      {
        value: value[place] as number,
        flags: flags[place] as number,
        received: received[place] as number,
      },
    ]),
  );

/** What a table has of some series on days that follow each other: by day, then by series, in order. */
const readTable = async (
  connection: DuckDBConnection,
  table: string,
  ids: readonly number[],
  run: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<number, SeriesColumns>>> => {
  const parts = await readNumbers(
    connection,
    rowsSql(table, "series, instant::DOUBLE, value, flags, received::DOUBLE", ids, run),
    ["integer", "double", "double", "integer", "double"],
  );
  const firstDay = run[0] as number;
  const least = Math.min(...ids);
  // By number: a row takes less time than a Map takes to find it.
  const places = new Int32Array(Math.max(...ids) - least + 1);
  for (const [place, id] of ids.entries()) places[id - least] = place * run.length;
  const counts = new Int32Array(ids.length * run.length);
  const placesOf = parts.map(({ rows, columns: [series, at] }) => {
    const own = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const day = dayOf(at[row] as number) - firstDay;
      const place = (places[(series[row] as number) - least] as number) + day;
      own[row] = place;
      counts[place] = (counts[place] as number) + 1;
    }
    return own;
  });
  const all = Array.from(counts, newColumns);
  const filled = new Int32Array(all.length);
  for (const [part, { rows, columns }] of parts.entries()) {
    const [, at, value, flags, received] = columns;
    const own = placesOf[part] as Int32Array;
    for (let row = 0; row < rows; row++) {
      const place = own[row] as number;
      const target = all[place] as SeriesColumns;
      const index = filled[place] as number;
      filled[place] = index + 1;
      target.at[index] = at[row] as number;
      target.received[index] = received[row] as number;
      target.value[index] = value[row] as number;
      target.flags[index] = flags[row] as number;
    }
  }
  return new Map(
    run.map((day, ofRun) => [
      day,
      new Map(
        ids.map((id, place) => [id, inOrder(all[place * run.length + ofRun] as SeriesColumns)]),
      ),
    ]),
  );
};
