import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Block, GRID_ORIGIN, gridStart, type SeriesStore } from "./store.ts";

/** A store under test: `reopen` closes it and opens what it left behind. */
export interface Subject {
  store(): SeriesStore;
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

const T0 = Date.UTC(2026, 10, 24, 10);
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

/** What every series store does, whatever it is made of. */
export const describeSeriesStore = (name: string, open: () => Promise<Subject>): void => {
  describe(`series store: ${name}`, () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.remove());

    const append = (...blocks: Block[]) =>
      Promise.all(blocks.map((each) => subject.store().append(each)));
    const read = (station: string, range = ALL) =>
      subject.store().read({ station, quantity: "pm2_5", ...range });

    test("an unknown station has no points, no buckets and no latest value", async () => {
      expect(await read("nobody")).toEqual([]);
      expect(
        await subject
          .store()
          .aggregate({ station: "nobody", quantity: "pm2_5", ...ALL, every: 1000 }),
      ).toEqual([]);
      expect(subject.store().latest("nobody")).toEqual([]);
      expect(subject.store().stations()).toEqual([]);
    });

    test("what was appended is read in the order of its instants, with its flags", async () => {
      await append(
        block("ab", [pm(T0 + 20, 3), { ...pm(T0 + 10, 2), flags: ["replayed", "humid"] }]),
        block("ab", [pm(T0, 1)], T0 + 99),
      );
      expect(await read("ab")).toEqual([
        {
          sensor: "sds011-58d9",
          points: [
            { at: T0, received: T0 + 99, value: 1, flags: [] },
            { at: T0 + 10, received: T0, value: 2, flags: ["replayed", "humid"] },
            { at: T0 + 20, received: T0, value: 3, flags: [] },
          ],
        },
      ]);
    });

    test("a range includes its start and excludes its end", async () => {
      await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2), pm(T0 + 20, 3)]));
      const [series] = await read("ab", { from: T0, until: T0 + 20 });
      expect(series?.points.map(({ value }) => value)).toEqual([1, 2]);
      expect(
        await subject
          .store()
          .count({ station: "ab", quantity: "pm2_5", from: T0 + 10, until: T0 + 20 }),
      ).toBe(1);
    });

    test("a repeat changes nothing, even with another value, in one group or later", async () => {
      await append(block("ab", [pm(T0, 1)]), block("ab", [pm(T0, 5)]), block("ab", [pm(T0, 1)]));
      await append(block("ab", [pm(T0 + 10, 2)]));
      await append(
        block("ab", [pm(T0, 7), pm(T0 - 10, 0)]),
        block("ab", [pm(T0 - 10, 9), pm(T0, 8)]),
      );
      const [series] = await read("ab");
      expect(series?.points.map(({ at, value }) => [at - T0, value])).toEqual([
        [-10, 0],
        [0, 1],
        [10, 2],
      ]);
    });

    test("stations, sensors and quantities do not mix", async () => {
      await append(
        block("ab", [
          pm(T0, 1),
          pm(T0, 2, "pmsx003"),
          { at: T0, sensor: "pmsx003", values: { pm10: 9, pm2_5_cf1: 4 } },
        ]),
        block("cd", [pm(T0, 3)]),
      );
      expect(
        (await read("ab")).map(({ sensor, points }) => [sensor, points.map(({ value }) => value)]),
      ).toEqual([
        ["pmsx003", [2]],
        ["sds011-58d9", [1]],
      ]);
      expect(
        await subject.store().read({ station: "ab", quantity: "pm2_5", sensor: "pmsx003", ...ALL }),
      ).toHaveLength(1);
      expect([...subject.store().stations()].sort()).toEqual(["ab", "cd"]);
    });

    test("the latest value is the newest instant's, whatever came last", async () => {
      await append(block("ab", [pm(T0 + 10, 2)], T0 + 11));
      await append(block("ab", [pm(T0, 1)], T0 + 50));
      const latest = [
        {
          sensor: "sds011-58d9",
          quantity: "pm2_5",
          at: T0 + 10,
          received: T0 + 11,
          value: 2,
          flags: [],
        },
      ];
      expect(subject.store().latest("ab")).toEqual(latest);
      await subject.reopen();
      expect(subject.store().latest("ab")).toEqual(latest);
    });

    test("everything is there after a restart, and repeats still change nothing", async () => {
      await append(block("ab", [pm(T0, 1), pm(T0 + 10, 2)]));
      await subject.reopen();
      await append(block("ab", [pm(T0, 9), pm(T0 + 10, 9), pm(T0 + 20, 3)]));
      const [series] = await read("ab");
      expect(series?.points.map(({ value }) => value)).toEqual([1, 2, 3]);
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
        .aggregate({ station: "ab", quantity: "laeq", ...ALL, every: 3_600_000 });
      // 10·log10((10^6 + 10^7 + 10^8) / 3)
      expect(series?.points[0]?.mean).toBeCloseTo(75.682, 3);
      expect(series?.points[0]).toMatchObject({ at: T0, min: 60, max: 80, count: 3 });
    });

    test("a mean has the flags of any of its values", async () => {
      await append(
        block("ab", [
          { ...pm(T0, 1), flags: ["replayed"] },
          pm(T0 + 1, 2),
          { ...pm(T0 + 2, 3), flags: ["humid"] },
          pm(T0 + 10_000, 4),
        ]),
      );
      const [series] = await subject
        .store()
        .aggregate({ station: "ab", quantity: "pm2_5", ...ALL, every: 10_000 });
      expect(series?.points.map(({ flags }) => flags)).toEqual([["replayed", "humid"], []]);
    });

    test("directions are averaged on the circle", async () => {
      await append(
        block(
          "ab",
          [350, 10, 30].map((wind_direction, index) => ({
            at: T0 + index,
            sensor: "vane",
            values: { wind_direction },
          })),
        ),
      );
      const [series] = await subject
        .store()
        .aggregate({ station: "ab", quantity: "wind_direction", ...ALL, every: 3_600_000 });
      expect(series?.points[0]?.mean).toBeCloseTo(10, 9);
    });

    test("absurd values have a mean all the same", async () => {
      const values = [1e308, 1.5e308, -1e308, -1e308, 1e308, 1e308, -0, 5e-324];
      await append(
        block(
          "ab",
          values.flatMap((value, index) => [
            { at: T0 + index, sensor: "odd", values: { pm2_5: value, laeq: value } },
            { at: T0 + 1000 * index, sensor: "alone", values: { laeq: value } },
          ]),
        ),
      );
      for (const [quantity, every] of [
        ["pm2_5", 1000],
        ["laeq", 1000],
      ] as const) {
        const found = await subject.store().aggregate({ station: "ab", quantity, ...ALL, every });
        for (const { mean, min, max } of found.flatMap(({ points }) => points)) {
          expect(mean).toBeGreaterThanOrEqual(min);
          expect(mean).toBeLessThanOrEqual(max);
        }
      }
      const alone = {
        station: "ab",
        quantity: "laeq",
        sensor: "alone",
        ...ALL,
        every: 1000,
      } as const;
      const [series] = await subject.store().aggregate(alone);
      expect(series?.points.map(({ mean }) => mean + 0)).toEqual(values.map((value) => value + 0));
    });

    test("weeks begin on Mondays", async () => {
      await append(block("ab", [pm(Date.UTC(2026, 10, 29, 23), 1), pm(Date.UTC(2026, 10, 30), 2)]));
      const [series] = await subject
        .store()
        .aggregate({ station: "ab", quantity: "pm2_5", ...ALL, every: 7 * 86_400_000 });
      expect(series?.points.map(({ at }) => new Date(at).toISOString())).toEqual([
        "2026-11-23T00:00:00.000Z",
        "2026-11-30T00:00:00.000Z",
      ]);
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
        blocks.map(({ station }) => subject.store().count({ station, quantity: "pm2_5", ...ALL })),
      );
      expect(counts).toEqual(blocks.map(() => 100));
    });

    test("reading and averaging agree with the plain computation on any points", async () => {
      const anyPoint = fc.record({
        at: fc.integer({ min: GRID_ORIGIN - 5_000_000, max: GRID_ORIGIN + 5_000_000 }),
        value: fc.integer({ min: 0, max: 9999 }).map((tenths) => tenths / 10),
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
              await append(...group.map(({ at, value }) => block(station, [pm(at, value)])));
              for (const { at, value } of group) if (!kept.has(at)) kept.set(at, value);
            }
            const expected = [...kept].sort(([a], [b]) => a - b);
            const [series] = await read(station);
            expect((series?.points ?? []).map(({ at, value }) => [at, value])).toEqual(expected);

            const buckets = Map.groupBy(expected, ([at]) => gridStart(at, every));
            const [means] = await subject
              .store()
              .aggregate({ station, quantity: "pm2_5", ...ALL, every });
            expect((means?.points ?? []).map(({ at, count }) => [at, count])).toEqual(
              [...buckets].map(([at, points]) => [at, points.length]),
            );
            for (const { at, mean } of means?.points ?? []) {
              const values = (buckets.get(at) ?? []).map(([, value]) => value);
              expect(mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 9);
            }
          },
        ),
        { numRuns: 40 },
      );
    });
  });
};
