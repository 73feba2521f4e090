import type { DuckDBConnection } from "@duckdb/node-api";
import { dayOf } from "../days/day-block.ts";
import { daysOfBacklog, pointsADay } from "./days-in-table.ts";
import { type AskedPoint, createKeptDays, type KeptPoint, pointIn } from "./kept-days.ts";
import {
  createReadHotDays,
  type PointsInstead,
  type ReadDay,
  type SensorDays,
} from "./read-hot-days.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

interface KeptDay extends Omit<ReadDay, "bytes"> {
  bytes: number;
  /** Of `since`. */
  added: number;
}

/** Sensors whose days are read together, and about how many points they have a day. */
interface PartOfSensors {
  readonly sensors: readonly SensorDays[];
  readonly pointsADay: number;
}

/** Days that were read inside of a transaction: they are remembered once that is committed. */
export interface ReadDays {
  /** Whether the day of the instant was read of the sensor. */
  has(series: Series, at: number): boolean;
  get(series: Series, at: number): KeptPoint | undefined;
}

/** At which instants the table has points of a sensor on a day, in parts; undefined when that was not read. */
export type ReadInstants = (sensor: number, day: number) => readonly Float64Array[] | undefined;

/** Days that are about to be read outside of transactions: what is noted of them since they were begun counts. */
export interface BegunPoints {
  /** Reads and remembers them. All that was handed in before they were begun is in the tables that the connection sees. */
  read(connection: DuckDBConnection): Promise<ReadInstants>;
  /** They are not waited for any more, read or not. */
  end(): void;
}

/** Days of a sensor that were begun, and what came to each since. */
interface BegunSensor extends SensorDays {
  readonly since: Map<number, PointsInstead>;
  added: number;
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
  /** Whether instants of some sensor lie so scattered that whole days are read rather than searched. */
  isWorthReading(asked: readonly AskedPoint[]): boolean;
  /** Begins to read the days of such sensors; undefined when there are none, or there is no room for them. */
  begin(asked: readonly AskedPoint[]): BegunPoints | undefined;
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

/** The days of which points are asked, by sensor, and whether the instants lie scattered. */
const askedDays = (
  asked: readonly AskedPoint[],
): readonly (SensorDays & { readonly isScattered: boolean })[] => {
  const bySensor = new Map<number, { series: Series; instants: Set<number> }>();
  for (const { series, at } of asked) {
    const known = bySensor.get(series.sensorNumber);
    if (known === undefined) bySensor.set(series.sensorNumber, { series, instants: new Set([at]) });
    else known.instants.add(at);
  }
  return [...bySensor.values()].map(({ series, instants }) => {
    const days = new Set<number>();
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const at of instants) {
      days.add(dayOf(at));
      least = Math.min(least, at);
      most = Math.max(most, at);
    }
    const isScattered =
      instants.size >= WORTH_A_READ && most - least > SCATTERED_MS * instants.size;
    return { series, days, isScattered };
  });
};

/** The instants of a day's points: those of a reading have one in common, and one column mostly. */
const instantsOf = ({ points, since }: ReadDay): readonly Float64Array[] => [
  ...new Set([...points.values()].flatMap((parts) => parts.map(({ at }) => at))),
  ...[...since.values()].map((ofSeries) => Float64Array.from(ofSeries.keys())),
];

