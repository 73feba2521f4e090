import { expect, test } from "vitest";
import { createSuspects } from "./suspects.ts";

test("what was under way when the link broke goes alone next, until acknowledged", () => {
  const suspects = createSuspects(() => 0);
  suspects.linkBroke([1, 2, "dcz/1/ab/status"]);
  expect([...suspects.keys()]).toEqual([1, 2, "dcz/1/ab/status"]);
  expect(suspects.next()).toBe(1);
  suspects.acknowledged(1);
  expect(suspects.next()).toBe(2);
});

test("what breaks the link alone three times is held back, longer each time", () => {
  let now = 0;
  const suspects = createSuspects(() => now);
  suspects.linkBroke([1, 2]);
  for (let strike = 0; strike < 2; strike++) {
    suspects.linkBroke([1]);
    expect(suspects.next()).toBe(1);
  }
  suspects.linkBroke([1]);
  expect(suspects.next()).toBe(2);
  suspects.acknowledged(2);
  expect(suspects.next()).toBeUndefined();
  expect([...suspects.keys()]).toEqual([1]);
  now += 10_000;
  expect(suspects.next()).toBe(1);
  suspects.linkBroke([1]);
  now += 19_999;
  expect(suspects.next()).toBeUndefined();
  now += 1;
  expect(suspects.next()).toBe(1);
  for (let strike = 0; strike < 2000; strike++) suspects.linkBroke([1]);
  now += 600_000;
  expect(suspects.next()).toBe(1);
});
