import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Averaging } from "../quantities.ts";
import { smallestArc } from "./direction.ts";
import { deviationOf, extremesOf, meanOf, roundedTo } from "./summary.ts";
import { addValue, emptySums, mergeSums, type Sums } from "./sums.ts";

const kinds = ["arithmetic", "energetic", "circular", "maximum", "minimum"] as const;

const sumsOf = (averaging: Averaging, values: readonly number[]): Sums =>
  values.reduce((sums, value, index) => addValue(sums, averaging, value, index), emptySums);

const meanOfValues = (averaging: Averaging, ...values: number[]) =>
  meanOf(sumsOf(averaging, values), averaging);

describe("a mean", () => {
  test.each([
    ["arithmetic", [1, 2, 6], 3],
    ["energetic", [50, 60], 57.40362689494244],
    ["energetic", [0, 0], 0],
    ["circular", [350, 10], 0],
    ["circular", [10, 350], 0],
    ["circular", [359, 1, 0], 0],
    ["circular", [90, 180], 135],
    ["circular", [360], 0],
    ["circular", [270], 270],
    ["maximum", [3, 9, 4], 9],
    ["minimum", [3, 9, 4], 3],
  ] as const)("%s of %j is %d", (averaging, values, mean) => {
    expect(meanOfValues(averaging, ...values)).toBeCloseTo(mean, 9);
  });

  test("of directions is from 0 up to 360, and of 350 and 10 is 0 exactly", () => {
    expect(meanOfValues("circular", 350, 10)).toBe(0);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 360, noNaN: true })), (values) => {
        const mean = meanOfValues("circular", ...values);
        if (mean === undefined) return;
        expect(mean).toBeGreaterThanOrEqual(0);
        expect(mean).toBeLessThan(360);
      }),
    );
  });

  test("of directions that cancel, and of nothing, does not exist", () => {
    expect(meanOfValues("circular", 0, 180)).toBeUndefined();
    expect(meanOfValues("circular", 30, 150, 270)).toBeUndefined();
    for (const averaging of kinds) expect(meanOf(emptySums, averaging)).toBeUndefined();
  });

  test("of equal values is that value, whatever their number", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (value, count) => {
          for (const averaging of ["arithmetic", "energetic", "maximum", "minimum"] as const)
            expect(meanOfValues(averaging, ...Array<number>(count).fill(value))).toBe(value);
        },
      ),
    );
  });

  test("of absurd values is finite, and between the extremes", () => {
    const absurd = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(absurd, { minLength: 1 }), (values) => {
        for (const averaging of ["arithmetic", "energetic", "maximum", "minimum"] as const) {
          const sums = sumsOf(averaging, values);
          const mean = meanOf(sums, averaging) ?? Number.NaN;
          expect(mean).toBeGreaterThanOrEqual(Math.min(...values));
          expect(mean).toBeLessThanOrEqual(Math.max(...values));
          expect(Number.isFinite(deviationOf(sums, averaging))).toBe(true);
        }
      }),
    );
    expect(meanOfValues("arithmetic", 1e308, 1.5e308, -1e308, -1e308)).toBeCloseTo(0.125e308, -300);
  });
});

const sane = fc.double({ min: -100, max: 400, noNaN: true });

/** The same but for the rounding of the last digits. */
const expectSame = (one: Sums, other: Sums) => {
  expect(one.count).toBe(other.count);
  expect(one.mean).toBeCloseTo(other.mean, 8);
  expect(one.squares).toBeCloseTo(other.squares, 4);
  expect(one.level ?? 0).toBeCloseTo(other.level ?? 0, 8);
  expect(one.vector?.east ?? 0).toBeCloseTo(other.vector?.east ?? 0, 10);
  expect(one.vector?.north ?? 0).toBeCloseTo(other.vector?.north ?? 0, 10);
  expect(one.degrees).toEqual(other.degrees);
  expect(one.minimum).toEqual(other.minimum);
  expect(one.maximum).toEqual(other.maximum);
};