const putInstead = (
  byDay: Map<number, PointsInstead>,
  day: number,
  { id }: Series,
  at: number,
  point: KeptPoint,
): void => {
  const ofDay: PointsInstead = byDay.get(day) ?? new Map();
  byDay.set(day, ofDay);
  ofDay.set(id, (ofDay.get(id) ?? new Map<number, KeptPoint>()).set(at, point));
};

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
    const worth: SensorDays[] = [];
    for (const { series, days: ofSensor, isScattered } of askedDays(asked)) {
      const sensor = series.sensorNumber;
      const days = new Set<number>();
      for (const day of ofSensor) {
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

  const readSensors = createReadHotDays(days, catalogue);

  /** The sensors that there is room for, in parts that are read together; with days around those asked where there is room. */
  const partsOf = (sensors: readonly SensorDays[]): PartOfSensors[] => {
    const parts: { sensors: SensorDays[]; pointsADay: number }[] = [];
    let left = mostBytes / 2 / BYTES_OF_A_READ_POINT;
    for (const sensor of sensors) {
      const all = catalogue.ofSensor(sensor.series.station, sensor.series)?.values() ?? [];
      const ofDay = pointsADay([...all]);
      const around = withAround(sensor);
      const wanted = ofDay * around.size <= left ? around : sensor.days;
      left -= ofDay * wanted.size;
      // What is too much to be remembered is searched for.
      if (left < 0) break;
      const last = parts.at(-1);
      const one = { ...sensor, days: wanted };
      if (last === undefined || last.pointsADay + ofDay > POINTS_AT_ONCE)
        parts.push({ sensors: [one], pointsADay: ofDay });
      else {
        last.sensors.push(one);
        last.pointsADay += ofDay;
      }
    }
    return parts;
  };

  const readParts = async (
    connection: DuckDBConnection,
    parts: readonly PartOfSensors[],
  ): Promise<ReadDay[]> => {
    const found: ReadDay[] = [];
    for (const { sensors, pointsADay } of parts)
      found.push(...(await readSensors(connection, sensors, pointsADay, POINTS_AT_ONCE)));
    return found;
  };

  const keepDay = (one: KeptDay): void => {
    size += 1;
    kept.keep(one.day, one.sensor, one);
  };

  /** What is being read outside of transactions. */
  const begun = new Set<BegunSensor>();

  const noteBegun = (series: Series, at: number, point: KeptPoint): void => {
    const day = dayOf(at);
    for (const one of begun) {
      if (one.series.sensorNumber !== series.sensorNumber || !one.days.has(day)) continue;
      one.added += 1;
      if (one.added > MOST_SINCE) begun.delete(one);
      else putInstead(one.since, day, series, at, point);
    }
  };

  /** What came to a day since it was begun counts in place of what was read of it. */
  const keepBegun = (read: ReadDay, { since }: BegunSensor): void => {
    let added = 0;
    for (const [id, points] of since.get(read.day) ?? []) {
      const ofSeries = read.since.get(id) ?? new Map<number, KeptPoint>();
      read.since.set(id, ofSeries);
      for (const [at, point] of points) ofSeries.set(at, point);
      added += points.size;
    }
    keepDay({ ...read, added, bytes: read.bytes + added * BYTES_OF_A_POINT });
  };

  return {
    knows: (series, at) => size > 0 && kept.has(dayOf(at), series.sensorNumber),
    get(series, at) {
      used = now();
      const day = kept.get(dayOf(at), series.sensorNumber);
      return day && pointOf(day, series, at);
    },
    isWorthReading: (asked) => askedDays(asked).some(({ isScattered }) => isScattered),
    begin(asked) {
      const scattered = askedDays(asked).filter(({ isScattered }) => isScattered);
      const parts = partsOf(scattered).map(({ sensors, pointsADay }) => ({
        ...{ pointsADay },
        sensors: sensors.map((one): BegunSensor => ({ ...one, since: new Map(), added: 0 })),
      }));
      const sensors = parts.flatMap((part) => part.sensors);
      if (sensors.length === 0) return undefined;
      const before = version;
      for (const one of sensors) begun.add(one);
      return {
        async read(connection) {
          const found = await readParts(connection, parts);
          if (version === before) {
            used = now();
            const bySensor = new Map(sensors.map((one) => [one.series.sensorNumber, one]));
            for (const read of found) {
              const one = bySensor.get(read.sensor);
              if (one !== undefined && begun.has(one)) keepBegun(read, one);
            }
          }
          const byDay = Map.groupBy(found, ({ day }) => day);
          return (sensor, day) => {
            const read = byDay.get(day)?.find((one) => one.sensor === sensor);
            return read && instantsOf(read);
          };
        },
        end() {
          for (const one of sensors) begun.delete(one);
        },
      };
    },
    async read(connection, asked) {
      const before = version;
      const found = await readParts(connection, partsOf(worthReading(asked)));
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
      for (const one of found.days) keepDay({ ...one, added: 0 });
    },
    note(series, at, value, flags, received) {
      const day = dayOf(at);
      if (begun.size > 0) noteBegun(series, at, { value, flags, received });
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
      return size === 0 && begun.size === 0;
    },
    clear() {
      version += 1;
      forget();
    },
    bytes: () => kept.bytes(),
  };
};
