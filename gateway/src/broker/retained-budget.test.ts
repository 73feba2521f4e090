import { expect, test } from "vitest";
import { brokerLimits } from "./limits.ts";
import { createRetainedBudget } from "./retained-budget.ts";

const accounts = [
  ["the house", brokerLimits.retained, false],
  ["stations", brokerLimits.retainedOfStations, true],
] as const;

test.each(accounts)(
  "%s: so many topics, and one more when one is freed",
  (_, limits, isStation) => {
    const budget = createRetainedBudget();
    for (let number = 0; number < limits.topics; number++)
      expect(budget.admit(`t/${number}`, 1, isStation)).toBe(true);
    expect(budget.admit("t/more", 1, isStation)).toBe(false);
    // One that is known may change, and the others have an account of their own.
    expect(budget.admit("t/0", 2, isStation)).toBe(true);
    expect(budget.admit("t/more", 1, !isStation)).toBe(true);
    expect(budget.admit("t/0", 0, isStation)).toBe(true);
    expect(budget.admit("t/more", 1, isStation)).toBe(true);
    expect(budget.topics()).toBe(limits.topics + 1);
  },
);

test.each(accounts)("%s: so many bytes of one message, and of all", (_, limits, isStation) => {
  const budget = createRetainedBudget();
  const { message, bytes } = limits;
  expect(budget.admit("t", message + 1, isStation)).toBe(false);
  const topic = (number: number) => `topic/${String(number).padStart(5, "0")}`;
  const size = topic(0).length + message;
  const fitting = Math.floor(bytes / size);
  for (let number = 0; number < fitting; number++)
    expect(budget.admit(topic(number), message, isStation)).toBe(true);
  expect(budget.admit(topic(fitting), message, isStation)).toBe(false);
  const left = bytes - fitting * size;
  expect(budget.admit(topic(fitting), left - topic(0).length, isStation)).toBe(true);
  expect(budget.bytes()).toBe(bytes);
  expect(budget.admit("t", 1, isStation)).toBe(false);
});
