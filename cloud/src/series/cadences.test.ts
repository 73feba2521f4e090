import { expect, test } from "vitest";
import { effectiveCadences } from "./cadences.ts";

const minute = { every: 60_000 };
const ten = { every: 10_000 };

test("the readings decide where they are, what was announced decides after them", () => {
  const shown = [
    { since: 1000, until: 5000, ...minute },
    { since: 6000, until: 9000, ...minute },
    { since: 9000, until: 12_000, ...ten },
  ];
  const announced = [
    { since: 0, ...ten },
    { since: 20_000, ...minute },
  ];
  expect(effectiveCadences(announced, shown)).toEqual([
    { since: Number.NEGATIVE_INFINITY, ...minute },
    { since: 9000, ...ten },
    { since: 20_000, ...minute },
  ]);
});

test("without readings that show one, what was announced counts; what was never announced is not expected", () => {
  const announced = [{ since: 0, ...ten }];
  expect(effectiveCadences(announced, [])).toBe(announced);
  expect(effectiveCadences([], [{ since: 0, until: 1, ...ten }])).toEqual([]);
});
