import type { QuantityName } from "@datacityzen/hardware/quantities";
import { expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../durations.ts";
import { arrival } from "./arrival.ts";
import type { Check, Series } from "./check.ts";
import { course, doubted, numbers, START, series, wobble } from "./labelled.fixture.ts";
import { range } from "./range.ts";
import { rate } from "./rate.ts";
import { spike } from "./spike.ts";
import { step } from "./step.ts";
import { stuck } from "./stuck.ts";

interface Labelled {
  readonly check: Check<Series>;
  readonly what: string;
  readonly quantity: QuantityName;
  readonly values: readonly number[];
  readonly everyMs?: number;
  /** The numbers of the values that must be doubted: none others. */
  readonly wrong: readonly number[];
}

const steady = (length: number, of = 10): number[] =>
  Array.from({ length }, (_, index) => Math.round(10 * (of + wobble(index))) / 10);
const same = (length: number, value: number): number[] => Array.from({ length }, () => value);

const cases: readonly Labelled[] = [
  {
    ...{ check: range, what: "a DHT22 that lost its line, and 85 °C of a DS18B20 after power-on" },
    ...{ quantity: "temperature", values: [12, -127, 12.1, 85, 12.2], wrong: [1, 3] },
  },
  {
    ...{ check: range, what: "the upper bound is a value" },
    ...{ quantity: "humidity", values: [1, 100, 100.1, -0.1], wrong: [2, 3] },
  },
  {
    ...{ check: range, what: "what is no number" },
    ...{ quantity: "pm2_5", values: [4, Number.NaN, Number.POSITIVE_INFINITY, 5], wrong: [1, 2] },
  },
  {
    ...{ check: step, what: "a degree a minute is weather, four at once are not" },
    ...{ quantity: "temperature", everyMs: MINUTE_MS, values: [10, 11, 12, 16.1, 16], wrong: [3] },
  },
  {
    ...{ check: step, what: "the limit itself is allowed" },
    ...{ quantity: "temperature", everyMs: MINUTE_MS, values: [10, 13, 10], wrong: [] },
  },
  {
    ...{ check: step, what: "over nine minutes three times as much may change" },
    ...{ quantity: "temperature", everyMs: 9 * MINUTE_MS, values: [10, 18.9, 9.5], wrong: [2] },
  },
  {
    ...{ check: step, what: "after a gap of 20 minutes nothing is said" },
    ...{ quantity: "temperature", everyMs: 20 * MINUTE_MS, values: [10, 40, 10], wrong: [] },
  },
  {
    ...{ check: step, what: "smoke rises at once, and that is true" },
    ...{ quantity: "pm2_5", everyMs: MINUTE_MS, values: [5, 400, 380], wrong: [] },
  },
  {
    ...{ check: spike, what: "one value far above" },
    ...{ quantity: "pm2_5", values: [...steady(8), 95, ...steady(8)], wrong: [8] },
  },
  {
    ...{ check: spike, what: "one value far below, and two at the end" },
    ...{ quantity: "temperature", values: [...steady(8), -20, ...steady(9), 40, 41] },
    wrong: [8, 18, 19],
  },
  {
    ...{ check: spike, what: "a deviation of 0 around it: the noise of the sensor stands for it" },
    ...{ quantity: "pm2_5", values: [...same(8, 5), 6, ...same(8, 5), 40, ...same(8, 5)] },
    wrong: [17],
  },
  {
    ...{ check: spike, what: "smoke comes, stays and goes" },
    ...{ quantity: "pm2_5", values: [...steady(8), 60, 120, 150, 140, 90, 40, ...steady(8)] },
    wrong: [],
  },
  {
    ...{ check: spike, what: "noise of a sensor in clean air" },
    ...{ quantity: "pm2_5", values: steady(200, 3), wrong: [] },
  },
  {
    ...{ check: spike, what: "a lorry is loud" },
    ...{ quantity: "laeq", values: [...steady(8, 45), 95, ...steady(8, 45)], wrong: [] },
  },
  {
    ...{ check: stuck, what: "the same value for two hours and a half, between others" },
    ...{ quantity: "pm2_5", values: [...steady(5), ...same(30, 7.3), ...steady(5)] },
    wrong: numbers(5, 34),
  },
  {
    ...{ check: stuck, what: "the same value for an hour is air that is still" },
    ...{ quantity: "pm2_5", values: [...steady(5), ...same(12, 7.3), ...steady(5)], wrong: [] },
  },
  {
    ...{ check: stuck, what: "clean air after rain: 0.9 all night" },
    ...{ quantity: "pm2_5", values: [...steady(5), ...same(100, 0.9), ...steady(5)], wrong: [] },
  },
  {
    ...{ check: stuck, what: "and 0.9 for a day and a night is a counter that counts nothing" },
    ...{ quantity: "pm2_5", values: same(300, 0.9), wrong: numbers(0, 299) },
  },
  {
    ...{ check: stuck, what: "a DHT22 that stays at 99.9 for two days" },
    ...{ quantity: "humidity", values: [...steady(5, 90), ...same(600, 99.9)] },
    wrong: numbers(5, 604),
  },
  {
    ...{ check: stuck, what: "a foggy night" },
    ...{ quantity: "humidity", values: [...steady(5, 90), ...same(140, 100)], wrong: [] },
  },
  {
    ...{ check: stuck, what: "a wind vane in calm air" },
    ...{ quantity: "wind_speed", values: [...same(200, 0), 1, 2], wrong: [] },
  },
  {
    ...{ check: stuck, what: "five equal values of a sensor that measures each hour" },
    ...{ quantity: "pm2_5", everyMs: HOUR_MS, values: [8, 9, 9, 9, 9, 9, 7], wrong: [] },
  },
  {
    ...{ check: rate, what: "a box that the sun reaches: 20 °C in an hour, half a degree a value" },
    ...{
      quantity: "temperature",
      values: [...same(12, 5), ...numbers(0, 12).map((i) => 5 + 1.7 * i)],
    },
    wrong: numbers(21, 24),
  },
  {
    ...{ check: rate, what: "a front: 10 °C in an hour" },
    ...{
      quantity: "temperature",
      values: [...same(12, 25), ...numbers(0, 12).map((i) => 25 - 0.8 * i)],
    },
    wrong: [],
  },
  {
    ...{ check: rate, what: "one wrong value is a spike and no rate" },
    ...{ quantity: "temperature", values: [...steady(8), 60, ...steady(8)], wrong: [] },
  },
];

for (const { check, what, quantity, values, everyMs, wrong } of cases)
  test(`${check.name}: ${what}`, () => {
    const samples = series(values, everyMs);
    expect(doubted(samples, check.run({ quantity, samples }))).toEqual(wrong);
  });

test("range: what the sensor's data sheet excludes is doubted too", () => {
  const samples = series([-9, -10, -11]);
  expect(
    doubted(samples, range.run({ quantity: "temperature", samples, measurable: [-10, 50] })),
  ).toEqual([2]);
});

test("stuck: a gap of three hours ends a run, and the finding says the value and the hours", () => {
  const samples = [
    ...series([7.3, 7.3, 7.3, 7.3, 7.3, 7.3, 7.3], 10 * MINUTE_MS),
    ...series([7.3, 7.3, 7.3, 7.3, 7.3, 7.3, 7.3], 30 * MINUTE_MS, START + 5 * HOUR_MS),
  ];
  expect(stuck.run({ quantity: "pm10", samples })).toEqual([
    {
      ...{ from: START + 5 * HOUR_MS, until: START + 8 * HOUR_MS + 1, count: 7 },
      figures: { value: 7.3, hours: 3 },
    },
  ]);
});

test("arrival: a reading of tomorrow and one of a clock that was never set", () => {
  const at = [START, START + 30_000, START + 90_000, 12_000, START];
  const points = at.map((each) => ({ at: each, received: START }));
  const found = arrival.run({ points });
  expect(found.map(({ from, count }) => [from, count])).toEqual([[START + 90_000, 2]]);
  expect(arrival.run({ points: points.slice(0, 2) })).toEqual([]);
});

test("a spike at the edge of a gap is judged by what is near it in time", () => {
  const morning = course(2, () => 8, 5 * MINUTE_MS);
  const evening = series([200, 210, 190], 5 * MINUTE_MS, START + 12 * HOUR_MS);
  expect(spike.run({ quantity: "pm2_5", samples: [...morning, ...evening] })).toEqual([]);
});
