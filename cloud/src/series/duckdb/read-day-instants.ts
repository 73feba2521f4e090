import type { DuckDBConnection } from "@duckdb/node-api";
import { readNumbers } from "../../duckdb/number-columns.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { BegunDay } from "./day-instants.ts";
import { daysOfBacklog, partsOfRun, pointsADay, rowsSql, runsOf } from "./days-in-table.ts";
import type { ReadInstants } from "./hot-points.ts";
import type { AskedPoint } from "./kept-days.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** Days of sensors that are about to be learned: what is noted of them since counts. */
export interface BegunDays {
  /**
   * Learns them. All that was handed in before they were begun is in the tables that the connection sees. `readPoints`: what was read
   * of days of the table for another purpose, and is not asked of it again.
   */
  read(
    connection: DuckDBConnection,
    readPoints?: (connection: DuckDBConnection) => Promise<ReadInstants | undefined>,
  ): Promise<void>;
}

/** Begins to learn days of sensors of which instants are asked, no more than a commit may wait for; undefined when all is known. */
export type LearnDays = (asked: readonly AskedPoint[]) => BegunDays | undefined;

/** Of a day in the table, fewer instants of a sensor are looked up each time; a file is read as fast for all of a day. */
export const WORTH_A_DAY = 8;
/** Of one question: 12 bytes for each reading, and some nanoseconds in which nothing else has its turn. */
const POINTS_AT_ONCE = 1_000_000;

/** Numbers of series that lie farther apart are not listed with the sensor of each. */
const MOST_LISTED = 16_384;

/** The days of some sensors, by their numbers, that are being learned, each with one of its series. */
type Sensors = ReadonlyMap<
  number,
  { readonly series: Series; readonly days: ReadonlyMap<number, BegunDay> }
>;

