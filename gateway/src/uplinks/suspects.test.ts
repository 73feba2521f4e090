import { expect, test } from "vitest";
import { createSuspects } from "./suspects.ts";

test("what was under way when the link broke goes alone next, until acknowledged", () => {
  const suspects = createSuspects(() => 0);
  suspects.linkBroke([1, 2, "dcz/1/ab/status"]);
  expect([...suspects.keys()]).toEqual([1, 2, "dcz/1/ab/status"]);
  expect(suspects.next()).toEqual([1]);
  suspects.acknowledged(1);
  expect(suspects.next()).toEqual([2]);
});

test("of a thousand under way the one that breaks the link is alone after four breaks", () => {
  const suspects = createSuspects(() => 0);
  const poison = 777;
  let underWay: readonly number[] = Array.from({ length: 1024 }, (_, index) => index);
  const sizes: number[] = [];
  let breaks = 0;
  while (underWay.length > 0) {
    sizes.push(underWay.length);
    if (underWay.includes(poison)) {
      if (underWay.length === 1) break;
      suspects.linkBroke(underWay);
      breaks += 1;
    } else for (const key of underWay) suspects.acknowledged(key);
    underWay = suspects.next() as readonly number[];
  }
  expect(underWay).toEqual([poison]);
  expect(breaks).toBe(4);
  expect(sizes.length).toBeLessThan(32);
});

test("what breaks the link alone three times is held back, longer each time", () => {
  let now = 0;
  const suspects = createSuspects(() => now);
  suspects.linkBroke([1, 2]);
  for (let strike = 0; strike < 2; strike++) {
    suspects.linkBroke([1]);
    expect(suspects.next()).toEqual([1]);
  }
  suspects.linkBroke([1]);
  expect(suspects.next()).toEqual([2]);
  suspects.acknowledged(2);
  expect(suspects.next()).toEqual([]);
  expect([...suspects.keys()]).toEqual([1]);
  now += 10_000;
  expect(suspects.next()).toEqual([1]);
  suspects.linkBroke([1]);
  now += 19_999;
  expect(suspects.next()).toEqual([]);
  now += 1;
  expect(suspects.next()).toEqual([1]);
  for (let strike = 0; strike < 2000; strike++) suspects.linkBroke([1]);
  now += 600_000;
  expect(suspects.next()).toEqual([1]);
});
