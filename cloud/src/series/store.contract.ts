import { extremesOf, meanOf } from "@datacityzen/hardware/averaging/summary";
import { mergeSums } from "@datacityzen/hardware/averaging/sums";
import type { Flag } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { withOwnStations } from "./own-stations.fixture.ts";
import {
  type Block,
  type Buckets,
  GRID_ORIGIN,
  gridStart,
  type OfSeries,
  type Point,
  type Selection,
  type SeriesKey,
  type SeriesStore,
} from "./store.ts";

/** A store under test: `reopen` closes it and opens what it left behind. */
export interface Subject {
  store(): SeriesStore;
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

const T0 = Date.UTC(2026, 10, 24, 10);
const HOUR = 3_600_000;
const ALL = { from: 0, until: T0 * 2 };

const block = (station: string, readings: Block["readings"], received = T0): Block => ({
  station,
  received,
  readings,
});
const pm = (at: number, value: number, sensor = "sds011-58d9") => ({
  at,
  sensor,
  values: { pm2_5: value },
});
const keyOf = (station: string, more: Partial<SeriesKey> = {}): SeriesKey => ({
  station,
  sensor: "sds011-58d9",
  quantity: "pm2_5",
  origin: "measured",
  variant: "raw",
  ...more,
});

/** What every series store does, whatever it is made of. */
export const describeSeriesStore = (name: string, open: () => Promise<Subject>): void => {
  describe(`series store: ${name}`, () => {
    let shared: Subject;
    let tests = 0;
    beforeAll(async () => {
      shared = await open();
    });
    beforeEach(() => {
      tests += 1;
    });
    afterAll(() => shared.remove());
    const subject = {
      store: () => withOwnStations(shared.store(), `test-${tests}-`),
      reopen: () => shared.reopen(),
    };

    const append = (...blocks: Block[]) =>
      Promise.all(blocks.map((each) => subject.store().append(each)));
    const selected = (
      station: string,
      quantity: QuantityName = "pm2_5",
      more: Partial<Selection> = {},
    ): Selection => ({ stations: [station], quantities: [quantity], ...ALL, ...more });
    const read = (station: string, more: Partial<Selection> = {}) =>
      subject.store().read(selected(station, "pm2_5", more));
    /** Means of a station's buckets: [start, mean, count], by series. */
    const means = async (
      station: string,
      quantity: QuantityName,
      buckets: Buckets,
      more: Partial<Selection> = {},
    ) =>
      (await subject.store().aggregate({ ...selected(station, quantity, more), buckets })).map(
        ({ points }) =>
          points.map(
            ({ at, sums }) =>
              [at, meanOf(sums, quantities[quantity].averaging) ?? Number.NaN, sums.count] as const,
          ),
      );

    test("an unknown station has no points, no buckets and no latest value", async () => {
      expect(await read("nobody")).toEqual([]);
      expect(await means("nobody", "pm2_5", { every: 1000 })).toEqual([]);
      expect(await subject.store().count(selected("nobody"))).toBe(0);
      expect(await subject.store().latest(["nobody"])).toEqual(new Map());
    });

    test("what was appended is read in the order of its instants, with its flags", async () => {
      await append(
        block("ab", [pm(T0 + 20, 3), { ...pm(T0 + 10, 2), flags: ["out_of_range", "humid"] }]),
        block("ab", [pm(T0, 1)], T0 + 99),
      );
      expect(await read("ab")).toEqual([
        {
          ...keyOf("ab"),
          points: [
            { at: T0, received: T0 + 99, value: 1, flags: [] },
            { at: T0 + 10, received: T0, value: 2, flags: ["out_of_range", "humid"] },
            { at: T0 + 20, received: T0, value: 3, flags: [] },
          ],
        },
      ]);
    });

    test("a value has the flags of its reading and its own", async () => {
      await append(
        block("ab", [
          {
            at: T0,
            sensor: "bme280",
            values: { temperature: 293.15, humidity: 40 },
            flags: ["humid"],
            value_flags: { temperature: ["implausible"] },
          },
        ]),
      );
      const found = await subject
        .store()
        .read(selected("ab", "temperature", { quantities: ["humidity", "temperature"] }));
      expect(found.map(({ quantity, points }) => [quantity, points[0]?.flags])).toEqual([
        ["humidity", ["humid"]],
        ["temperature", ["humid", "implausible"]],
      ]);
    });

    test("a range includes its start and excludes its end", async () => {
      await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
      const [series] = await read("ab", { from: T0, until: T0 + 20 });
      expect(series?.points.map(({ value }) => value)).toEqual([1, 2]);
      const range = { from: T0 + 10, until: T0 + 20 };
      expect(await subject.store().count(selected("ab", "pm2_5", range))).toBe(1);
    });

    test("an equal repeat changes nothing, in one block, in one group or later", async () => {
      const appended = [
        ...(await append(block("ab", [pm(T0, 1), pm(T0, 1)]), block("ab", [pm(T0, 1)]))),
        ...(await append(block("ab", [pm(T0 + 10, 2)]))),
        ...(await append(block("ab", [pm(T0, 1), pm(T0 - 10, 0)]), block("ab", [pm(T0 - 10, 0)]))),
      ];
      await subject.reopen();
      appended.push(...(await append(block("ab", [pm(T0 - 10, 0), pm(T0, 1), pm(T0 + 10, 2)]))));
      expect(appended.flatMap(({ conflicts }) => conflicts)).toEqual([]);
      const [series] = await read("ab");
      expect(series?.points.map(({ at, value }) => [at - T0, value])).toEqual([
        [-10, 0],
        [0, 1],
        [10, 2],
      ]);
    });

    test("an equal value with other flags is no conflict: what either says of the value is kept", async () => {
      const flagged = (at: number, ...flags: Flag[]) => ({ ...pm(at, 1), flags });
      const appended = await append(
        block("ab", [pm(T0, 1), flagged(T0 + 10, "humid")]),
        block("ab", [flagged(T0, "humid"), flagged(T0 + 10, "out_of_range")]),
        block("ab", [flagged(T0 - 10, "warming_up")]),
        block("ab", [flagged(T0 - 10, "humid")]),
      );
      const flagsOfAll = async () => (await read("ab"))[0]?.points.map(({ flags }) => flags);
      expect(await flagsOfAll()).toEqual([
        ["warming_up", "humid"],
        ["humid"],
        ["out_of_range", "humid"],
      ]);
      await subject.reopen();
      // How late a repeat comes says nothing of its instant.
      appended.push(
        ...(await append(
          block("ab", [
            flagged(T0, "out_of_range", "clock_doubtful"),
            pm(T0 + 10, 1),
            flagged(T0 + 10, "warming_up"),
            flagged(T0 + 10, "humid"),
          ]),
        )),
      );
      const united = [
        ["warming_up", "humid"],
        ["out_of_range", "humid"],
        ["warming_up", "out_of_range", "humid"],
      ];
      const latest = async () =>
        (await subject.store().latest(["ab"])).get("ab")?.map(({ flags }) => flags);
      expect(await flagsOfAll()).toEqual(united);
      expect(await latest()).toEqual(united.slice(-1));
      await subject.reopen();
      expect(await flagsOfAll()).toEqual(united);
      expect(await latest()).toEqual(united.slice(-1));
      expect(appended.flatMap(({ conflicts }) => conflicts)).toEqual([]);
    });

    test("another value for a point that exists is settled as the store's trait says, and reported where it can be seen", async () => {
      const { traits } = subject.store();
      const appended = await append(
        block("ab", [pm(T0, 1), pm(T0, 4)]),
        block("ab", [pm(T0, 5)]),
        block("ab", [pm(T0 - 10, 6)]),
        block("ab", [pm(T0 - 10, 7)]),
      );
      appended.push(...(await append(block("ab", [pm(T0, 8), pm(T0 + 10, 9)]))));
      await subject.reopen();
      appended.push(...(await append(block("ab", [pm(T0 - 10, 10)]))));
      const wins = traits.conflict === "first_wins";
      const [series] = await read("ab");
      expect(series?.points.map(({ at, value }) => [at - T0, value])).toEqual([
        [-10, wins ? 6 : 10],
        [0, wins ? 1 : 8],
        [10, 9],
      ]);
      if (!traits.reportsConflicts) return;
      const conflict = (at: number, kept: number, offered: number) => ({
        ...keyOf("ab"),
        ...{ at, kept, offered },
      });
      expect(appended.map(({ conflicts }) => conflicts)).toEqual([
        [conflict(T0, 1, 4)],
        [conflict(T0, 1, 5)],
        [],
        [conflict(T0 - 10, 6, 7)],
        [conflict(T0, 1, 8)],
        [conflict(T0 - 10, 6, 10)],
      ]);
    });

    test("stations, sensors, quantities and origins do not mix", async () => {
      await append(
        block("ab", [
          pm(T0, 1),
          pm(T0, 2, "pmsx003"),
          { at: T0, sensor: "pmsx003", values: { pm10: 9, pm2_5_cf1: 4 } },
          { ...pm(T0, 5), flags: ["replayed"] },
          { ...pm(T0, 6), flags: ["simulated", "replayed"] },
        ]),
        block("cd", [pm(T0, 3)]),
      );
      const shown = async (selection: Selection) =>
        (await subject.store().read(selection)).map(
          ({ station, sensor, quantity, origin, points }) => [
            `${station} ${sensor} ${quantity} ${origin}`,
            points.map(({ value }) => value),
          ],
        );
      expect(await shown(selected("ab", "pm2_5", { stations: ["cd", "ab", "nobody"] }))).toEqual([
        ["ab pmsx003 pm2_5 measured", [2]],
        ["ab sds011-58d9 pm2_5 measured", [1]],
        ["ab sds011-58d9 pm2_5 replayed", [5]],
        ["ab sds011-58d9 pm2_5 simulated", [6]],
        ["cd sds011-58d9 pm2_5 measured", [3]],
      ]);
      const some = {
        sensors: ["pmsx003"],
        quantities: ["pm10", "pm2_5"],
        origins: ["measured"],
      } as const;
      expect(await shown(selected("ab", "pm2_5", some))).toEqual([
        ["ab pmsx003 pm10 measured", [9]],
        ["ab pmsx003 pm2_5 measured", [2]],
      ]);
      await subject.reopen();
      expect(await shown(selected("ab", "pm2_5", { origins: ["simulated", "replayed"] }))).toEqual([
        ["ab sds011-58d9 pm2_5 replayed", [5]],
        ["ab sds011-58d9 pm2_5 simulated", [6]],
      ]);
    });

    test("a variant is a series of its own, and the latest values are the raw ones", async () => {
      await append(block("ab", [pm(T0, 1)]));
      await append({ ...block("ab", [pm(T0, 0.7), pm(T0 + 10, 0.8)]), variant: "epa-2021@1" });
      expect(await read("ab", { variant: "epa-2021@1" })).toMatchObject([
        { ...keyOf("ab", { variant: "epa-2021@1" }), points: [{ value: 0.7 }, { value: 0.8 }] },
      ]);
      expect(await read("ab")).toMatchObject([{ ...keyOf("ab"), points: [{ value: 1 }] }]);
      const latest = await subject.store().latest(["ab"]);
      expect(latest.get("ab")?.map(({ value }) => value)).toEqual([1]);
    });

    test("the latest value is the newest instant's, whatever came last", async () => {
      await append(block("ab", [pm(T0 + 10, 2)], T0 + 11));
      await append(block("ab", [pm(T0, 1)], T0 + 50));
      await append(block("cd", [pm(T0 + 5, 3)]));
      const latest = new Map([
        ["ab", [{ ...keyOf("ab"), at: T0 + 10, received: T0 + 11, value: 2, flags: [] }]],
        ["cd", [{ ...keyOf("cd"), at: T0 + 5, received: T0, value: 3, flags: [] }]],
      ]);
      expect(await subject.store().latest(["ab", "nobody", "cd"])).toEqual(latest);
      await subject.reopen();
      expect(await subject.store().latest(["cd", "ab"])).toEqual(latest);
    });

    test("a value whose instant is doubted is as new as its arrival", async () => {
      const doubtful = (at: number, value: number) => ({
        ...pm(at, value),
        flags: ["clock_doubtful" as const],
      });
      const latest = async () =>
        (await subject.store().latest(["ab"])).get("ab")?.map(({ value }) => value);
      await append(block("ab", [doubtful(Date.UTC(2099, 0), 1)], T0));
      await append(block("ab", [pm(T0 + 10, 2)], T0 + 20));
      expect(await latest()).toEqual([2]);
      await append(block("ab", [doubtful(T0 - 21 * 24 * HOUR, 3)], T0 + 60));
      expect(await latest()).toEqual([3]);
      await subject.reopen();
      expect(await latest()).toEqual([3]);
      await append(block("ab", [pm(T0 + 70, 4)], T0 + 80));
      expect(await latest()).toEqual([4]);
    });

    test("a value that came while our own clock was ahead is not the latest for as long", async () => {
      const flags = ["clock_doubtful"] as const;
      const AHEAD = 40 * 365 * 86_400_000;
      await append(
        block("ab", [{ ...pm(T0, 1), flags: [...flags] }], T0 + AHEAD),
        block("ab", [pm(T0 + 60_000, 2)], T0 + 61_000),
      );
      const latest = async () => (await subject.store().latest(["ab"])).get("ab");
      expect(await latest()).toMatchObject([{ value: 2 }]);
      await subject.reopen();
      expect(await latest()).toMatchObject([{ value: 2 }]);
    });

    test("a flag can be taken from values that turned out to be right", async () => {
      const flags = ["humid", "clock_doubtful"] as const;
      await append(
        block(
          "ab",
          [T0, T0 + 10, T0 + 20].map((at) => ({ ...pm(at, 1), flags: [...flags] })),
        ),
      );
      const range = { from: T0 + 10, until: T0 + 20 };
      await subject.store().unflag(selected("ab", "pm2_5", range), "clock_doubtful");
      const shown = async () => (await read("ab"))[0]?.points.map((point) => point.flags);
      expect(await shown()).toEqual([flags, ["humid"], flags]);
      await subject.reopen();
      expect(await shown()).toEqual([flags, ["humid"], flags]);
    });

    test("everything is there after a restart, and repeats still change nothing", async () => {
      await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2)]));
      await subject.reopen();
      await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
      const [series] = await read("ab");
      expect(series?.points.map(({ value }) => value)).toEqual([1, 2, 3]);
    });

    test("the cadence that the points show is found, and a lost point is no other cadence", async () => {
      const minutes = Array.from({ length: 60 }, (_, index) => T0 - HOUR + index * 60_000);
      const tens = Array.from({ length: 360 }, (_, index) => T0 + index * 10_000);
      const lossy = tens.filter((_, index) => index % 7 !== 3);
      await append(
        block(
          "ab",
          [...minutes, ...lossy].map((at) => pm(at, 1)),
        ),
        block(
          "cd",
          minutes.filter((_, index) => index % 2 === 0).map((at) => pm(at, 1)),
        ),
        block("ef", [pm(T0, 1), pm(T0 + 1234, 2), pm(T0 + 9999, 3)]),
      );
      const found = await subject.store().observedCadences({
        ...selected("ab"),
        stations: ["ab", "cd", "ef"],
        announced: [10_000, 60_000],
      });
      const shown = found.map(({ station, points }) => [
        station,
        points.map(({ every }) => every).filter((every, index, all) => every !== all[index - 1]),
      ]);
      expect(shown).toEqual([
        ["ab", [60_000, 10_000]],
        ["cd", [120_000]],
      ]);
      expect(found[0]?.points[0]).toEqual({ since: T0 - HOUR, until: T0, every: 60_000 });
    });

    test("a person's choice is applied on reading, and what was kept stays beside it", async () => {
      await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
      const decided = { ...keyOf("ab"), decided: T0 + 99, by: "administrator" };
      await subject.store().choose([
        { ...decided, at: T0, value: 100 },
        { ...decided, at: T0 + 10, value: null },
        { ...decided, at: T0 + 20, value: 5 },
      ]);
      await subject.store().choose([{ ...decided, decided: T0 + 100, at: T0 + 20, value: 7 }]);
      const look = async () => {
        const [series] = await read("ab");
        expect(series?.points).toEqual([
          { at: T0, received: T0, value: 100, first: 1, flags: [] },
          { at: T0 + 20, received: T0, value: 7, first: 3, flags: [] },
        ]);
        expect(await subject.store().count(selected("ab"))).toBe(2);
        expect(await means("ab", "pm2_5", { every: HOUR })).toEqual([[[T0, 53.5, 2]]]);
        const latest = await subject.store().latest(["ab"]);
        expect(latest.get("ab")).toMatchObject([{ value: 7, first: 3 }]);
      };
      await look();
      await subject.reopen();
      await look();
    });

    test("sound levels are averaged by energy", async () => {
      await append(
        block(
          "ab",
          [60, 70, 80].map((laeq, index) => ({ at: T0 + index, sensor: "dnms", values: { laeq } })),
        ),
      );
      const [series] = await subject
        .store()
        .aggregate({ ...selected("ab", "laeq"), buckets: { every: HOUR } });
      const [bucket] = series?.points ?? [];
      // 10·log10((10^6 + 10^7 + 10^8) / 3)
      expect(meanOf(bucket?.sums ?? never(), "energetic")).toBeCloseTo(75.682, 3);
      expect(bucket).toMatchObject({
        at: T0,
        until: T0 + HOUR,
        sums: {
          count: 3,
          minimum: { value: 60, at: T0 },
          maximum: { value: 80, at: T0 + 2 },
        },
      });
    });

    test("an extreme that occurs twice is reported with an instant at which it occurred", async () => {
      await append(
        block("ab", [pm(T0, 5), pm(T0 + 1, 2), pm(T0 + 2, 9), pm(T0 + 3, 2), pm(T0 + 4, 9)]),
      );
      const [series] = await subject
        .store()
        .aggregate({ ...selected("ab"), buckets: { every: HOUR } });
      expect(series?.points[0]?.sums).toMatchObject({
        minimum: { value: 2, at: expect.toBeOneOf([T0 + 1, T0 + 3]) },
        maximum: { value: 9, at: expect.toBeOneOf([T0 + 2, T0 + 4]) },
      });
    });

    test("a bucket has the flags of any of its values", async () => {
      await append(
        block("ab", [
          { ...pm(T0, 1), flags: ["out_of_range"] },
          pm(T0 + 1, 2),
          { ...pm(T0 + 2, 3), flags: ["humid"] },
          pm(T0 + 10_000, 4),
        ]),
      );
      const [series] = await subject
        .store()
        .aggregate({ ...selected("ab"), buckets: { every: 10_000 } });
      expect(series?.points.map(({ flags }) => flags)).toEqual([["out_of_range", "humid"], []]);
    });

    test("directions are averaged on the circle, and their extremes are an arc", async () => {
      await append(
        block(
          "ab",
          [350, 10, 30, 360].map((wind_direction, index) => ({
            at: T0 + index,
            sensor: "vane",
            values: { wind_direction },
          })),
        ),
      );
      const [series] = await subject
        .store()
        .aggregate({ ...selected("ab", "wind_direction"), buckets: { every: HOUR } });
      const sums = series?.points[0]?.sums ?? never();
      expect(meanOf(sums, "circular")).toBeCloseTo(7.5, 0);
      expect(extremesOf(sums, "circular")).toEqual({
        kind: "arc",
        arc: { from: 350, to: 30, width: 40 },
      });
    });

    test("a value that no instrument gives enters no mean, and is counted", async () => {
      const values = [10, 1e308, 12, -1e308, 65_535, 14];
      await append(
        block(
          "ab",
          values.flatMap((value, index) => [
            pm(T0 + index, value),
            {
              at: T0 + index,
              sensor: "odd",
              values: { laeq: value, wind_direction: value, humidity: value / 100 },
            },
          ]),
        ),
      );
      const bucketOf = async (quantity: QuantityName) => {
        const [series] = await subject
          .store()
          .aggregate({ ...selected("ab", quantity), buckets: { every: HOUR } });
        const { sums, leftOut } = series?.points[0] ?? never();
        const mean = meanOf(sums, quantities[quantity].averaging);
        const { count, squares, maximum } = sums;
        return { mean, count, squares, leftOut, most: maximum?.value };
      };
      expect(await bucketOf("pm2_5")).toEqual({
        ...{ mean: 12, count: 3, squares: 8, leftOut: 3, most: 14 },
      });
      // 10·log10((10^1 + 10^1.2 + 10^1.4) / 3)
      expect(await bucketOf("laeq")).toMatchObject({
        ...{ mean: expect.closeTo(12.3, 2), count: 3, leftOut: 3, most: 14 },
      });
      expect(await bucketOf("wind_direction")).toMatchObject({ count: 3, leftOut: 3 });
      // Fractions are a mistake of unit, though they lie in the range.
      expect(await bucketOf("humidity")).toEqual({
        ...{ mean: undefined, count: 0, squares: 0, leftOut: 6, most: undefined },
      });
      expect((await read("ab"))[0]?.points.map(({ value }) => value)).toEqual(values);
    });

    test("weeks begin on Mondays", async () => {
      await append(block("ab", [pm(Date.UTC(2026, 10, 29, 23), 1), pm(Date.UTC(2026, 10, 30), 2)]));
      const [series] = await means("ab", "pm2_5", { every: 7 * 24 * HOUR });
      expect(series?.map(([at]) => new Date(at).toISOString())).toEqual([
        "2026-11-23T00:00:00.000Z",
        "2026-11-30T00:00:00.000Z",
      ]);
    });

    test("buckets between edges are as long as the edges say", async () => {
      // Midnights of Paris around the end of summer time: days of 24 and 25 hours.
      const edges = ["2026-10-23T22:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z"].map(Date.parse);
      const [first = 0, second = 0, third = 0] = edges;
      const hours = Array.from({ length: 60 }, (_, hour) =>
        pm(first - 5 * HOUR + hour * HOUR, hour),
      );
      await append(block("ab", hours));
      const [series] = await subject.store().aggregate({ ...selected("ab"), buckets: { edges } });
      expect(series?.points.map(({ at, until, sums }) => [at, until, sums.count])).toEqual([
        [first, second, 24],
        [second, third, 25],
      ]);
      expect(await means("ab", "pm2_5", { edges: [first] })).toEqual([]);
    });

    test("a stream gives in pieces what a read gives at once", async () => {
      const sensors = ["first", "second"];
      for (const sensor of sensors)
        for (let part = 0; part < 3; part++)
          await append(
            block(
              "ab",
              Array.from({ length: 10_000 }, (_, index) =>
                pm(T0 + part * 40_000_000 + index, part, sensor),
              ),
            ),
          );
      const selection = { stations: ["ab"], quantities: ["pm2_5" as const], ...ALL };
      const pieces: (readonly OfSeries<Point>[])[] = [];
      for await (const piece of subject.store().stream(selection)) pieces.push(piece);
      expect(pieces.length).toBeGreaterThan(1);
      for (const { sensor, points } of await subject.store().read(selection))
        expect(
          pieces.flatMap((piece) => piece.find((each) => each.sensor === sensor)?.points ?? []),
        ).toEqual(points);
      const gone = new AbortController();
      const stream = subject
        .store()
        .stream(selection, { signal: gone.signal })
        [Symbol.asyncIterator]();
      await stream.next();
      gone.abort();
      await expect(stream.next()).rejects.toMatchObject({ code: "aborted" });
    });

    test("ten thousand points of many stations in one group are all there", async () => {
      const blocks = Array.from({ length: 100 }, (_, station) =>
        block(
          `station-${station}`,
          Array.from({ length: 100 }, (_, index) => pm(T0 + index * 1000, index / 10)),
        ),
      );
      await append(...blocks);
      const counts = await Promise.all(
        blocks.map(({ station }) => subject.store().count(selected(station))),
      );
      expect(counts).toEqual(blocks.map(() => 100));
      const stations = blocks.map(({ station }) => station);
      expect(await subject.store().count({ ...selected("ab"), stations })).toBe(10_000);
    });

    test("a message of very many new series is kept like any other", async () => {
      const names = Object.keys(quantities) as QuantityName[];
      await append(
        block(
          "ab",
          Array.from({ length: 200 }, (_, sensor) => ({
            at: T0,
            sensor: `sensor-${sensor}`,
            values: Object.fromEntries(names.map((quantity) => [quantity, sensor])),
          })),
        ),
      );
      await subject.reopen();
      expect(await subject.store().count({ ...selected("ab"), quantities: names })).toBe(
        200 * names.length,
      );
    });

    test("a question whose asker has left is not answered", async () => {
      await append(block("ab", [pm(T0, 1)]));
      const signal = AbortSignal.abort();
      await expect(subject.store().read(selected("ab"), { signal })).rejects.toMatchObject({
        name: "ReadRefused",
        code: "aborted",
      });
    });

    test("reading and averaging agree with the plain computation on any points", async () => {
      const anyPoint = fc.record({
        at: fc.integer({ min: GRID_ORIGIN - 5_000_000, max: GRID_ORIGIN + 5_000_000 }),
        value: fc.integer({ min: 0, max: 9990 }).map((tenths) => tenths / 10),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(anyPoint, { minLength: 1, maxLength: 8 }), { maxLength: 6 }),
          fc.integer({ min: 1, max: 3_000_000 }),
          async (groups, every) => {
            const station = `run-${run++}`;
            const kept = new Map<number, number>();
            for (const group of groups) {
              // Equal repeats only: what another value does is the store's own trait.
              const points = group.map(({ at, value }) => {
                const there = kept.get(at) ?? value;
                kept.set(at, there);
                return pm(at, there);
              });
              await append(...points.map((point) => block(station, [point])));
            }
            const expected = [...kept].sort(([a], [b]) => a - b);
            const [series] = await read(station);
            expect((series?.points ?? []).map(({ at, value }) => [at, value])).toEqual(expected);

            const buckets = Map.groupBy(expected, ([at]) => gridStart(at, every));
            const [found = []] = await means(station, "pm2_5", { every });
            expect(found.map(([at, , count]) => [at, count])).toEqual(
              [...buckets].map(([at, points]) => [at, points.length]),
            );
            for (const [at, mean] of found) {
              const values = (buckets.get(at) ?? []).map(([, value]) => value);
              expect(mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 9);
            }
          },
        ),
        { numRuns: Math.ceil((40 * inject("propertyPercent")) / 100) },
      );
    });

    test("hours add up to the day that the store sums up itself", async () => {
      const day = gridStart(T0, 24 * HOUR);
      const values = Array.from({ length: 300 }, (_, index) => ({
        at: day + index * 281_000,
        sensor: "all",
        values: { pm2_5: (index * 37) % 101, laeq: 40 + ((index * 7) % 50), wind_direction: index },
      }));
      await append(block("ab", values));
      for (const quantity of ["pm2_5", "laeq", "wind_direction"] as const) {
        const ask = (every: number) =>
          subject.store().aggregate({ ...selected("ab", quantity), buckets: { every } });
        const [hours] = await ask(HOUR);
        const [whole] = await ask(24 * HOUR);
        const joined = hours?.points.map(({ sums }) => sums).reduce(mergeSums);
        const { averaging } = quantities[quantity];
        const expected = whole?.points[0]?.sums ?? never();
        expect(meanOf(joined ?? never(), averaging)).toBeCloseTo(
          meanOf(expected, averaging) ?? Number.NaN,
          6,
        );
        expect(joined?.squares).toBeCloseTo(expected.squares, 3);
        expect(extremesOf(joined ?? never(), averaging)).toEqual(extremesOf(expected, averaging));
      }
    });
  });
};

const never = (): never => {
  throw new Error("there is no bucket");
};
