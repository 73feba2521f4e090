import { expect, test } from "vitest";
import { type MarkStep, markStep, timeMarks } from "./time-axis.ts";

const marks = (from: string, until: string, zone: string, step: MarkStep = { hours: 6 }) =>
  timeMarks({ from: Date.parse(from), until: Date.parse(until) }, { step, zone }).map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

test("marks stand at the zone's hours, not at UTC's", () => {
  expect(marks("2026-11-23T12:05Z", "2026-11-24T12:05Z", "Europe/Paris")).toEqual([
    "2026-11-23T17:00",
    "2026-11-23T23:00",
    "2026-11-24T05:00",
    "2026-11-24T11:00",
  ]);
});

test("a zone with an offset of three quarters has its own marks", () => {
  expect(marks("2026-11-23T18:00Z", "2026-11-24T01:00Z", "Asia/Kathmandu")).toEqual([
    "2026-11-23T18:15",
    "2026-11-24T00:15",
  ]);
});

test("in the night when clocks go back, six hours of the clock are seven of time", () => {
  expect(marks("2026-10-24T22:00Z", "2026-10-25T06:00Z", "Europe/Paris")).toEqual([
    "2026-10-24T22:00",
    "2026-10-25T05:00",
  ]);
});

test("the start belongs to the range and the end does not", () => {
  expect(marks("2026-11-24T00:00Z", "2026-11-24T06:00Z", "UTC")).toEqual(["2026-11-24T00:00"]);
  expect(marks("2026-11-24T06:00Z", "2026-11-24T00:00Z", "UTC")).toEqual([]);
});

test("a week is marked by its days, a year by its months, in the zone", () => {
  expect(marks("2026-10-24T00:00Z", "2026-10-27T00:00Z", "Europe/Paris", { days: 1 })).toEqual([
    "2026-10-24T22:00",
    "2026-10-25T23:00",
    "2026-10-26T23:00",
  ]);
  expect(marks("2026-01-15T00:00Z", "2026-07-15T00:00Z", "Europe/Paris", { months: 3 })).toEqual([
    "2026-03-31T22:00",
    "2026-06-30T22:00",
  ]);
  expect(marks("2026-11-20T00:00Z", "2026-12-08T00:00Z", "UTC", { days: 7 })).toEqual([
    "2026-11-23T00:00",
    "2026-11-30T00:00",
    "2026-12-07T00:00",
  ]);
});

test("a length has as many marks as there is room for", () => {
  const day = 86_400_000;
  expect(markStep(day, 8)).toEqual({ hours: 3 });
  expect(markStep(day, 4)).toEqual({ hours: 6 });
  expect(markStep(7 * day, 8)).toEqual({ days: 1 });
  expect(markStep(366 * day, 12)).toEqual({ months: 1 });
  expect(markStep(3600 * day, 12)).toEqual({ months: 12 });
  expect(markStep(20 * 60_000, 8)).toEqual({ minutes: 5 });
});
