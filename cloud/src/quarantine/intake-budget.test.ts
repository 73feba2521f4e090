import { expect, test } from "vitest";
import { createIntakeBudget } from "./intake-budget.ts";

const limits = { senderBytes: 100, senderMessages: 10, totalBytes: 250, totalMessages: 1000 };
const hour = 3_600_000;

test("a sender brings as much in an hour as is kept of it, and again in the next", () => {
  const { spend } = createIntakeBudget(limits);
  expect(spend("a", 60, 0)).toBeUndefined();
  expect(spend("a", 60, 1)).toBe("sender");
  expect(spend("a", 40, 2)).toBeUndefined();
  expect(spend("b", 60, 3)).toBeUndefined();
  expect(spend("a", 60, hour)).toBeUndefined();
});

test("a sender's messages are counted too", () => {
  const { spend } = createIntakeBudget(limits);
  const outcomes = Array.from({ length: 12 }, () => spend("a", 1, 0));
  expect(outcomes.filter((one) => one === undefined)).toHaveLength(10);
});

test("all together bring as much as is kept of all; the first of each sender is kept nevertheless", () => {
  const { spend } = createIntakeBudget(limits);
  for (const name of ["a", "b"]) expect(spend(name, 100, 0)).toBeUndefined();
  expect(spend("c", 40, 0)).toBeUndefined();
  expect(spend("c", 40, 0)).toBe("total");
  expect(spend("d", 40, 0)).toBeUndefined();
});