export const createLearnDays = (
  days: SealedDays,
  catalogue: Pick<SeriesCatalogue, "byId" | "ofSensor">,
): LearnDays => {
  const { instants } = days;

  /** Puts in all instants that a table has of some sensors on some of their days. */
  const putTable = async (
    connection: DuckDBConnection,
    table: string,
    sensors: Sensors,
    some: readonly number[],
  ): Promise<void> => {
    const ofSensors = [...sensors.values()].map(({ series, days }) => ({
      days,
      series: [...(catalogue.ofSensor(series.station, series)?.values() ?? [])],
    }));
    const all = ofSensors.flatMap(({ series }) => series);
    const ids = all.map(({ id }) => id);
    const least = Math.min(...ids);
    // A place for each number: that of a Map takes as long to find as all else takes for a row.
    const placeOf = new Int32Array(Math.max(...ids) - least + 1);
    for (const [place, { series }] of ofSensors.entries())
      for (const { id } of series) placeOf[id - least] = place;
    const isListed = placeOf.length <= MOST_LISTED;
    const placeSql = isListed
      ? `[${placeOf.join(", ")}][series - ${least - 1}]`
      : `series - ${least}`;
    for (const run of runsOf(some))
      for (const part of partsOfRun(run, pointsADay(all), POINTS_AT_ONCE)) {
        const begun = ofSensors.map(({ days }) => part.map((day) => days.get(day)));
        const sql = instantsSql(rowsSql(table, `${placeSql} AS place, instant`, ids, part));
        for (const { rows, columns } of await readNumbers(connection, sql, ["integer", "double"])) {
          const [places, at] = columns;
          const from = (part[0] as number) * DAY_MS;
          for (let row = 0; row < rows; row++) {
            const found = places[row] as number;
            const ofSensor = begun[isListed ? found : (placeOf[found] as number)];
            const instant = at[row] as number;
            ofSensor?.[Math.floor((instant - from) / DAY_MS)]?.put(instant);
          }
        }
      }
  };

  const daysOf = (sensors: Sensors): number[] => [
    ...new Set([...sensors.values()].flatMap(({ days }) => [...days.keys()])),
  ];

  const putLate = async (connection: DuckDBConnection, sensors: Sensors): Promise<void> => {
    const late = daysOf(sensors).filter((day) => days.late.has(day));
    if (late.length > 0) await putTable(connection, "point_late", sensors, late);
  };

  /** Puts in what was read of the table; gives the sensors with the days that were not. */
  const putRead = (sensors: Sensors, read: ReadInstants): Sensors => {
    const left = new Map<number, { series: Series; days: Map<number, BegunDay> }>();
    for (const [sensor, { series, days }] of sensors) {
      const unread = new Map(days);
      for (const [day, begun] of days) {
        const parts = read(sensor, day);
        if (parts === undefined) continue;
        for (const part of parts) for (const at of part) begun.put(at);
        unread.delete(day);
      }
      if (unread.size > 0) left.set(sensor, { series, days: unread });
    }
    return left;
  };

  const learnHot = async (
    connection: DuckDBConnection,
    sensors: Sensors,
    read: ReadInstants | undefined,
  ): Promise<void> => {
    const left = read === undefined ? sensors : putRead(sensors, read);
    if (left.size > 0) await putTable(connection, "point", left, daysOf(left));
    await putLate(connection, sensors);
    for (const { days } of sensors.values()) for (const day of days.values()) day.complete();
  };

  /** Of all sensors at once: a file's part has several side by side. Of one that cannot be read, what comes is looked up. */
  const readFiles = (
    day: number,
    sensors: readonly number[],
  ): Promise<ReadonlyMap<number, readonly Float64Array[]> | undefined> =>
    days.reading(async (view) => {
      const found = await days.instantsInFiles(view, day, sensors).catch(() => undefined);
      return days.view === view ? found : undefined;
    });

  const learnSealed = async (connection: DuckDBConnection, sensors: Sensors): Promise<void> => {
    const found = new Map<number, ReadonlyMap<number, readonly Float64Array[]> | undefined>();
    for (const day of daysOf(sensors)) {
      const some = [...sensors].filter(([, { days }]) => days.has(day));
      found.set(
        day,
        await readFiles(
          day,
          some.map(([sensor]) => sensor),
        ),
      );
    }
    await putLate(connection, sensors);
    for (const [sensor, { days }] of sensors)
      for (const [day, begun] of days) {
        const inFiles = found.get(day);
        if (inFiles === undefined) instants.forget(sensor, day);
        else begun.complete(inFiles.get(sensor) ?? []);
      }
  };

  /** Of which sensors days are unknown: by sensor, then by day, how many instants are asked. */
  const unknownOf = (asked: readonly AskedPoint[]) => {
    const unknown = new Map<number, { series: Series; days: Map<number, number> }>();
    let before: AskedPoint | undefined;
    let isUnknown = false;
    for (const one of asked) {
      const { series, at } = one;
      // Those of a reading follow each other.
      if (before?.at !== at || before.series.sensorNumber !== series.sensorNumber)
        isUnknown = instants.isUnknown(series.sensorNumber, at);
      before = one;
      if (!isUnknown) continue;
      const sensor = unknown.get(series.sensorNumber) ?? { series, days: new Map() };
      unknown.set(series.sensorNumber, sensor);
      sensor.days.set(dayOf(at), 1 + (sensor.days.get(dayOf(at)) ?? 0));
    }
    return unknown;
  };

  return (asked) => {
    const hot = new Map<number, { series: Series; days: Map<number, BegunDay> }>();
    const sealed: typeof hot = new Map();
    /** Of the table, a part has all sensors: a day that is read of one of them costs little more for all. */
    const hotDays = new Set<number>();
    for (const [sensor, { series, days: ofSensor }] of unknownOf(asked)) {
      const inFiles = [...ofSensor.keys()].filter((day) => days.view.byDay.has(day));
      const begun = inFiles.map((day) => [day, instants.begin(sensor, day, 0, 0)] as const);
      if (begun.length > 0) sealed.set(sensor, { series, days: new Map(begun) });
      const inTable = [...ofSensor].filter(([day]) => !days.view.byDay.has(day));
      for (const day of daysOfBacklog(new Set(inTable.map(([day]) => day)), series))
        if (!days.view.byDay.has(day)) hotDays.add(day);
      if (inTable.reduce((sum, [, count]) => sum + count, 0) < WORTH_A_DAY) continue;
      hot.set(sensor, { series, days: new Map() });
    }
    for (const [sensor, { series, days }] of hot) {
      const [step, start] = [series.known.step(), series.known.oldest()];
      for (const day of hotDays)
        if (instants.isUnknown(sensor, day * DAY_MS))
          days.set(day, instants.begin(sensor, day, step, start));
    }
    if (hot.size === 0 && sealed.size === 0) return undefined;
    return {
      async read(connection, readPoints) {
        try {
          if (sealed.size > 0) await learnSealed(connection, sealed);
          if (hot.size > 0) await learnHot(connection, hot, await readPoints?.(connection));
        } catch (error) {
          for (const sensors of [hot, sealed])
            for (const [sensor, { days }] of sensors)
              for (const day of days.keys()) instants.forget(sensor, day);
          throw error;
        }
      },
    };
  };
};

/**
 * The places and instants of some rows, less than they are: to hand a row over takes longer than to find it, and the rows of a
 * reading, which have one place and instant, follow each other. Of these DuckDB gives the first. What comes twice all the same is
 * put in twice, which changes nothing.
 */
const instantsSql = (rows: string): string => `
  SELECT place, instant::DOUBLE FROM (
    SELECT place, instant, lag(place) OVER () AS place_before, lag(instant) OVER () AS instant_before FROM (${rows})
  ) WHERE instant_before IS DISTINCT FROM instant OR place_before <> place`;
