import fc from "fast-check";
import { expect, test } from "vitest";
import { createValueSeries } from "./value-series.ts";

const seriesOf = (rows: readonly (readonly [at: number, level: number])[]) => {
  const series = createValueSeries();
  for (const [at, level] of rows) series.add(at, level);
  const { values, contradictions } = series.ordered();
  const found: [number, number][] = [];
  values.each((at, level) => found.push([at, level]));
  return { values, contradictions, found };
};

test("rows come out in order of time, each instant once", () => {
  const { found, values, contradictions } = seriesOf([
    [3000, 53],
    [1000, 51],
    [2000, 52],
    [1000, 51],
  ]);
  expect(found).toEqual([
    [1000, 51],
    [2000, 52],
    [3000, 53],
  ]);
  expect(values).toMatchObject({ size: 3, first: 1000, last: 3000 });
  expect(contradictions).toEqual({ count: 0, first: [] });
});

test("of two values for one instant the first of the file is kept, and it is said", () => {
  const { found, contradictions } = seriesOf([
    [1000, 51],
    [1000, 61],
    [2000, Number.NaN],
    [2000, 52],
    [2000, Number.NaN],
  ]);
  expect(found).toEqual([
    [1000, 51],
    [2000, 52],
  ]);
  expect(contradictions).toEqual({
    count: 1,
    first: [{ at: 1000, row: 1, kept: 51, dropped: 61 }],
  });
});

test("a series that contradicts itself everywhere is counted, and does not fill the memory", () => {
  const rows = Array.from({ length: 20_001 }, (_, index) => [0, index] as const);
  const { contradictions, found } = seriesOf(rows);
  expect(found).toEqual([[0, 0]]);
  expect(contradictions.count).toBe(20_000);
  expect(contradictions.first).toHaveLength(10_000);
});

test("instants far apart, and any order, lose nothing", () => {
  const row = fc.tuple(
    fc.oneof(fc.nat(10_000), fc.integer({ min: -4e12, max: 4e12 })),
    fc.double({ min: -20, max: 140, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ([at]) => at }), (rows) => {
      const { found, contradictions } = seriesOf(rows);
      expect(contradictions).toEqual({ count: 0, first: [] });
      expect(found).toEqual(rows.toSorted(([a], [b]) => a - b));
    }),
  );
});

test("a series longer than a part is whole", () => {
  const series = createValueSeries();
  for (let second = 0; second < 200_000; second += 1) series.add(second * 1000, second % 97);
  const { values } = series.ordered();
  let wrong = 0;
  let second = 0;
  values.each((at, value) => {
    if (at !== second * 1000 || value !== second % 97) wrong += 1;
    second += 1;
  });
  expect({ wrong, rows: second, size: values.size }).toEqual({
    wrong: 0,
    rows: 200_000,
    size: 200_000,
  });
  expect(values.parts.reduce((size, part) => size + part.length, 0)).toBe(200_000);
});
