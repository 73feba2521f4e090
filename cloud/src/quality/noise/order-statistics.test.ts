import fc from "fast-check";
import { expect, test } from "vitest";
import { exceededIn, exceededOf } from "./order-statistics.ts";

const ascending = (...values: number[]) => Float64Array.from(values).sort();

test.each([
  // numpy.percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [90, 50, 10]): 9.1, 5.5, 1.9
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9.1, 5.5, 1.9],
  // The worked example of R's ?quantile page for type 7 is of this form: quantile(c(15, 20, 35, 40, 50), .4)
  [[15, 20, 35, 40, 50], 46, 35, 17],
  [[42], 42, 42, 42],
  [[40, 60], 58, 50, 42],
])("of %j L10 is %d, L50 %d, L90 %d", (values, l10, l50, l90) => {
  const expected = [l10, l50, l90];
  for (const [index, percent] of [10, 50, 90].entries()) {
    expect(exceededOf(ascending(...values), percent)).toBeCloseTo(expected[index] ?? 0, 10);
    expect(exceededIn([Float64Array.from(values)], percent)).toBeCloseTo(expected[index] ?? 0, 10);
  }
});

test("of nothing there is none", () => {
  expect(exceededOf(new Float64Array(0), 10)).toBeUndefined();
  expect(exceededIn([], 10)).toBeUndefined();
  expect(exceededIn([Float64Array.of(Number.NaN)], 10)).toBeUndefined();
});

test("of many values in parts is what the sorted values give", () => {
  const value = fc.oneof(
    fc.double({ min: -20, max: 140, noNaN: true }),
    fc.integer({ min: 300, max: 700 }).map((tenths) => tenths / 10),
    fc.constant(Number.NaN),
  );
  // Repeated, there are more values than are sorted at once.
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { maxLength: 40 }), { maxLength: 5 }),
      fc.constantFrom(1, 300),
      fc.constantFrom(1, 10, 50, 90, 99),
      (lists, times, percent) => {
        const parts = lists.map((list) =>
          Float64Array.from({ length: list.length * times }, (_, index) => {
            const one = list[index % list.length] ?? 0;
            return one + (index % 7) * 1e-7;
          }),
        );
        const all = Float64Array.from(
          parts.flatMap((part) => [...part]).filter((one) => !Number.isNaN(one)),
        ).sort();
        expect(exceededIn(parts, percent)).toBe(exceededOf(all, percent));
      },
    ),
  );
});
