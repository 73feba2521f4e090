import fc from "fast-check";
import { expect, test } from "vitest";
import { isOver, type StationNow, type ToldProblem, toldProblems } from "./troubles.ts";

const HOUR = 3_600_000;
const FOUND = Date.UTC(2026, 10, 24, 8);
const well: StationNow = {
  ...{ problems: [], heardAt: FOUND + HOUR, isChecked: true, wellSince: FOUND + HOUR },
};
const over = (problem: ToldProblem, more: Partial<StationNow> = {}, at = FOUND + 3 * HOUR) =>
  isOver({ problem, found: FOUND }, { ...well, ...more }, at);

test("a station that nobody has heard since is never back, whatever is not wrong with it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...toldProblems),
      fc.option(fc.integer({ min: -HOUR, max: 0 }), { nil: undefined }),
      (problem, before) => {
        const heardAt = before === undefined ? undefined : FOUND + before;
        expect(over(problem, { heardAt })).toBe(false);
      },
    ),
  );
});

test("behind a gateway that is away, or while it is late again, nothing is over", () => {
  for (const problem of toldProblems)
    for (const away of ["silent", "late", "not_heard"] as const)
      expect(over(problem, { problems: [{ problem: away }] })).toBe(false);
});

test("silence is over at once, a battery and a sensor after an hour", () => {
  expect(over("silent", { wellSince: FOUND + 3 * HOUR })).toBe(true);
  for (const problem of ["stuck", "low_battery"] as const) {
    expect(over(problem, { wellSince: FOUND + 2 * HOUR + 1 })).toBe(false);
    expect(over(problem, { wellSince: FOUND + 2 * HOUR })).toBe(true);
    expect(over(problem, { wellSince: undefined })).toBe(false);
  }
});

test("that a sensor is well again is known when its checks were made", () => {
  expect(over("stuck", { isChecked: false })).toBe(false);
  expect(over("stuck")).toBe(true);
  expect(over("low_battery", { isChecked: false })).toBe(true);
});
