import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bucket, Series } from "../api/answers.ts";
import {
  advance,
  type Line,
  lastDay,
  type Picture,
  pictureOf,
  slotWidth,
  withAnswer,
  withPoint,
} from "./picture.ts";
import type { Scale } from "./scale.ts";
import { bandOf, shownMean } from "./stroke.ts";

const MINUTE = 60_000;
const now = Date.UTC(2026, 10, 24, 12, 2);
const window = lastDay(now, 5 * MINUTE);
const instant = (at: number) => new Date(at).toISOString();

const bucket = (at: number, mean: number, more: Partial<Bucket> = {}): Bucket => ({
  at: instant(at),
  until: instant(at + 5 * MINUTE),
  partial: false,
  mean,
  min: mean - 1,
  max: mean + 1,
  count: 30,
  expected: 30,
  flags: [],
  ...more,
});

const answer = (
  points: { [sensor: string]: Bucket[] },
  range: { from: number; until: number } = window,
): Series => ({
  station: "workshop",
  quantity: "pm2_5",
  unit: "ug/m3",
  averaging: "arithmetic",
  from: instant(range.from),
  until: instant(range.until),
  every: "PT5M",
  series: Object.entries(points).map(([sensor, points]) => ({
    sensor,
    origin: "measured",
    points,
  })),
});

const means = (picture: Picture, sensor = "sds011") =>
  picture.lines
    .find((line) => line.sensor === sensor)
    ?.slots.map((slot) => shownMean(slot, picture.averaging));

test("a day is 288 slots of five minutes, of which the last one runs", () => {
  expect(window).toEqual({
    from: Date.UTC(2026, 10, 23, 12, 5),
    until: Date.UTC(2026, 10, 24, 12, 5),
    every: 5 * MINUTE,
  });
  expect(pictureOf(answer({}), window)).toMatchObject({ size: 288, lines: [] });
});

test("a slot without readings is a gap, never a value between its neighbours", () => {
  const { from } = window;
  const buckets = [bucket(from, 10), bucket(from + 10 * MINUTE, 20)];
  const picture = pictureOf(answer({ sds011: buckets }), window);
  expect(means(picture)?.slice(0, 4)).toEqual([10, null, 20, null]);
});

test("each sensor has a line of its own", () => {
  const picture = pictureOf(
    answer({ sds011: [bucket(window.from, 10)], pmsx003: [bucket(window.from, 12)] }),
    window,
  );
  expect(picture.lines.map(({ sensor }) => sensor)).toEqual(["pmsx003", "sds011"]);
});

test.each([
  ["ten seconds", [10_000], 5],
  ["two sensors, one at a quarter of an hour", [10_000, 15 * MINUTE], 15],
  ["twenty minutes", [20 * MINUTE], 30],
  ["four hours", [240 * MINUTE], 360],
  ["none known", [], 5],
])("a rhythm of %s leaves no gaps of its own", (_, intervals, minutes) => {
  expect(slotWidth(intervals)).toBe(minutes * MINUTE);
});

test("a live reading joins the slot that runs", () => {
  const running = window.until - 5 * MINUTE;
  const buckets = [bucket(running, 10, { min: 9, max: 11, count: 3 })];
  const picture = pictureOf(answer({ sds011: buckets }), window);
  const live = withPoint(picture, {
    sensor: "sds011",
    origin: "measured",
    at: running + MINUTE,
    value: 14,
    flags: ["humid"],
  });
  expect(live.lines[0]?.slots.at(-1)).toMatchObject({
    sums: { mean: 11, minimum: { value: 9 }, maximum: { value: 14 }, count: 4 },
    expected: 30,
    flags: ["humid"],
  });
});

test("a live reading of a sensor that was silent all day starts its line", () => {
  const live = withPoint(pictureOf(answer({}), window), {
    sensor: "sds011",
    origin: "measured",
    at: now,
    value: 14,
    flags: [],
  });
  expect(means(live)?.at(-1)).toBe(14);
  expect(means(live)?.filter((mean) => mean !== null)).toHaveLength(1);
});

test("what no instrument gives enters no mean, from the server or live", () => {
  const running = window.until - 5 * MINUTE;
  const buckets = [
    bucket(running - 5 * MINUTE, 0, { mean: null, count: 0, left_out: 3, flags: ["implausible"] }),
    bucket(running, 10, { count: 3 }),
  ];
  const picture = pictureOf(answer({ sds011: buckets }), window);
  const point = {
    sensor: "sds011",
    origin: "measured" as const,
    at: running + MINUTE,
    flags: ["implausible" as const],
  };
  const live = withPoint(picture, { ...point, value: 65_535 });
  expect(means(live)?.slice(-2)).toEqual([null, 10]);
  expect(live.lines[0]?.slots.slice(-2)).toMatchObject([
    { sums: { count: 0 }, leftOut: 3 },
    { sums: { count: 3 }, leftOut: 1, flags: ["implausible"] },
  ]);
  const scale = { low: 0, high: 20 } as Scale;
  const band = bandOf(live.lines[0] as Line, "arithmetic", scale, { width: 288, height: 20 });
  expect(band.match(/M/g)).toHaveLength(1);
});

