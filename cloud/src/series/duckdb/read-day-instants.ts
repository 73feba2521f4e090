import type { DuckDBConnection } from "@duckdb/node-api";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** What came late of a series. */
interface Asked {
  readonly series: Series;
  readonly at: number;
}

/** Makes days of sensors known of which instants are asked: no more than a commit may wait for. */
export type LearnDays = (connection: DuckDBConnection, asked: readonly Asked[]) => Promise<void>;

/** Of a day in the table, fewer instants of a sensor are looked up each time; a file is read as fast for all of a day. */
const WORTH_A_DAY = 8;
/** Commits wait for it. */
const SHORT_MS = 25;
const LONG_MS = 60;
/** Points of days that are in the table are read at a time, at first; DuckDB gives some ten million a second. */
const FIRST_PORTION = 1_000_000;
const LEAST_PORTION = 50_000;
const MOST_PORTION = 16_000_000;
/** Of a series of which no grid is known. */
const USUAL_STEP_MS = 60_000;
/** Of more series a join is made. */
const FEW_SERIES = 64;

/** Days that follow each other. */
const runsOf = (days: readonly number[]): number[][] => {
  const runs: number[][] = [];
  for (const day of days.toSorted((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  return runs;
};

const rangeSql = (days: readonly number[]): string =>
  `instant >= ${(days[0] as number) * DAY_MS} AND instant < ${((days.at(-1) as number) + 1) * DAY_MS}`;

/** How many points are read at a time, by how long it took before. */
const createPortion = () => {
  let size = FIRST_PORTION;
  return {
    size: () => size,
    took(ms: number, used: number) {
      if (ms > LONG_MS) size = Math.max(LEAST_PORTION, Math.min(size, used) / 2);
      else if (ms < SHORT_MS && used >= size / 2) size = Math.min(MOST_PORTION, 2 * size);
    },
  };
};

/** About how many points the sensors have a day. */
const pointsADay = (series: readonly Series[]): number =>
  series.reduce((sum, { known }) => {
    const step = known.step();
    return sum + DAY_MS / (step < 1000 ? USUAL_STEP_MS : Math.min(step, DAY_MS));
  }, 0);

/** Sensors by their numbers, each with one of its series. */
type Sensors = ReadonlyMap<number, Series>;

export const createLearnDays = (
  days: SealedDays,
  catalogue: Pick<SeriesCatalogue, "byId" | "ofSensor">,
): LearnDays => {
  const hotPortion = createPortion();
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
    const sensorOf = new Map(ids.map((id) => [id, catalogue.byId(id)?.sensorNumber ?? id]));
    const [least, most] = [Math.min(...ids), Math.max(...ids)];
    const isRun = most - least === ids.length - 1;
    const isFew = ids.length <= FEW_SERIES || isRun;
    const among = isRun ? `series BETWEEN ${least} AND ${most}` : `series IN (${ids.join(", ")})`;
    // DuckDB passes over parts of the table by a range alone.
    const parts = runsOf(some).map((run) =>
      isFew
        ? `SELECT series, instant FROM ${table} WHERE ${rangeSql(run)} AND ${among}`
        : `SELECT series, instant FROM ${table} SEMI JOIN (SELECT unnest([${ids.join(", ")}]::INTEGER[]) AS series) USING (series) WHERE ${rangeSql(run)}`,
    );
    const result = await connection.stream(
      `SELECT series, instant::DOUBLE FROM (${parts.join(" UNION ALL ")})`,
    );
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const [series, at] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      // Asked once: each time is a call of DuckDB.
      const { rowCount } = chunk;
      for (let row = 0; row < rowCount; row++)
        instants.note(
          sensorOf.get(series.getItem(row) as number) as number,
          at.getItem(row) as number,
        );
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
    let before: Asked | undefined;
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
    const hot: [number, number][] = [];
    const hotSensors = new Map<number, { series: Series; asked: number }>();
    for (const [day, sensors] of wanted) {
      if (days.view.byDay.has(day)) {
        sealed.push([day, new Map([...sensors].map(([number, { series }]) => [number, series]))]);
        continue;
      }
      let ofDay = 0;
      for (const [number, { series, asked }] of sensors) {
        const sensor = hotSensors.get(number) ?? { series, asked: 0 };
        hotSensors.set(number, sensor);
        sensor.asked += asked;
        ofDay += asked;
      }
      hot.push([day, ofDay]);
    }
    if (sealed.length > 0) await learnSealed(connection, sealed);
    const sensors = new Map(
      [...hotSensors]
        .filter(([, { asked }]) => asked >= WORTH_A_DAY)
        .map(([number, { series }]) => [number, series]),
    );
    if (sensors.size === 0) return;
    const began = performance.now();
    const ofDay = pointsADay(idsOf(sensors).flatMap((id) => catalogue.byId(id) ?? []));
    const some = hot
      .sort(([, one], [, other]) => other - one)
      .slice(0, Math.max(1, Math.floor(hotPortion.size() / ofDay)))
      .map(([day]) => day);
    await learnHot(connection, sensors, some);
    hotPortion.took(performance.now() - began, some.length * ofDay);
  };
};
