import type { DuckDBConnection } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { DAY_MS } from "../days/day-block.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { createDayInstants } from "./day-instants.ts";
import { createLearnDays } from "./read-day-instants.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedFile } from "./sealed-files.ts";
import { createSealedPoints } from "./sealed-points.ts";
import type { SealedView } from "./sealed-view.ts";
import type { Series } from "./series-catalogue.ts";
import { shuffled } from "./shuffled.fixture.ts";

const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const SENSORS = 20;
const QUANTITIES = ["pm10", "pm2_5"] as const;

/** Each sensor's series follow each other; its number is the first's. */
const series: Series[] = Array.from({ length: SENSORS * QUANTITIES.length }, (_, place) => {
  const sensorNumber = 1 + place - (place % QUANTITIES.length);
  return {
    ...{ id: 1 + place, sensorNumber, station: `ab-${sensorNumber}`, sensor: "sds011" },
    ...{ quantity: QUANTITIES[place % 2] as "pm10", origin: "measured", variant: "raw" },
    known: { step: () => MINUTE, oldest: () => 0, newest: () => 60 * DAY_MINUTES * MINUTE },
  } as unknown as Series;
});
const ofSensor = (sensorNumber: number): Series[] =>
  series.filter((one) => one.sensorNumber === sensorNumber);
const catalogue = {
  byId: (id: number) => series[id - 1],
  ofSensor: (station: string) =>
    new Map(
      series.filter((one) => one.station === station).map((one) => [one.quantity, one] as const),
    ),
};

/** One reading in ten is missing. */
const hasRow = (minute: number): boolean => minute % 10 !== 3;

/** Sealed days of which each has one file, which counts how often it is read. */
const createFiles = (dayCount: number) => {
  const reads: { day: number; sensors: number; what: "instants" | "points" }[] = [];
  const byDay = new Map<number, readonly SealedFile[]>(
    Array.from({ length: dayCount }, (_, day) => [day, []]),
  );
  let view: SealedView = { days: [...byDay.keys()], byDay, sums: [] };
  const rows = (day: number): Float64Array =>
    Float64Array.from({ length: DAY_MINUTES }, (_, minute) => minute)
      .filter(hasRow)
      .map((minute) => day * DAY_MS + minute * MINUTE);
  const columnsOf = (day: number): SeriesColumns => {
    const at = rows(day);
    const flags = new Int32Array(at.length);
    return { at, received: at.slice(), value: at.map((one) => one / MINUTE), flags };
  };
  const days = {
    instants: createDayInstants(),
    late: new Map<number, number>(),
    get view() {
      return view;
    },
    reading: <T>(read: (view: SealedView) => Promise<T>) => read(view),
    async instantsInFiles(_: SealedView, day: number, sensors: readonly number[]) {
      reads.push({ day, sensors: sensors.length, what: "instants" });
      return new Map(sensors.map((sensor) => [sensor, [rows(day)]]));
    },
    async pointsInFiles(_: SealedView, ids: readonly number[], { from }: { from: number }) {
      const day = from / DAY_MS;
      reads.push({ day, sensors: ids.length / QUANTITIES.length, what: "points" });
      return new Map(ids.map((id) => [id, [columnsOf(day)]]));
    },
  };
  return {
    days: days as unknown as SealedDays,
    reads,
    sealAnew(day: number) {
      view = { ...view, byDay: new Map([...view.byDay, [day, []]]) };
      days.instants.forgetDay(day);
    },
  };
};

/** Nothing of the tables may be asked. */
const noConnection = {} as DuckDBConnection;

test("a backlog of a month in any order reads the instants of each day once, of all stations together, and no table", async () => {
  const { days, reads } = createFiles(30);
  const learn = createLearnDays(days, catalogue);
  const sensors = [1, 3, 5];
  const minutes = shuffled(30 * DAY_MINUTES);
  for (let start = 0; start < minutes.length; start += 600) {
    const asked = minutes
      .slice(start, start + 600)
      .flatMap((minute) =>
        sensors.flatMap((sensor) =>
          ofSensor(sensor).map((one) => ({ series: one, at: minute * MINUTE })),
        ),
      );
    await learn(asked)?.read(noConnection);
    const wrong = asked.filter(
      ({ series: one, at }) => days.instants.mayHave(one.sensorNumber, at) !== hasRow(at / MINUTE),
    );
    expect(wrong).toEqual([]);
  }
  expect(reads).toHaveLength(30);
  expect(new Set(reads.map(({ day }) => day)).size).toBe(30);
  expect(reads.every((read) => read.sensors === sensors.length && read.what === "instants")).toBe(
    true,
  );
});

test("a card that is replayed in any order, all of it there already, reads the points of each day once", async () => {
  const { days, reads, sealAnew } = createFiles(30);
  const points = createSealedPoints(days, catalogue);
  const replay = async (): Promise<void> => {
    const minutes = shuffled(30 * DAY_MINUTES);
    for (let start = 0; start < minutes.length; start += 60) {
      const asked = minutes
        .slice(start, start + 60)
        .flatMap((minute) => ofSensor(5).map((one) => ({ series: one, at: minute * MINUTE })));
      const find = await points.read(asked);
      const wrong = asked.filter(
        ({ series: one, at }) =>
          find(one, at)?.value !== (hasRow(at / MINUTE) ? at / MINUTE : undefined),
      );
      expect(wrong).toEqual([]);
    }
  };
  await replay();
  await replay();
  expect(reads).toHaveLength(30);
  sealAnew(12);
  await replay();
  expect(reads.slice(30)).toEqual([{ day: 12, sensors: 1, what: "points" }]);
});

test("what is kept of sealed points is bounded in bytes, and what was of use last is in it", async () => {
  const { days, reads } = createFiles(300);
  const most = 400_000;
  const points = createSealedPoints(days, catalogue, most);
  for (let day = 0; day < 300; day++) {
    await points.read([{ series: series[0] as Series, at: day * DAY_MS }]);
    expect(points.bytes()).toBeLessThanOrEqual(1.2 * most);
  }
  await points.read([{ series: series[0] as Series, at: 299 * DAY_MS }]);
  expect(reads).toHaveLength(300);
});
