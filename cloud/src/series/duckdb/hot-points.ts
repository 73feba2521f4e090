import type { DuckDBConnection } from "@duckdb/node-api";
import { readNumbers } from "../../duckdb/number-columns.ts";
import { dayOf } from "../days/day-block.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { daysOfBacklog, partsOfRun, pointsADay, rowsSql, runsOf } from "./days-in-table.ts";
import {
  type AskedPoint,
  compact,
  createKeptDays,
  type KeptPoint,
  type PointsOfSensor,
  pointIn,
} from "./kept-days.ts";
import { inOrder } from "./points-by-series.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** A sensor's day as the table has it. */
interface ReadDay {
  readonly day: number;
  readonly sensor: number;
  readonly points: PointsOfSensor;
  readonly bytes: number;
  /** What stands in `point_late`, or came since it was read: it counts in place of `points`. By series, then by instant. */
  readonly since: Map<number, Map<number, KeptPoint>>;
}

interface KeptDay extends Omit<ReadDay, "bytes"> {
  bytes: number;
  /** Of `since`. */
  added: number;
}

/** Which days are wanted of the sensor of a series. */
interface SensorDays {
  readonly series: Series;
  readonly days: ReadonlySet<number>;
}

/** Days that were read inside of a transaction: they are remembered once that is committed. */
export interface ReadDays {
  /** Whether the day of the instant was read of the sensor. */
  has(series: Series, at: number): boolean;
  get(series: Series, at: number): KeptPoint | undefined;
}

/**
 * Points of days that stand in the table, for repeats. Of a backlog in any order each point lies in another part of the table, and a
 * part takes as long to search for one instant as to read for all of a sensor's: so whole days are read, once, and remembered.
 */
export interface HotPoints {
  /** Whether it is known what the table has of the sensor on the day of this instant. */
  knows(series: Series, at: number): boolean;
  /** What the table has there, as of the last commit; undefined when it has nothing. */
  get(series: Series, at: number): KeptPoint | undefined;
  /** Reads the days that are worth it, of the sensors that are asked. */
  read(connection: DuckDBConnection, asked: readonly AskedPoint[]): Promise<ReadDays>;
  /** Remembers what was read, after the commit of the transaction in which it was. */
  add(read: ReadDays): void;
  /** A point is in the table from now on, or has these flags. */
  note(series: Series, at: number, value: number, flags: number, received: number): void;
  /** Whether nothing is remembered any more: what was not of use for some minutes is forgotten. */
  isEmpty(): boolean;
  /** Points of the table were changed by others. */
  clear(): void;
  /** Of memory, about. */
  bytes(): number;
}

/** A month of some ten sensors of six values a minute. */
const MOST_BYTES = 32 * 1024 * 1024;
const BYTES_OF_A_POINT = 100;
/** Of a sensor of few quantities. */
const BYTES_OF_A_READ_POINT = 16;
/** Of one day of a sensor, since it was read: more, and it is read anew, which takes less room. */
const MOST_SINCE = 20_000;
const FORGOTTEN_AFTER_MS = 5 * 60_000;
/** Of one question: 32 bytes each while they are read. */
const POINTS_AT_ONCE = 400_000;
/** Instants that lie farther apart are scattered: each lies in a part of the table of its own. */
const SCATTERED_MS = 5 * 60_000;
/** Of a sensor, fewer scattered instants are searched for each time. */
const WORTH_A_READ = 8;
/** In one day of a sensor was searched so often: more is to come, and a search takes a third of the time of reading the day. */
const WORTH_A_DAY = 3;
const MOST_COUNTED_DAYS = 1000;

