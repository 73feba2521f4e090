import { expect, test } from "vitest";
import type { Bucket } from "../api/answers.ts";
import { lastDays, weeksOf } from "./week.ts";

const PARIS = "Europe/Paris";
const iso = (times: readonly number[]) => times.map((at) => new Date(at).toISOString());

test("days begin at midnight in the zone, also across a change of clocks", () => {
  expect(iso(lastDays(Date.UTC(2026, 9, 27, 12), PARIS))).toEqual([
    "2026-10-20T22:00:00.000Z",
    "2026-10-21T22:00:00.000Z",
    "2026-10-22T22:00:00.000Z",
    "2026-10-23T22:00:00.000Z",
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
    "2026-10-26T23:00:00.000Z",
  ]);
});

test("a day without a reading is there, the one of the change has 25 hours, today is partial", () => {
  const starts = lastDays(Date.UTC(2026, 9, 27, 12), PARIS);
  const point = (at: string, until: string, partial: boolean): Bucket => ({
    ...{ at, until, partial, mean: 10, min: 5, max: 30, count: 9, left_out: 1, expected: 10 },
    flags: [],
  });
  const points = [
    point("2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z", false),
    point("2026-10-26T23:00:00.000Z", "2026-10-27T12:00:00.000Z", true),
  ];
  const [week] = weeksOf(
    { averaging: "arithmetic", zone: PARIS, series: [{ sensor: "a", origin: "replayed", points }] },
    starts,
  );
  expect(week).toMatchObject({ sensor: "a", origin: "replayed" });
  expect(week?.days.map(({ hours, count, partial }) => [hours, count, partial])).toEqual([
    [24, 9, true],
    [24, 0, false],
    [25, 9, false],
    [24, 0, false],
    [24, 0, false],
    [24, 0, false],
    [24, 0, false],
  ]);
  expect(week?.days[0]).toMatchObject({
    mean: 10,
    leftOut: 1,
    extremes: { maximum: { value: 30 } },
  });
});
