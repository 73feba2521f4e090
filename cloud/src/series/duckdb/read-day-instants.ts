import type { DuckDBConnection } from "@duckdb/node-api";
import { readNumbers } from "../../duckdb/number-columns.ts";
import { dayOf } from "../days/day-block.ts";
import { partsOfRun, pointsADay, rowsSql, runsOf } from "./days-in-table.ts";
import type { AskedPoint } from "./kept-days.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** Makes days of sensors known of which instants are asked: no more than a commit may wait for. */
export type LearnDays = (
  connection: DuckDBConnection,
  asked: readonly AskedPoint[],
) => Promise<void>;

/** Of a day in the table, fewer instants of a sensor are looked up each time; a file is read as fast for all of a day. */
const WORTH_A_DAY = 8;
/** Of one question: 12 bytes each while they are read. */
const POINTS_AT_ONCE = 1_000_000;

/** Sensors by their numbers, each with one of its series. */
type Sensors = ReadonlyMap<number, Series>;

export const createLearnDays = (
  days: SealedDays,
  catalogue: Pick<SeriesCatalogue, "byId" | "ofSensor">,
): LearnDays => {
  const { instants } = days;

  const idsOf = (sensors: Sensors): number[] =>
    [...sensors.values()].flatMap((series) =>
      [...(catalogue.ofSensor(series.station, series)?.values() ?? [])].map(({ id }) => id),
    );

  /** Notes all instants that a table has of some series on some days. */
  const noteTable = async (
    connection: DuckDBConnection,
    table: string,
    ids: readonly number[],
    some: readonly number[],
  ): Promise<void> => {
    const least = Math.min(...ids);
    // A place for each number: that of a Map takes as long to find as all else takes for a row.
    const sensorOf = new Int32Array(Math.max(...ids) - least + 1);
    for (const id of ids) sensorOf[id - least] = catalogue.byId(id)?.sensorNumber ?? id;
    const pointsOfADay = pointsADay(ids.flatMap((id) => catalogue.byId(id) ?? []));
    for (const run of runsOf(some))
      for (const part of partsOfRun(run, pointsOfADay, POINTS_AT_ONCE)) {
        const sql = rowsSql(table, "series, instant::DOUBLE", ids, part);
        for (const { rows, columns } of await readNumbers(connection, sql, ["integer", "double"])) {
          const [series, at] = columns;
          let [noted, notedAt] = [0, Number.NaN];
          for (let row = 0; row < rows; row++) {
            const sensor = sensorOf[(series[row] as number) - least] as number;
            // Those of a reading follow each other.
            if (sensor === noted && at[row] === notedAt) continue;
            [noted, notedAt] = [sensor, at[row] as number];
            instants.note(sensor, notedAt);
          }
        }
      }
  };

  const noteLate = async (
    connection: DuckDBConnection,
    sensors: Sensors,
    some: readonly number[],
  ): Promise<void> => {
    const late = some.filter((day) => days.late.has(day));
    if (late.length > 0) await noteTable(connection, "point_late", idsOf(sensors), late);
  };

  const learnHot = async (
    connection: DuckDBConnection,
    sensors: Sensors,
    some: readonly number[],
  ): Promise<void> => {
    for (const [sensor, { known }] of sensors) {
      const [step, start] = [known.step(), known.oldest()];
      for (const day of some) instants.begin(sensor, day, step, start);
    }
    try {
      await noteTable(connection, "point", idsOf(sensors), some);
      await noteLate(connection, sensors, some);
    } catch (error) {
      for (const sensor of sensors.keys()) for (const day of some) instants.forget(sensor, day);
      throw error;
    }
  };

  /** Of all sensors at once: a file's part has several side by side. */
  const learnFiles = (day: number, sensors: Sensors): Promise<void> =>
    days.reading(async (view) => {
      const found = await days
        .instantsInFiles(view, day, [...sensors.keys()])
        .catch(() => undefined);
      // What comes now is looked up, and may stand in place of what cannot be read.
      if (found === undefined || days.view !== view) return;
      for (const sensor of sensors.keys()) instants.know(sensor, day, found.get(sensor) ?? []);
    });

  const learnSealed = async (
    connection: DuckDBConnection,
    wanted: readonly (readonly [number, Sensors])[],
  ): Promise<void> => {
    try {
      for (const [day, sensors] of wanted) await learnFiles(day, sensors);
      await noteLate(
        connection,
        new Map(wanted.flatMap(([, sensors]) => [...sensors])),
        wanted.map(([day]) => day),
      );
    } catch (error) {
      for (const [day, sensors] of wanted)
        for (const sensor of sensors.keys()) instants.forget(sensor, day);
      throw error;
    }
  };

  return async (connection, asked) => {
    /** By day, then by sensor: how many instants are asked. */
    const wanted = new Map<number, Map<number, { series: Series; asked: number }>>();
    let before: AskedPoint | undefined;
    let isUnknown = false;
    for (const one of asked) {
      const { series, at } = one;
      // Those of a reading follow each other.
      if (before?.at !== at || before.series.sensorNumber !== series.sensorNumber)
        isUnknown = instants.isUnknown(series.sensorNumber, at);
      before = one;
      if (!isUnknown) continue;
      const day = dayOf(at);
      const ofDay = wanted.get(day) ?? new Map();
      wanted.set(day, ofDay);
      const sensor = ofDay.get(series.sensorNumber);
      if (sensor === undefined) ofDay.set(series.sensorNumber, { series, asked: 1 });
      else sensor.asked += 1;
    }
    if (wanted.size === 0) return;
    const sealed: [number, Sensors][] = [];
    const hot: number[] = [];
    const hotSensors = new Map<number, { series: Series; asked: number }>();
    for (const [day, sensors] of wanted) {
      if (days.view.byDay.has(day)) {
        sealed.push([day, new Map([...sensors].map(([number, { series }]) => [number, series]))]);
        continue;
      }
      hot.push(day);
      for (const [number, { series, asked }] of sensors) {
        const sensor = hotSensors.get(number) ?? { series, asked: 0 };
        hotSensors.set(number, sensor);
        sensor.asked += asked;
      }
    }
    if (sealed.length > 0) await learnSealed(connection, sealed);
    const sensors = new Map(
      [...hotSensors]
        .filter(([, { asked }]) => asked >= WORTH_A_DAY)
        .map(([number, { series }]) => [number, series]),
    );
    if (sensors.size > 0) await learnHot(connection, sensors, hot);
  };
};
