import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { Series } from "./series-catalogue.ts";

/** An instant of a series, for which something came. */
export interface AskedPoint {
  readonly series: Series;
  readonly at: number;
}

/** What the store has of a point. */
export interface KeptPoint {
  readonly value: number;
  readonly flags: number;
  readonly received: number;
}

/** Points of a day of a sensor, by the id of the series: in parts, each in order. */
export type PointsOfSensor = ReadonlyMap<number, readonly SeriesColumns[]>;

const BYTES_OF_AN_ENTRY = 500;

const isEqual = (one: ArrayLike<number>, other: ArrayLike<number>): boolean => {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
};

/** With what several series have in common held once: the values of a reading share its instant, mostly. */
export const compact = (
  points: PointsOfSensor,
): { readonly points: PointsOfSensor; readonly bytes: number } => {
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

export const pointIn = (
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

/** Days of sensors that are kept in memory: those that were of use last. */
export interface KeptDays<Kept extends { readonly bytes: number }> {
  get(day: number, sensor: number): Kept | undefined;
  has(day: number, sensor: number): boolean;
  keep(day: number, sensor: number, kept: Kept): void;
  drop(day: number, sensor: number): void;
  /** One that was got has grown. */
  grew(bytes: number): void;
  clear(): void;
  /** Of memory, about. */
  bytes(): number;
}

/** `mostBytes`: of all, about. */
export const createKeptDays = <Kept extends { readonly bytes: number }>(
  mostBytes: number,
): KeptDays<Kept> => {
  /** By day, then by sensor. */
  type ByDay = Map<number, Map<number, Kept>>;
  /** What was of use since the halves were changed, and what was before. */
  let young: ByDay = new Map();
  let old: ByDay = new Map();
  let [youngBytes, oldBytes] = [0, 0];

  const grew = (bytes: number): void => {
    youngBytes += bytes;
    if (youngBytes <= mostBytes / 2) return;
    [old, oldBytes] = [young, youngBytes];
    [young, youngBytes] = [new Map(), 0];
  };

  const keep = (day: number, sensor: number, kept: Kept): void => {
    const ofDay = young.get(day) ?? new Map<number, Kept>();
    const replaced = ofDay.get(sensor)?.bytes ?? 0;
    young.set(day, ofDay.set(sensor, kept));
    grew(kept.bytes - replaced);
  };

  return {
    get(day, sensor) {
      const now = young.get(day)?.get(sensor);
      if (now !== undefined) return now;
      const before = old.get(day)?.get(sensor);
      if (before === undefined) return undefined;
      old.get(day)?.delete(sensor);
      oldBytes -= before.bytes;
      keep(day, sensor, before);
      return before;
    },
    has: (day, sensor) =>
      young.get(day)?.has(sensor) === true || old.get(day)?.has(sensor) === true,
    keep,
    drop(day, sensor) {
      youngBytes -= young.get(day)?.get(sensor)?.bytes ?? 0;
      oldBytes -= old.get(day)?.get(sensor)?.bytes ?? 0;
      for (const half of [young, old]) half.get(day)?.delete(sensor);
    },
    grew,
    clear() {
      [young, old] = [new Map(), new Map()];
      [youngBytes, oldBytes] = [0, 0];
    },
    bytes: () => youngBytes + oldBytes,
  };
};
