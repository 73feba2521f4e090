import { expect, test } from "vitest";
import { lengthsOf, noiseDayAt, noiseHours } from "./hours.ts";

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const hoursOf = (from: number, until: number) => (until - from) / 3_600_000;

test.each(Object.entries(noiseHours))(
  "%s: 12 hours of day, 4 of evening, 8 of night",
  (_, hours) => {
    expect(lengthsOf(hours)).toEqual({ day: 12, evening: 4, night: 8 });
  },
);

test("a day's stretches tile it, in the zone's own hours", () => {
  const day = noiseDayAt(at("2026-06-15T12:00:00Z"), "Europe/Paris", noiseHours.fr);
  expect(day.date).toBe("2026-06-15");
  expect(day.stretches).toEqual([
    { period: "night", from: at("2026-06-14T22:00:00Z"), until: at("2026-06-15T04:00:00Z") },
    { period: "day", from: at("2026-06-15T04:00:00Z"), until: at("2026-06-15T16:00:00Z") },
    { period: "evening", from: at("2026-06-15T16:00:00Z"), until: at("2026-06-15T20:00:00Z") },
    { period: "night", from: at("2026-06-15T20:00:00Z"), until: at("2026-06-15T22:00:00Z") },
  ]);
});

test.each([
  ["2026-03-29", 23, 5],
  ["2026-10-25", 25, 7],
  ["2026-06-15", 24, 6],
])("%s has %d hours, of which the first %d are night", (date, whole, night) => {
  const day = noiseDayAt(at(`${date}T12:00:00Z`), "Europe/Paris", noiseHours.fr);
  expect(hoursOf(day.from, day.until)).toBe(whole);
  const [first] = day.stretches;
  expect(first && hoursOf(first.from, first.until)).toBe(night);
});

test("a day begins at its first instant where midnight does not exist", () => {
  // Clocks in Beirut went from 0:00 to 1:00 on 2026-03-29.
  const day = noiseDayAt(at("2026-03-29T12:00:00Z"), "Asia/Beirut", noiseHours.eu);
  expect(day.from).toBe(at("2026-03-28T22:00:00Z"));
  expect(hoursOf(day.from, day.until)).toBe(23);
});

test.each([
  ["2026-06-15T03:59:59.999Z", "night"],
  ["2026-06-15T04:00:00Z", "day"],
  ["2026-06-15T15:59:59.999Z", "day"],
  ["2026-06-15T16:00:00Z", "evening"],
  ["2026-06-15T20:00:00Z", "night"],
])("%s is in the %s of Paris", (text, period) => {
  const { stretches } = noiseDayAt(at(text), "Europe/Paris", noiseHours.fr);
  expect(stretches.filter(({ from, until }) => at(text) >= from && at(text) < until)).toMatchObject(
    [{ period }],
  );
});
