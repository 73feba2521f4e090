import { DAY_MS, dayOf } from "../days/day-block.ts";
import {
  type AskedPoint,
  compact,
  createKeptDays,
  type KeptPoint,
  type PointsOfSensor,
  pointIn,
} from "./kept-days.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedFile } from "./sealed-files.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/**
 * Points as files of sealed days have them, for repeats: of a sensor, a day is read as fast as an instant. Those that were of use
 * last are kept, as a backlog in any order comes back to its days.
 */
export interface SealedPoints {
  /**
   * Reads the days of the sensors that are asked, and gives a function that finds points in them. A file that cannot be read has
   * nothing: to wait for it would keep all commits waiting, and what can be read of it comes to stand in the store in place of
   * what comes now.
   */
  read(asked: Iterable<AskedPoint>): Promise<(series: Series, at: number) => KeptPoint | undefined>;
  /** Whether the day of an instant is there, as files have it of a sensor. */
  has(sensor: number, at: number): boolean;
  /** Of memory, about. */
  bytes(): number;
}

interface Kept {
  readonly points: PointsOfSensor;
  readonly bytes: number;
  /** Of the day when it was read. */
  readonly files: readonly SealedFile[];
}

/** A month of some twenty sensors of six values a minute. */
const MOST_BYTES = 48 * 1024 * 1024;

export const createSealedPoints = (
  days: Pick<SealedDays, "view" | "reading" | "pointsInFiles" | "tryPointsInFiles">,
  catalogue: Pick<SeriesCatalogue, "ofSensor">,
  mostBytes = MOST_BYTES,
): SealedPoints => {
  const keptDays = createKeptDays<Kept>(mostBytes);

  const keptOf = (day: number, sensor: number): Kept | undefined => {
    const kept = keptDays.get(day, sensor);
    return kept?.files === days.view.byDay.get(day) ? kept : undefined;
  };

  const idsOf = (series: Series): number[] =>
    [...(catalogue.ofSensor(series.station, series)?.values() ?? [])].map(({ id }) => id);

  /** What the present files of a day have of some sensors. */
  const readDay = async (
    day: number,
    sensors: ReadonlyMap<number, Series>,
  ): Promise<ReadonlyMap<number, PointsOfSensor>> => {
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    const ids = [...sensors].map(([sensor, series]) => [sensor, idsOf(series)] as const);
    const all = ids.flatMap(([, ofSensor]) => ofSensor);
    const files = days.view.byDay.get(day);
    const found = await days
      .reading((view) => days.pointsInFiles(view, all, range))
      .catch(() => undefined);
    const bySensor = new Map<number, PointsOfSensor>();
    const parts = found ?? (await days.tryPointsInFiles(all, range));
    for (const [sensor, ofSensor] of ids) {
      const own = new Map(ofSensor.map((id) => [id, parts.get(id) ?? []]));
      const { points, bytes } = compact(own);
      bySensor.set(sensor, points);
      if (found !== undefined && files !== undefined)
        keptDays.keep(day, sensor, { points, bytes, files });
    }
    return bySensor;
  };

  return {
    async read(asked) {
      /** By day, then by sensor. */
      const found = new Map<number, Map<number, PointsOfSensor>>();
      const missing = new Map<number, Map<number, Series>>();
      const put = <T>(byDay: Map<number, Map<number, T>>, day: number, sensor: number, one: T) => {
        const ofDay = byDay.get(day) ?? new Map<number, T>();
        byDay.set(day, ofDay.set(sensor, one));
      };
      for (const { series, at } of asked) {
        const day = dayOf(at);
        const sensor = series.sensorNumber;
        if (found.get(day)?.has(sensor) === true || missing.get(day)?.has(sensor) === true)
          continue;
        const kept = keptOf(day, sensor);
        if (kept === undefined) put(missing, day, sensor, series);
        else put(found, day, sensor, kept.points);
      }
      for (const [day, sensors] of missing)
        for (const [sensor, points] of await readDay(day, sensors)) put(found, day, sensor, points);
      return ({ id, sensorNumber }, at) =>
        pointIn(found.get(dayOf(at))?.get(sensorNumber)?.get(id), at);
    },
    has: (sensor, at) => keptOf(dayOf(at), sensor) !== undefined,
    bytes: keptDays.bytes,
  };
};
