import { DAY_MS } from "../days/day-block.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { Arrival } from "./import-day.ts";
import { readColumns, type SeriesParts } from "./points-by-series.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedView } from "./sealed-view.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/** Of one file: some 30 MB of memory while it is written. */
export const POINTS_OF_A_FILE = 600_000;
/** One question among others: the next in the queue waits no longer for it. */
const POINTS_OF_A_QUESTION = 150_000;

export const withinDay = (day: number): string =>
  `instant >= ${day * DAY_MS} AND instant < ${(day + 1) * DAY_MS}`;

/** A sensor by its number, with those of its series that have points. */
export type SensorOfDay = readonly [number: number, series: readonly Series[]];

/** The sensors of a day in the order of their numbers, and about how many points each series has. */
export interface DaySensors {
  readonly sensors: readonly SensorOfDay[];
  readonly counts: ReadonlyMap<number, number>;
}

/** What a day has of some series. */
export interface Gathered {
  /** In its files; in the table where it has none. */
  readonly parts: SeriesParts;
  /** Of `point_late`. */
  readonly late: ReadonlyMap<number, SeriesColumns[]>;
}

/** Reads what a day has, wherever it stands. */
export interface DayContent {
  sensorsOf(day: number, view: SealedView, arrival: Arrival | undefined): Promise<DaySensors>;
  gather(
    day: number,
    view: SealedView,
    series: readonly Series[],
    counts: ReadonlyMap<number, number>,
  ): Promise<Gathered>;
}

export const createDayContent = (
  days: SealedDays,
  catalogue: SeriesCatalogue,
  pause: (workedMs: number) => Promise<void>,
): DayContent => ({
  async sensorsOf(day, view, arrival) {
    const rows = await days.query(async (connection) =>
      (
        await connection.runAndReadAll(`
          SELECT series, count(*)::DOUBLE FROM (
            ${view.byDay.has(day) ? "" : `SELECT series FROM point WHERE ${withinDay(day)} UNION ALL`}
            SELECT series FROM point_late WHERE ${withinDay(day)}
          ) GROUP BY series`)
      ).getRows(),
    );
    const counts = new Map((rows as [number, number][]).map(([id, count]) => [id, count]));
    for (const [id, count] of arrival?.counts ?? []) counts.set(id, count + (counts.get(id) ?? 0));
    for (const id of counts.keys())
      if (catalogue.byId(id) === undefined)
        throw new Error(`points of the series ${id}, which is not known, cannot be sealed`);
    const files = view.byDay.get(day) ?? [];
    if (files.length > 0) {
      const shares = files.map((file) => ({
        ...file,
        each: file.points / Math.max(1, file.lastSensor - file.firstSensor + 1),
      }));
      for (const series of catalogue.all()) {
        const number = series.sensorNumber;
        for (const { firstSensor, lastSensor, columns, each } of shares)
          if (number >= firstSensor && number <= lastSensor && columns.includes(series.quantity))
            counts.set(series.id, Math.ceil(each) + (counts.get(series.id) ?? 0));
      }
    }
    const bySensor = new Map<number, Series[]>();
    for (const id of [...counts.keys()].sort((one, other) => one - other)) {
      const series = catalogue.byId(id) as Series;
      const number = series.sensorNumber;
      const known = bySensor.get(number);
      if (known === undefined) bySensor.set(number, [series]);
      else known.push(series);
    }
    return { sensors: [...bySensor].sort(([one], [other]) => one - other), counts };
  },

  async gather(day, view, series, counts) {
    const ids = series.map(({ id }) => id);
    const read = async (table: string): Promise<SeriesParts> => {
      const found: SeriesParts = new Map();
      for (const some of inParts(ids, counts, POINTS_OF_A_QUESTION)) {
        const began = performance.now();
        const parts = await days.query((connection) =>
          readColumns(connection, table, some, withinDay(day)),
        );
        for (const [id, columns] of parts) found.set(id, columns);
        await pause(performance.now() - began);
      }
      return found;
    };
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    const base = view.byDay.has(day)
      ? await days.pointsInFiles(view, ids, range)
      : await read("point");
    return { parts: base, late: days.hasLateIn(range) ? await read("point_late") : new Map() };
  },
});

/** Some series after the other, with about so many points at a time. */
function* inParts(
  ids: readonly number[],
  counts: ReadonlyMap<number, number>,
  most: number,
): Generator<readonly number[]> {
  let part: number[] = [];
  let points = 0;
  for (const id of ids) {
    part.push(id);
    points += counts.get(id) ?? 0;
    if (points < most) continue;
    yield part;
    part = [];
    points = 0;
  }
  if (part.length > 0) yield part;
}

/** Sensors, which come in order, as many at a time as a file takes. */
export function* inFiles({ sensors, counts }: DaySensors): Generator<readonly SensorOfDay[]> {
  let part: SensorOfDay[] = [];
  let points = 0;
  for (const sensor of sensors) {
    const own = sensor[1].reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
    if (points > 0 && points + own > POINTS_OF_A_FILE) {
      yield part;
      part = [];
      points = 0;
    }
    part.push(sensor);
    points += own;
  }
  if (part.length > 0) yield part;
}