test("a reading from outside the day changes nothing", () => {
  const picture = pictureOf(answer({ sds011: [] }), window);
  const point = { sensor: "sds011", origin: "measured", value: 1, flags: [] } as const;
  expect(withPoint(picture, { ...point, at: window.from - 1 })).toEqual(picture);
  expect(withPoint(picture, { ...point, at: window.until })).toEqual(picture);
});

test("as time goes on, old slots leave and empty ones come", () => {
  const { from, until } = window;
  const buckets = [bucket(from, 1), bucket(from + 5 * MINUTE, 2), bucket(until - 5 * MINUTE, 3)];
  const moved = advance(pictureOf(answer({ sds011: buckets }), window), until + MINUTE);
  expect(moved.from).toBe(from + 5 * MINUTE);
  expect(moved.lines[0]?.slots).toHaveLength(288);
  expect(means(moved)?.[0]).toBe(2);
  expect(means(moved)?.slice(-2)).toEqual([3, null]);
});

test("after a night of sleep the picture starts afresh", () => {
  const picture = pictureOf(answer({ sds011: [bucket(window.from, 1)] }), window);
  const moved = advance(picture, now + 3 * 86_400_000);
  expect(moved.from).toBe(window.from + 3 * 86_400_000);
  expect(means(moved)?.every((mean) => mean === null)).toBe(true);
});

test("a clock set back does not move the picture", () => {
  const picture = pictureOf(answer({ sds011: [] }), window);
  expect(advance(picture, now - 3_600_000)).toBe(picture);
});

test("the store's own figures replace what was folded live, in the range that they are of", () => {
  const { until } = window;
  const [last, previous, older] = [5, 10, 15].map((ago) => until - ago * MINUTE) as [
    number,
    number,
    number,
  ];
  const first = pictureOf(answer({ sds011: [bucket(older, 1), bucket(previous, 2)] }), window);
  const live = withPoint(first, {
    ...{ sensor: "sds011", origin: "measured", at: last, value: 99, flags: [] },
  });
  const healed = withAnswer(live, answer({ sds011: [bucket(last, 3)] }, { from: previous, until }));
  expect(means(healed)?.slice(-3)).toEqual([1, null, 3]);
});

test("readings folded one by one give what the store computes of them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (values) => {
        const live = values.reduce(
          (picture, value) =>
            withPoint(picture, {
              ...{ sensor: "sds011", origin: "measured", at: now, value, flags: [] },
            }),
          pictureOf(answer({}), window),
        );
        const slot = live.lines[0]?.slots.at(-1);
        expect(slot?.sums.count).toBe(values.length);
        expect(slot?.sums.mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 6);
        expect(slot?.sums.minimum?.value).toBe(Math.min(...values));
        expect(slot?.sums.maximum?.value).toBe(Math.max(...values));
      },
    ),
  );
});

test("what is replayed or simulated is never in one line with what was measured", () => {
  const { from, until } = window;
  const measured = answer({ sds011: [bucket(from, 10)] });
  const [simulated] = answer({ sds011: [bucket(from + 5 * MINUTE, 80)] }).series.map((one) => ({
    ...one,
    origin: "simulated" as const,
  }));
  if (simulated === undefined) throw new Error("no series");
  const picture = pictureOf({ ...measured, series: [...measured.series, simulated] }, window);
  expect(picture.lines.map(({ origin }) => origin)).toEqual(["measured", "simulated"]);
  expect(means(picture)?.slice(0, 2)).toEqual([10, null]);
  const live = withPoint(picture, {
    sensor: "sds011",
    at: until - MINUTE,
    value: 1,
    origin: "replayed",
    flags: [],
  });
  expect(live.lines.map(({ origin }) => origin)).toEqual(["measured", "simulated", "replayed"]);
  expect(live.lines[0]?.slots.at(-1)).toBeNull();
});

test("directions of 350 and 10 degrees give north, in a slot and over slots", () => {
  const wind = {
    ...answer({ vane: [] }),
    quantity: "wind_direction",
    averaging: "circular",
  } as const;
  const point = { sensor: "vane", origin: "measured", at: now, flags: [] } as const;
  const north = [350, 10].reduce(
    (picture, value) => withPoint(picture, { ...point, value }),
    pictureOf(wind, window),
  );
  expect(means(north, "vane")?.at(-1)).toBeCloseTo(0, 6);
});
