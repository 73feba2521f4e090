import { expect, test } from "vitest";
import { createUnreadable } from "./unreadable.ts";

test("who sent nonsense is known for a day, the last first, and a hundred names at most", () => {
  let now = Date.UTC(2026, 10, 24);
  const unreadable = createUnreadable(() => now);
  unreadable.note("balcony");
  now += 60_000;
  unreadable.note("orchard");
  unreadable.note("balcony");
  expect(unreadable.all()).toEqual([
    { station: "balcony", count: 2, last: now },
    { station: "orchard", count: 1, last: now },
  ]);
  for (let index = 0; index < 200; index++) unreadable.note(`station-${index}`);
  expect(unreadable.all()).toHaveLength(100);
  now += 86_400_000;
  expect(unreadable.all()).toEqual([]);
});
