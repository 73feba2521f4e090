import fc from "fast-check";
import { expect, test } from "vitest";
import { predictByPls } from "./partial-least-squares.ts";

const predict = (rows: readonly (readonly number[])[], responses: number[], asked: number[]) =>
  predictByPls(
    rows.map((row) => Float64Array.from(row)),
    responses,
    Float64Array.from(asked),
  );

const coefficient = fc.integer({ min: -20, max: 20 });

test("with all components it is ordinary least squares: a plane through the points is found again", () => {
  const row = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -50, max: 50 })));
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 12, maxLength: 40 }),
      fc.tuple(coefficient, coefficient, coefficient, coefficient, coefficient),
      row,
      (rows, [own, ...slopes], asked) => {
        const on = (each: readonly number[]) =>
          each.reduce((sum, value, at) => sum + value * (slopes[at] ?? 0), own);
        // Inside what the rows span: the fit says nothing of other directions.
        const [first = asked, second = asked] = rows;
        const between = first.map((value, at) => (value + (second[at] ?? 0)) / 2);
        expect(predict(rows, rows.map(on), between)).toBeCloseTo(on(between), 5);
      },
    ),
  );
});

test("predictors that are the same share what they explain, and rows that do not change give the mean", () => {
  const rows = [1, 2, 3, 4].map((value) => [value, value]);
  expect(predict(rows, [2, 4, 6, 8], [5, 5])).toBeCloseTo(10, 9);
  // Of two that are one, only their sum is known: 1 and 0 count as a half each.
  expect(predict(rows, [2, 4, 6, 8], [6, 4])).toBeCloseTo(10, 9);
  expect(
    predict(
      [
        [1, 1],
        [1, 1],
      ],
      [3, 5],
      [9, 9],
    ),
  ).toBe(4);
});
