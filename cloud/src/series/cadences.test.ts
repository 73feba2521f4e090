import { expect, test } from "vitest";
import { cadencesShown } from "./cadences.ts";

const minute = { every: 60_000 };
const ten = { every: 10_000 };

test("the readings decide where they are, what was told decides after them", () => {
  const shown = [
    { since: 1000, until: 5000, ...minute },
    { since: 6000, until: 9000, ...minute },
    { since: 9000, until: 12_000, ...ten },
  ];
  const told = [
    { since: 0, ...ten },
    { since: 20_000, ...minute },
  ];
  expect(cadencesShown(told, shown)).toEqual([
    { since: Number.NEGATIVE_INFINITY, ...minute },
    { since: 9000, ...ten },
    { since: 20_000, ...minute },
  ]);
});

test("without readings that show one, what was told counts; what was never told is not expected", () => {
  const told = [{ since: 0, ...ten }];
  expect(cadencesShown(told, [])).toBe(told);
  expect(cadencesShown([], [{ since: 0, until: 1, ...ten }])).toEqual([]);
});
