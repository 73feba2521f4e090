import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../duckdb/migrate.ts";
import { DAY_MS } from "../days/day-block.ts";
import { type BegunPoints, createHotPoints } from "./hot-points.ts";
import type { KeptPoint } from "./kept-days.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series } from "./series-catalogue.ts";
import { shuffled } from "./shuffled.fixture.ts";

const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const QUANTITIES = ["pm10", "pm2_5"] as const;

/** Series 1 and 2 are of one sensor, 3 and 4 of another. */
const series = [1, 2, 3, 4].map((id) => {
  const sensorNumber = id <= 2 ? 1 : 3;
  return {
    ...{ id, sensorNumber, station: `ab-${sensorNumber}`, quantity: QUANTITIES[(id - 1) % 2] },
    known: { step: () => MINUTE, oldest: () => 0, newest: () => 60 * DAY_MS },
  } as unknown as Series;
});
const seriesOf = (id: number): Series => series[id - 1] as Series;
const catalogue = {
  ofSensor: (station: string) =>
    new Map(series.filter((one) => one.station === station).map((one) => [one.quantity, one])),
};

const openTables = async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  onTestFinished(() => instance.closeSync());
  await migrate(connection);
  const run = connection.run.bind(connection);
  let questions = 0;
  connection.run = (sql, ...rest) => {
    if (sql.startsWith("SELECT")) questions += 1;
    return run(sql, ...rest);
  };
  return { connection, questions: () => questions };
};

/** One reading in ten is missing; those of a minute stand there in any order. */
const fill = "WHERE m % 10 <> 3 ORDER BY m, hash(s + 100 * m)";
const valueAt = (id: number, minute: number): number => minute + id / 10;

const fillDays = (connection: { run(sql: string): Promise<unknown> }, days: number) =>
  connection.run(`
    INSERT INTO point SELECT s, m * ${MINUTE}, m + s / 10.0, 0, m * ${MINUTE} + 5
    FROM range(${days * DAY_MINUTES}) minutes(m), range(1, 5) series(s) ${fill}`);

const view = { byDay: new Map() } as unknown as SealedDays["view"];
const noLate = { late: new Map<number, number>(), view };

test("a month that is sent again in any order is read once, and each point is found as the table has it", async () => {
  const { connection, questions } = await openTables();
  await fillDays(connection, 30);
  const points = createHotPoints(noLate, catalogue);
  const before = questions();
  const minutes = shuffled(30 * DAY_MINUTES);
  for (let start = 0; start < minutes.length; start += 600) {
    const asked = minutes
      .slice(start, start + 600)
      .flatMap((minute) => series.map((one) => ({ series: one, at: minute * MINUTE })));
    const unknown = asked.filter(({ series: one, at }) => !points.knows(one, at));
    const read = await points.read(connection, unknown);
    points.add(read);
    const wrong = asked.filter(({ series: one, at }) => {
      const minute = at / MINUTE;
      const expected = minute % 10 === 3 ? undefined : valueAt(one.id, minute);
      const found = points.get(one, at);
      return found?.value !== expected || (expected !== undefined && found?.received !== at + 5);
    });
    expect(wrong).toEqual([]);
  }
  expect(questions() - before).toBeLessThanOrEqual(2);
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant("note" as const),
    id: fc.integer({ min: 1, max: 4 }),
    minute: fc.nat(3 * DAY_MINUTES - 1),
    flags: fc.constantFrom(0, 8),
  }),
  fc.record({
    kind: fc.constant("read" as const),
    sensor: fc.constantFrom(1, 3),
    minutes: fc.array(fc.nat(3 * DAY_MINUTES - 1), { minLength: 1, maxLength: 30 }),
    isDropped: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
  }),
  fc.record({ kind: fc.constant("begin" as const), sensor: fc.constantFrom(1, 3) }),
  fc.record({ kind: fc.constant("read ahead" as const) }),
  fc.record({ kind: fc.constant("clear" as const) }),
);

