import { expect, test } from "vitest";
import { MOST_DAYS } from "./changed-days.ts";
import { createUnsummedDays, MOST_CHANGED } from "./unsummed-days.ts";

test("what is taken does not count until it is done, and what is put back is taken again", () => {
  const days = createUnsummedDays();
  days.add(1, 10);
  days.add(2, 10);
  expect([...days.take().of(10)]).toEqual([1, 2]);
  expect([days.size, days.has(1, 10), days.has(3, 10)]).toEqual([0, true, false]);
  days.add(3, 10);
  expect(days.of(10).map((series) => [...series])).toEqual([[3], [1, 2]]);
  days.putBack();
  expect([...days.take().of(10)]).toEqual([3, 1, 2]);
  days.done();
  expect([days.of(10), days.has(1, 10)]).toEqual([[], false]);
});

test("when too much changed, nothing counts until all is begun anew", () => {
  const days = createUnsummedDays();
  for (let series = 0; series <= MOST_CHANGED; series++) days.add(series, 5);
  expect([days.isOverfull, days.has(1, 77)]).toEqual([true, true]);
  days.beginAnew();
  expect([days.isOverfull, days.size, days.has(1, 5)]).toEqual([false, 0, false]);
  days.overfill();
  expect(days.has(1, 77)).toBe(true);
});

test("days beyond those that are summed up are not noted", () => {
  const days = createUnsummedDays();
  days.add(1, -1);
  days.add(1, MOST_DAYS);
  expect(days.size).toBe(0);
});
