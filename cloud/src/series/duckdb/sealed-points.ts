import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { KeptPoint } from "./remembered-points.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedFile } from "./sealed-files.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

interface Asked {
  readonly series: Series;
  readonly at: number;
}

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
  read(asked: Iterable<Asked>): Promise<(series: Series, at: number) => KeptPoint | undefined>;
  /** Whether the day of an instant is there, as files have it of a sensor. */
  has(sensor: number, at: number): boolean;
  /** Of memory, about. */
  bytes(): number;
}

/** By the id of the series. */
type OfSensor = ReadonlyMap<number, readonly SeriesColumns[]>;

interface Kept {
  readonly points: OfSensor;
  readonly bytes: number;
  /** Of the day when it was read. */
  readonly files: readonly SealedFile[];
}

/** A month of some twenty sensors of six values a minute. */
const MOST_BYTES = 48 * 1024 * 1024;
const BYTES_OF_AN_ENTRY = 500;

const isEqual = (one: ArrayLike<number>, other: ArrayLike<number>): boolean => {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
};

/** With what several series have in common held once: the values of a reading share its instant, mostly. */
const compact = (
  points: ReadonlyMap<number, readonly SeriesColumns[]>,
): { readonly points: OfSensor; readonly bytes: number } => {
  let bytes = BYTES_OF_AN_ENTRY;
  const known: (Float64Array | Int32Array)[] = [];
  const shared = <Column extends Float64Array | Int32Array>(column: Column): Column => {
    const same = known.find(
      (one) => one.constructor === column.constructor && isEqual(one, column),
    );
    if (same !== undefined) return same as Column;
    known.push(column);
    bytes += column.byteLength;
    return column;
  };
  const all = new Map<number, readonly SeriesColumns[]>();
  for (const [id, parts] of points)
    all.set(
      id,
      parts.map(({ at, received, value, flags }) => {
        bytes += value.byteLength;
        return { at: shared(at), received: shared(received), value, flags: shared(flags) };
      }),
    );
  return { points: all, bytes };
};

const pointIn = (
  parts: readonly SeriesColumns[] | undefined,
  wanted: number,
): KeptPoint | undefined => {
  for (const { at, value, flags, received } of parts ?? []) {
    let [low, high] = [0, at.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((at[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    if (at[low] === wanted)
      return {
        value: value[low] as number,
        flags: flags[low] as number,
        received: received[low] as number,
      };
  }
  return undefined;
};

export const createSealedPoints = (
  days: Pick<SealedDays, "view" | "reading" | "pointsInFiles" | "tryPointsInFiles">,
  catalogue: Pick<SeriesCatalogue, "ofSensor">,
  mostBytes = MOST_BYTES,
): SealedPoints => {
  /** By day, then by sensor. */
  type ByDay<T> = Map<number, Map<number, T>>;
  /** What was of use since the halves were changed, and what was before. */
  let young: { byDay: ByDay<Kept>; bytes: number } = { byDay: new Map(), bytes: 0 };
  let old = young.byDay;
  let oldBytes = 0;

  const put = <T>(byDay: ByDay<T>, day: number, sensor: number, one: T): void => {
    const ofDay = byDay.get(day) ?? new Map<number, T>();
    byDay.set(day, ofDay.set(sensor, one));
  };

  const keep = (day: number, sensor: number, kept: Kept): void => {
    put(young.byDay, day, sensor, kept);
    young.bytes += kept.bytes;
    if (young.bytes <= mostBytes / 2) return;
    [old, oldBytes] = [young.byDay, young.bytes];
    young = { byDay: new Map(), bytes: 0 };
  };

  const keptOf = (day: number, sensor: number): Kept | undefined => {
    const files = days.view.byDay.get(day);
    const now = young.byDay.get(day)?.get(sensor);
    if (now !== undefined && now.files === files) return now;
    const before = old.get(day)?.get(sensor);
    if (before === undefined || before.files !== files) return undefined;
    keep(day, sensor, before);
    return before;
  };

  const idsOf = (series: Series): number[] =>
    [...(catalogue.ofSensor(series.station, series)?.values() ?? [])].map(({ id }) => id);

  /** What the present files of a day have of some sensors. */
  const readDay = async (
    day: number,
    sensors: ReadonlyMap<number, Series>,
  ): Promise<ReadonlyMap<number, OfSensor>> => {
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    const ids = [...sensors].map(([sensor, series]) => [sensor, idsOf(series)] as const);
    const all = ids.flatMap(([, ofSensor]) => ofSensor);
    const files = days.view.byDay.get(day);
    const found = await days
      .reading((view) => days.pointsInFiles(view, all, range))
      .catch(() => undefined);
    const bySensor = new Map<number, OfSensor>();
    const parts = found ?? (await days.tryPointsInFiles(all, range));
    for (const [sensor, ofSensor] of ids) {
      const own = new Map(ofSensor.map((id) => [id, parts.get(id) ?? []]));
      const { points, bytes } = compact(own);
      bySensor.set(sensor, points);
      if (found !== undefined && files !== undefined) keep(day, sensor, { points, bytes, files });
    }
    return bySensor;
  };

  return {
    async read(asked) {
      const found: ByDay<OfSensor> = new Map();
      const missing: ByDay<Series> = new Map();
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
    has(sensor, at) {
      const day = dayOf(at);
      const files = days.view.byDay.get(day);
      return [young.byDay, old].some((byDay) => byDay.get(day)?.get(sensor)?.files === files);
    },
    bytes: () => young.bytes + oldBytes,
  };
};
