import { expect, test } from "vitest";
import { correctionFor, emergenceOf, emergencePeriodAt } from "./emergence.ts";

const MINUTE = 60_000;

// Code de la santé publique, R1336-7: each bound belongs to the shorter duration.
test.each([
  [10_000, 6],
  [1 * MINUTE, 6],
  [1 * MINUTE + 1, 5],
  [5 * MINUTE, 5],
  [5 * MINUTE + 1, 4],
  [20 * MINUTE, 4],
  [20 * MINUTE + 1, 3],
  [120 * MINUTE, 3],
  [120 * MINUTE + 1, 2],
  [240 * MINUTE, 2],
  [240 * MINUTE + 1, 1],
  [480 * MINUTE, 1],
  [480 * MINUTE + 1, 0],
])("a noise of %d ms in all is allowed %d dB(A) more", (durationMs, more) => {
  expect(correctionFor(durationMs)).toBe(more);
});

test.each([
  [6.9, "night"],
  [7, "day"],
  [21.9, "day"],
  [22, "night"],
  [0, "night"],
] as const)("%d h is %s", (hour, period) => {
  expect(emergencePeriodAt(hour)).toBe(period);
});

test("a heat pump of two hours by night may add 6 dB(A), and not more", () => {
  const night = { period: "night", durationMs: 120 * MINUTE, residual: 30 } as const;
  expect(emergenceOf({ ...night, ambient: 36 })).toEqual({
    emergence: 6,
    limit: 6,
    correction: 3,
    applies: true,
    exceeds: false,
  });
  expect(emergenceOf({ ...night, ambient: 36.1 }).exceeds).toBe(true);
  expect(emergenceOf({ ...night, period: "day", ambient: 38 })).toMatchObject({
    limit: 8,
    exceeds: false,
  });
});

test("where it is very quiet the law does not look for emergence", () => {
  const quiet = { period: "night", durationMs: 480 * MINUTE, residual: 15 } as const;
  expect(emergenceOf({ ...quiet, ambient: 30 })).toMatchObject({ applies: false, exceeds: false });
  expect(emergenceOf({ ...quiet, ambient: 30.1 })).toMatchObject({ applies: true, exceeds: true });
  expect(emergenceOf({ ...quiet, ambient: 25, indoors: true }).applies).toBe(false);
  expect(emergenceOf({ ...quiet, ambient: 25.1, indoors: true }).applies).toBe(true);
});
