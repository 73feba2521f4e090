import { expect, test } from "vitest";
import type { AirOfStation, Bucket, Series } from "../api/answers.ts";
import { calendarOf, firstDay } from "./calendar.ts";
import { elsewhereOf } from "./elsewhere.ts";
import { extremesSoFar } from "./extremes.ts";
import { nearbyOf } from "./nearby.ts";
import { noiseClockOf } from "./noise-clock.ts";
import { roseOf, sectorOf } from "./rose.ts";

const HOUR = 3_600_000;
const ZONE = "Europe/Paris";
/** A Friday. */
const NOW = Date.UTC(2026, 10, 27, 12);
const DAY = 24 * HOUR;

const point = (from: number, length: number, mean: number | null, more: object = {}): Bucket =>
  ({
    ...{ at: new Date(from).toISOString(), until: new Date(from + length).toISOString() },
    ...{ partial: false, mean, min: mean ?? 0, max: mean ?? 0, count: 6, expected: 6, flags: [] },
    ...more,
  }) as Bucket;
const answer = (
  points: readonly Bucket[],
  averaging: Series["averaging"] = "arithmetic",
  origin = "measured",
): Series => ({ averaging, series: [{ sensor: "a", origin, points }] }) as unknown as Series;

const hours = (count: number, valueAt: (at: number) => number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => {
    const at = NOW - (count - index) * HOUR;
    return point(at, HOUR, valueAt(at), more);
  });

const station = (name: string, parts: object): AirOfStation =>
  ({ station: name, quantities: [], pollen: null, ...parts }) as unknown as AirOfStation;
const has = (quantity: string, ageMs = HOUR, more: object = {}) => ({
  ...{ quantity, level: 2, words: { fr: "Moyen", en: "Fair" }, hour: null, mean: null },
  latest: { value: 7, at: new Date(NOW - ageMs).toISOString() },
  ...more,
});

test("what a station does not measure comes from the nearest that measured it lately, or is not known", () => {
  const here = station("here", { quantities: [has("pm2_5")] });
  const around = [
    station("silent", { distance: 500, quantities: [has("no2", 5 * HOUR)] }),
    station("near", { distance: 1_500, quantities: [has("laeq"), has("no2")] }),
    station("far", { distance: 14_000, quantities: [has("no2"), has("o3")] }),
    station("too-far", { distance: 16_000, quantities: [has("temperature")] }),
  ];
  const told = elsewhereOf(here, around, NOW);
  expect(told.map(({ subject, found }) => [subject, found?.station])).toEqual([
    ["no2", "near"],
    ["o3", "far"],
    ["laeq", "near"],
    ["pollen", undefined],
    ["temperature", undefined],
    ["wind_speed", undefined],
  ]);
  expect(told[0]?.found).toMatchObject({ metres: 1_500, value: 7, level: 2, at: NOW - HOUR });
});

test("neighbours are compared over the same hours; alone, nothing is", () => {
  const hour = { value: 9 };
  const here = station("here", { quantities: [has("pm2_5", HOUR, { hour })] });
  const other = station("other", { distance: 900, quantities: [has("pm2_5", HOUR, { hour })] });
  const newest = station("new", { distance: 300, quantities: [has("pm2_5")] });
  expect(nearbyOf(here, [newest, other], "pm2_5").map((row) => row.station)).toEqual([
    "here",
    "other",
  ]);
  expect(nearbyOf(here, [newest], "pm2_5")).toEqual([]);
});

test("an hour of the noise clock is a mean of energies in local time; half an hour does not count", () => {
  const loud = (at: number) => (new Date(at).getUTCHours() === 7 ? (at < NOW - DAY ? 70 : 60) : 40);
  const clock = noiseClockOf(answer(hours(48, loud), "energetic"), ZONE);
  // 07 UTC is 08 in Paris in November.
  expect(clock?.hours[8]).toBeCloseTo(67.4, 1);
  expect(clock?.hours[7]).toBe(40);
  expect(clock?.periods.night).toBe(40);
  expect(noiseClockOf(answer(hours(23, loud), "energetic"), ZONE)).toBeUndefined();
  const halves = answer(hours(48, loud, { count: 3 }), "energetic");
  expect(noiseClockOf(halves, ZONE)).toBeUndefined();
});

test("a day has the worst level of what was measured; a bound belongs to its level; unknown days have none", () => {
  const first = firstDay(NOW, ZONE);
  expect(new Date(first).toISOString()).toBe("2026-10-25T23:00:00.000Z");
  const days = answer([
    point(first, DAY, 10),
    point(first + DAY, DAY, 10.1),
    point(first + 2 * DAY, DAY, 80, { count: 2 }),
  ]);
  const gas = answer(
    Array.from({ length: 20 }, (_, index) => point(first + index * HOUR, HOUR, index)),
  );
  const found = calendarOf(
    [
      { answer: days, bounds: [10, 20, 25, 50, 75] },
      { answer: gas, bounds: [5, 15, 18, 30, 40] },
    ],
    { now: NOW, zone: ZONE },
  );
  expect(found.slice(0, 4).map(({ level }) => level)).toEqual([4, 2, undefined, undefined]);
  expect(found).toHaveLength(33);
  expect(found.at(-1)?.isToday).toBe(true);
});

test("the rose counts hours of both wind and air; directions wrap at north", () => {
  expect([sectorOf(-10), sectorOf(359), sectorOf(45), sectorOf(250)]).toEqual([
    "n",
    "n",
    "ne",
    "w",
  ]);
  const direction = answer(
    hours(60, (at) => (at < NOW - 45 * HOUR ? 350 : 90)),
    "circular",
  );
  const air = answer(hours(60, (at) => (at < NOW - 45 * HOUR ? 20 : 5)));
  const petals = roseOf(direction, air);
  expect(petals?.[0]).toEqual({ sector: "n", share: 0.25, mean: 20 });
  expect(petals?.[2]).toEqual({ sector: "e", share: 0.75, mean: 5 });
  expect(petals?.[4]).toEqual({ sector: "s", share: 0, mean: undefined });
  expect(roseOf(direction, answer(hours(40, () => 5)))).toBeUndefined();
});

test("records are of what was measured, and directions have none", () => {
  const days = answer([
    point(NOW - 2 * DAY, DAY, 5, { min: -3, max: 11 }),
    point(NOW - DAY, DAY, 6, { min: 2, max: 40 }),
  ]);
  expect(extremesSoFar(days)).toEqual({
    highest: { value: 40, at: NOW - DAY },
    lowest: { value: -3, at: NOW - 2 * DAY },
  });
  expect(extremesSoFar(answer([], "circular"))).toBeUndefined();
  expect(extremesSoFar(answer([]))).toBeUndefined();
});
