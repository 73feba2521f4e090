import { extremesOf, meanOf } from "@datacityzen/hardware/averaging/summary";
import { mergeSums } from "@datacityzen/hardware/averaging/sums";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { expect, test } from "vitest";
import { gridStart } from "../store.ts";
import { block, HOUR, never, pm, type SubjectOfTest, T0 } from "./subject.ts";

/** Sums of intervals. */
export const describeMeans = (subject: SubjectOfTest): void => {
  const { append, read, means, selected } = subject;

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
    const hours = Array.from({ length: 60 }, (_, hour) => pm(first - 5 * HOUR + hour * HOUR, hour));
    await append(block("ab", hours));
    const [series] = await subject.store().aggregate({ ...selected("ab"), buckets: { edges } });
    expect(series?.points.map(({ at, until, sums }) => [at, until, sums.count])).toEqual([
      [first, second, 24],
      [second, third, 25],
    ]);
    expect(await means("ab", "pm2_5", { edges: [first] })).toEqual([]);
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
};