export const createHotPoints = (
  days: Pick<SealedDays, "late" | "view">,
  catalogue: Pick<SeriesCatalogue, "ofSensor">,
  now: () => number = () => performance.now(),
  mostBytes = MOST_BYTES,
): HotPoints => {
  const kept = createKeptDays<KeptDay>(mostBytes);
  let version = 0;
  let size = 0;
  let used = now();
  /** How often was searched in days of sensors that are not kept. */
  const searched = new Map<string, number>();
  const readIn = new WeakMap<
    ReadDays,
    { readonly days: readonly ReadDay[]; readonly version: number }
  >();

  const pointOf = ({ points, since }: ReadDay, { id }: Series, at: number): KeptPoint | undefined =>
    since.get(id)?.get(at) ?? pointIn(points.get(id), at);

  const forget = (): void => {
    size = 0;
    kept.clear();
  };

  /** The days of each sensor that are worth reading. */
  const worthReading = (asked: readonly AskedPoint[]): SensorDays[] => {
    const bySensor = new Map<number, { series: Series; instants: Set<number> }>();
    for (const { series, at } of asked) {
      const known = bySensor.get(series.sensorNumber);
      if (known === undefined)
        bySensor.set(series.sensorNumber, { series, instants: new Set([at]) });
      else known.instants.add(at);
    }
    const worth: SensorDays[] = [];
    for (const [sensor, { series, instants }] of bySensor) {
      const asked = new Set<number>();
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const at of instants) {
        asked.add(dayOf(at));
        least = Math.min(least, at);
        most = Math.max(most, at);
      }
      const isScattered =
        instants.size >= WORTH_A_READ && most - least > SCATTERED_MS * instants.size;
      const days = new Set<number>();
      for (const day of asked) {
        const key = `${sensor}/${day}`;
        const times = searched.get(key) ?? 0;
        if (isScattered || times >= WORTH_A_DAY) {
          days.add(day);
          searched.delete(key);
          continue;
        }
        if (searched.size >= MOST_COUNTED_DAYS) searched.clear();
        searched.set(key, times + 1);
      }
      if (days.size > 0) worth.push({ series, days });
    }
    return worth;
  };

  /** With those around them that are in the table. */
  const withAround = ({ series, days: asked }: SensorDays): ReadonlySet<number> =>
    new Set(
      [...daysOfBacklog(asked, series)].filter(
        (day) =>
          asked.has(day) || !(days.view.byDay.has(day) || kept.has(day, series.sensorNumber)),
      ),
    );

  const idsOf = (series: Series): number[] =>
    [...(catalogue.ofSensor(series.station, series)?.values() ?? [])].map(({ id }) => id);

  /** The days of some sensors that are wanted of one of them. */
  const readSensors = async (
    connection: DuckDBConnection,
    sensors: readonly SensorDays[],
    pointsOfADay: number,
  ): Promise<ReadDay[]> => {
    const found: ReadDay[] = [];
    const ids = sensors.flatMap(({ series }) => idsOf(series));
    const wanted = new Set(sensors.flatMap(({ days }) => [...days]));
    for (const run of runsOf(wanted))
      for (const part of partsOfRun(run, pointsOfADay, POINTS_AT_ONCE)) {
        const inTable = await readTable(connection, "point", ids, part);
        const isLate = part.some((day) => days.late.has(day));
        const late = isLate ? await readTable(connection, "point_late", ids, part) : undefined;
        for (const day of part)
          for (const { series, days: ofSensor } of sensors) {
            if (!ofSensor.has(day)) continue;
            const own = new Map<number, readonly SeriesColumns[]>();
            const since = new Map<number, Map<number, KeptPoint>>();
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

  return {
    knows: (series, at) => size > 0 && kept.has(dayOf(at), series.sensorNumber),
    get(series, at) {
      used = now();
      const day = kept.get(dayOf(at), series.sensorNumber);
      return day && pointOf(day, series, at);
    },
    async read(connection, asked) {
      const before = version;
      const found: ReadDay[] = [];
      let left = mostBytes / 2 / BYTES_OF_A_READ_POINT;
      let [some, ofSome]: [SensorDays[], number] = [[], 0];
      const readSome = async (): Promise<void> => {
        if (some.length > 0) found.push(...(await readSensors(connection, some, ofSome)));
        [some, ofSome] = [[], 0];
      };
      for (const sensor of worthReading(asked)) {
        const all = catalogue.ofSensor(sensor.series.station, sensor.series)?.values() ?? [];
        const ofDay = pointsADay([...all]);
        const around = withAround(sensor);
        const wanted = ofDay * around.size <= left ? around : sensor.days;
        left -= ofDay * wanted.size;
        // What is too much to be remembered is searched for.
        if (left < 0) break;
        if (ofSome + ofDay > POINTS_AT_ONCE) await readSome();
        some.push({ ...sensor, days: wanted });
        ofSome += ofDay;
      }
      await readSome();
      const bySensor = Map.groupBy(found, ({ sensor }) => sensor);
      const dayFor = ({ sensorNumber }: Series, at: number) =>
        bySensor.get(sensorNumber)?.find(({ day }) => day === dayOf(at));
      const read: ReadDays = {
        has: (series, at) => dayFor(series, at) !== undefined,
        get(series, at) {
          const day = dayFor(series, at);
          return day && pointOf(day, series, at);
        },
      };
      readIn.set(read, { days: found, version: before });
      return read;
    },
    add(read) {
      const found = readIn.get(read);
      if (found === undefined || found.version !== version) return;
      used = now();
      for (const one of found.days) {
        size += 1;
        kept.keep(one.day, one.sensor, { ...one, added: 0 });
      }
    },
    note(series, at, value, flags, received) {
      const day = dayOf(at);
      if (!kept.has(day, series.sensorNumber)) return;
      const one = kept.get(day, series.sensorNumber) as KeptDay;
      if (one.added === MOST_SINCE) {
        kept.drop(day, series.sensorNumber);
        return;
      }
      const ofSeries = one.since.get(series.id) ?? new Map<number, KeptPoint>();
      one.since.set(series.id, ofSeries.set(at, { value, flags, received }));
      one.added += 1;
      one.bytes += BYTES_OF_A_POINT;
      kept.grew(BYTES_OF_A_POINT);
    },
    isEmpty() {
      if (size > 0 && used < now() - FORGOTTEN_AFTER_MS) forget();
      return size === 0;
    },
    clear() {
      version += 1;
      forget();
    },
    bytes: () => kept.bytes(),
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
