import { expect, test } from "vitest";
import { dayAndNight } from "./day-and-night.ts";
import { course, doubted, wobble } from "./labelled.fixture.ts";

const zone = "Europe/Paris";
/** Local hour of Paris in winter. */
const street = (hour: number) => {
  const local = (hour + 1) % 24;
  return (local >= 7 && local < 22 ? 58 : 47) + 2 * wobble(hour);
};
const weeks = (level: (hour: number) => number) => course(21 * 24, level);
const found = (level: (hour: number) => number) => {
  const laeq = weeks(level);
  return doubted(laeq, dayAndNight.run({ laeq, zone })).length;
};

test("a street is louder by day, and nothing is said", () => {
  expect(found(street)).toBe(0);
});

test("a quiet valley by a stream, 2 dB by day and wind now and then, is right", () => {
  expect(found((hour) => (street(hour) > 53 ? 41 : 39) + 4 * Math.max(0, wobble(hour, 3)))).toBe(0);
});

test("a microphone that hears itself only", () => {
  expect(found((hour) => 36 + 0.3 * wobble(hour))).toBeGreaterThanOrEqual(14 * 24);
});

test("a clock that is wrong by half a day", () => {
  expect(found((hour) => street(hour + 12))).toBeGreaterThanOrEqual(14 * 24);
});

test("three days are too few to say it", () => {
  const laeq = course(72, () => 36);
  expect(dayAndNight.run({ laeq, zone })).toEqual([]);
});
