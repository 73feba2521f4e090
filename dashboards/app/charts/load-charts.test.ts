import { expect, test } from "vitest";
import type { Series } from "../api/answers.ts";
import { weeksWithin } from "./load-charts.ts";

const DAY = 86_400_000;
const starts = [0, 1, 2].map((index) => Date.UTC(2026, 10, 25) + index * DAY);

const seriesOf = (sensor: string, days: readonly number[]): Series["series"][number] => ({
  ...{ sensor, origin: "measured" },
  points: days.map((at) => ({
    ...{ at: new Date(at).toISOString(), until: new Date(at + DAY).toISOString() },
    ...{ partial: false, mean: 9, min: 5, max: 20, count: 144, expected: 144, flags: [] },
  })),
});

test("of a longer time the table has the days that were asked for, and no sensor that measured before them only", () => {
  const long = [...Array(400).keys()].map((index) => (starts[0] ?? 0) - index * DAY);
  const answer = {
    ...{ station: "quai", quantity: "pm2_5", averaging: "arithmetic", every: "P1D", zone: "UTC" },
    ...{ from: new Date(0).toISOString(), until: new Date((starts[2] ?? 0) + DAY).toISOString() },
    series: [seriesOf("new", [...long, starts[2] ?? 0]), seriesOf("old", long.slice(1))],
  } as const satisfies Partial<Series>;
  const weeks = weeksWithin({ ok: true, value: answer as unknown as Series }, { starts });
  expect(weeks.map(({ sensor }) => sensor)).toEqual(["new"]);
  expect(weeks[0]?.days.map(({ at, count }) => [at, count])).toEqual(
    [...starts].reverse().map((at) => [at, at === starts[1] ? 0 : 144]),
  );
  expect(weeksWithin({ ok: false, reason: "silent" }, { starts })).toEqual([]);
});