test("what is known is what the tables have, whatever comes, is repeated with more flags, or is given up", async () => {
  const { connection } = await openTables();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      await connection.run("DELETE FROM point; DELETE FROM point_late");
      await fillDays(connection, 3);
      // What stands there counts in place of what stands in the other.
      await connection.run(`INSERT INTO point_late VALUES (1, ${7 * MINUTE}, 7.1, 64, 99)`);
      const points = createHotPoints({ late: new Map([[0, 1]]), view }, catalogue);
      const kept = new Map<string, KeptPoint>();
      for (let minute = 0; minute < 3 * DAY_MINUTES; minute++)
        for (const { id } of series)
          if (minute % 10 !== 3)
            kept.set(`${id}/${minute}`, {
              ...{ value: valueAt(id, minute), flags: 0, received: minute * MINUTE + 5 },
            });
      kept.set(`1/7`, { value: 7.1, flags: 64, received: 99 });
      const expectKnown = (minutes: readonly number[]) => {
        for (const minute of minutes)
          for (const one of series)
            if (points.knows(one, minute * MINUTE))
              expect(points.get(one, minute * MINUTE)).toEqual(kept.get(`${one.id}/${minute}`));
      };
      const begun: BegunPoints[] = [];
      for (const one of steps) {
        if (one.kind === "clear") points.clear();
        else if (one.kind === "begin") {
          const own = seriesOf(one.sensor);
          const asked = Array.from({ length: 12 }, (_, index) => ({
            ...{ series: own, at: index * 360 * MINUTE },
          }));
          begun.push(points.begin(asked) as BegunPoints);
        } else if (one.kind === "read ahead") {
          const ahead = begun.shift();
          await ahead?.read(connection);
          ahead?.end();
          expectKnown([0, 7, 11, 12, 13, DAY_MINUTES]);
        } else if (one.kind === "note") {
          const { id, minute, flags } = one;
          const before = kept.get(`${id}/${minute}`);
          const point = { value: valueAt(id, minute), flags, received: before?.received ?? 1 };
          kept.set(`${id}/${minute}`, point);
          if (before === undefined)
            await connection.run(
              `INSERT INTO point VALUES (${id}, ${minute * MINUTE}, ${point.value}, ${flags}, 1)`,
            );
          else
            for (const table of ["point", "point_late"])
              await connection.run(
                `UPDATE ${table} SET flags = ${flags} WHERE series = ${id} AND instant = ${minute * MINUTE}`,
              );
          points.note(seriesOf(id), minute * MINUTE, point.value, flags, point.received);
          expectKnown([minute]);
        } else {
          const asked = one.minutes.flatMap((minute) =>
            series
              .filter(({ sensorNumber }) => sensorNumber === one.sensor)
              .map((own) => ({ series: own, at: minute * MINUTE })),
          );
          const read = await points.read(connection, asked);
          for (const { series: own, at } of asked)
            if (read.has(own, at))
              expect(read.get(own, at)).toEqual(kept.get(`${own.id}/${at / MINUTE}`));
          // Its transaction failed: points of it may have been there that are there no more.
          if (one.isDropped) continue;
          points.add(read);
          expectKnown([...one.minutes, 3, 7, DAY_MINUTES]);
        }
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("what was read before others changed the table is not remembered after it", async () => {
  const { connection } = await openTables();
  await fillDays(connection, 2);
  const points = createHotPoints(noLate, catalogue);
  const asked = Array.from({ length: 20 }, (_, index) => ({
    series: seriesOf(1),
    at: index * 120 * MINUTE,
  }));
  const read = await points.read(connection, asked);
  expect(read.has(seriesOf(1), 0)).toBe(true);
  points.clear();
  points.add(read);
  expect(points.knows(seriesOf(1), 0)).toBe(false);
});

/** Twelve of two days. */
const scattered = Array.from({ length: 12 }, (_, index) => ({
  ...{ series: seriesOf(1), at: index * 240 * MINUTE },
}));

test("of days that are read beside commits, what comes while they are read is known too", async () => {
  const { connection } = await openTables();
  await fillDays(connection, 2);
  const points = createHotPoints(noLate, catalogue);
  const begun = points.begin(scattered);
  points.note(seriesOf(2), 13 * MINUTE, 5, 8, 77);
  expect(points.knows(seriesOf(1), 0)).toBe(false);
  const read = await begun?.read(connection);
  begun?.end();
  expect(points.get(seriesOf(2), 13 * MINUTE)).toEqual({ value: 5, flags: 8, received: 77 });
  expect(points.get(seriesOf(2), 14 * MINUTE)?.value).toBe(valueAt(2, 14));
  const minutes = (read?.(1, 1) ?? []).flatMap((part) =>
    Array.from(part, (at) => at / MINUTE - DAY_MINUTES),
  );
  expect(new Set(minutes).size).toBe(1296);
  expect(read?.(3, 1)).toBeUndefined();
});

test("days that are read beside commits are given up when others changed the table, or too much came", async () => {
  const { connection } = await openTables();
  await fillDays(connection, 2);
  const points = createHotPoints(noLate, catalogue);
  const changed = points.begin(scattered);
  points.clear();
  await changed?.read(connection);
  changed?.end();
  expect(points.knows(seriesOf(1), 0)).toBe(false);
  const full = points.begin(scattered);
  for (let at = 0; at < 30_000; at++) points.note(seriesOf(1), at, 1, 0, at);
  await full?.read(connection);
  full?.end();
  expect(points.knows(seriesOf(1), 0)).toBe(false);
  expect(points.isEmpty()).toBe(true);
});

test("a few instants, or many in order, are searched for; a day in which that was done three times is read whole", async () => {
  const { connection } = await openTables();
  await fillDays(connection, 2);
  const points = createHotPoints(noLate, catalogue);
  const isRead = async (minutes: readonly number[]): Promise<boolean> => {
    const asked = minutes.map((minute) => ({ series: seriesOf(3), at: minute * MINUTE }));
    const read = await points.read(connection, asked);
    return asked.some(({ series: one, at }) => read.has(one, at));
  };
  expect(await isRead([5, 700, 1300, 1900])).toBe(false);
  const hour = (first: number) => Array.from({ length: 60 }, (_, index) => 60 * first + index);
  expect(await isRead(hour(2))).toBe(false);
  expect(await isRead([200])).toBe(false);
  expect(await isRead(hour(30))).toBe(false);
  expect(await isRead(hour(3))).toBe(true);
});

test("of a backlog in any order the days between and around those that are asked are read along, but of few far apart", async () => {
  const { connection, questions } = await openTables();
  await fillDays(connection, 40);
  const sealed = { byDay: new Map([[4, []]]) } as unknown as SealedDays["view"];
  const points = createHotPoints({ ...noLate, view: sealed }, catalogue);
  const readDays = async (days: readonly number[]) => {
    const asked = days.flatMap((day) =>
      [30, 700].map((minute) => ({
        ...{ series: seriesOf(1), at: (day * DAY_MINUTES + minute) * MINUTE },
      })),
    );
    points.add(await points.read(connection, asked));
    return Array.from({ length: 40 }, (_, day) => day).filter((day) =>
      points.knows(seriesOf(1), day * DAY_MS),
    );
  };
  expect(await readDays([1, 2, 3, 6, 7])).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
  const before = questions();
  expect(await readDays([10, 20, 30, 39])).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 10, 20, 30, 39]);
  expect(questions() - before).toBe(4);
});

test("what was not of use for five minutes is forgotten", async () => {
  const { connection } = await openTables();
  await fillDays(connection, 1);
  let now = 0;
  const points = createHotPoints(noLate, catalogue, () => now);
  const asked = Array.from({ length: 12 }, (_, index) => ({
    series: seriesOf(2),
    at: index * 120 * MINUTE,
  }));
  points.add(await points.read(connection, asked));
  now += 4 * MINUTE;
  expect(points.isEmpty()).toBe(false);
  expect(points.get(seriesOf(2), 120 * MINUTE)?.value).toBe(valueAt(2, 120));
  now += 4 * MINUTE;
  expect(points.isEmpty()).toBe(false);
  now += 2 * MINUTE;
  expect(points.isEmpty()).toBe(true);
  expect(points.bytes()).toBe(0);
});

test("memory is bounded, whatever is read and whatever comes to it since", async () => {
  const { connection } = await openTables();
  await fillDays(connection, 60);
  const most = 1_000_000;
  const points = createHotPoints(noLate, catalogue, () => 0, most);
  for (let first = 0; first < 60; first += 4) {
    const asked = Array.from({ length: 80 }, (_, index) => ({
      series: seriesOf(1 + 2 * (index % 2)),
      at: first * DAY_MS + index * 72 * MINUTE,
    }));
    points.add(await points.read(connection, asked));
    expect(points.bytes()).toBeLessThanOrEqual(1.3 * most);
  }
  const last = 56 * DAY_MS;
  expect(points.knows(seriesOf(1), last)).toBe(true);
  for (let at = last; at < last + 50_000; at++) {
    points.note(seriesOf(1), at, 1, 0, at);
    expect(points.bytes()).toBeLessThanOrEqual(3 * most);
  }
  // It is read anew when it is needed.
  expect(points.knows(seriesOf(1), last)).toBe(false);
});