describe("merging", () => {
  const sums = (averaging: Averaging) =>
    fc
      .array(fc.tuple(sane, fc.nat(1000)), { maxLength: 20 })
      .map((pairs) =>
        pairs.reduce((all, [value, at]) => addValue(all, averaging, value, at), emptySums),
      );

  test.each(kinds)("%s is associative and commutative", (averaging) => {
    fc.assert(
      fc.property(sums(averaging), sums(averaging), sums(averaging), (a, b, c) => {
        expectSame(mergeSums(a, b), mergeSums(b, a));
        expectSame(mergeSums(mergeSums(a, b), c), mergeSums(a, mergeSums(b, c)));
      }),
    );
  });

  test.each(kinds)("%s gives what all values together give", (averaging) => {
    fc.assert(
      fc.property(fc.array(fc.array(sane)), (parts) => {
        const values = parts.flat();
        let at = 0;
        const merged = parts
          .map((part) =>
            part.reduce((all, value) => addValue(all, averaging, value, at++), emptySums),
          )
          .reduce(mergeSums, emptySums);
        expectSame(merged, sumsOf(averaging, values));
        if (values.length === 0) return;
        const naive = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(merged.mean).toBeCloseTo(naive, 8);
        const squares = values.reduce((sum, value) => sum + (value - naive) ** 2, 0);
        expect(merged.squares).toBeCloseTo(squares, 4);
        if (averaging === "energetic") {
          const power = values.reduce((sum, value) => sum + 10 ** (value / 10), 0) / values.length;
          expect(merged.level).toBeCloseTo(10 * Math.log10(power), 8);
        }
      }),
    );
  });

  test("keeps the first instant of an extreme that occurs twice", () => {
    const one = addValue(emptySums, "arithmetic", 5, 20);
    const other = addValue(emptySums, "arithmetic", 5, 10);
    expect(mergeSums(one, other)).toMatchObject({
      minimum: { value: 5, at: 10 },
      maximum: { value: 5, at: 10 },
    });
  });

  test("keeps a small spread around a large value", () => {
    const sums = sumsOf("arithmetic", [100_000_013.01, 100_000_013.03]);
    expect(deviationOf(sums, "arithmetic")).toBeCloseTo(0.01, 6);
  });
});

describe("the extremes", () => {
  test("of directions are the smallest arc that holds them", () => {
    const arcOf = (...values: number[]) => extremesOf(sumsOf("circular", values), "circular");
    expect(arcOf(350, 10)).toEqual({ kind: "arc", arc: { from: 350, to: 10, width: 20 } });
    expect(arcOf(10, 350, 0)).toEqual({ kind: "arc", arc: { from: 350, to: 10, width: 20 } });
    expect(arcOf(90, 45)).toEqual({ kind: "arc", arc: { from: 45, to: 90, width: 45 } });
    expect(arcOf(0, 170, 260)).toEqual({ kind: "arc", arc: { from: 170, to: 0, width: 190 } });
    expect(arcOf(360)).toEqual({ kind: "arc", arc: { from: 0, to: 0, width: 0 } });
    expect(arcOf()).toBeUndefined();
  });

  test("of directions hold each of them, and no smaller arc does", () => {
    const degrees = fc.uniqueArray(fc.integer({ min: 0, max: 359 }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(degrees, (drawn) => {
        const sorted = drawn.toSorted((a, b) => a - b);
        const arc = smallestArc(sorted);
        const width = (from: number) => Math.max(...sorted.map((one) => (one - from + 360) % 360));
        expect(arc?.width).toBe(Math.min(...sorted.map(width)));
        expect(arc && width(arc.from)).toBe(arc?.width);
        expect(arc && (arc.from + arc.width) % 360).toBe(arc?.to);
      }),
    );
  });

  test("of other quantities are the least and the greatest value with their instants", () => {
    expect(extremesOf(sumsOf("energetic", [50, 80, 60]), "energetic")).toEqual({
      kind: "range",
      minimum: { value: 50, at: 0 },
      maximum: { value: 80, at: 1 },
    });
  });
});

test.each([
  [359.7, "wind_direction", 0],
  [359.4, "wind_direction", 359],
  [8.249, "pm2_5", 8.2],
  [-0.01, "temperature", 0],
  [411.6, "co2", 412],
  [1e300, "co2", 1e300],
] as const)("%d of %s is rounded to %d", (value, quantity, rounded) => {
  expect(roundedTo(value, quantity)).toBe(rounded);
});
