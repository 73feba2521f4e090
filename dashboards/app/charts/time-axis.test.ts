import { expect, test } from "vitest";
import { hourMarks } from "./time-axis.ts";

const marks = (from: string, until: string, zone: string) =>
  hourMarks({ from: Date.parse(from), until: Date.parse(until) }, { hours: 6, zone }).map((at) =>
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
