import { addValue, emptySums } from "@datacityzen/hardware/averaging/sums";
import { expect, test } from "vitest";
import type { Line, Picture, Slot } from "./picture.ts";
import { firstReading, hoursOf, shareOf, summaryOf } from "./summary.ts";

const MINUTE = 60_000;
const from = Date.UTC(2026, 10, 23, 12, 30);
/** A slot whose readings lie between one less and two more than their mean. */
const slot = (
  mean: number,
  { count = 30, ...more }: Partial<Slot> & { count?: number } = {},
): Slot => ({
  sums: {
    count,
    mean,
    squares: 0,
    minimum: { value: mean - 1, at: from },
    maximum: { value: mean + 2, at: from },
  },
  expected: 30,
  flags: [],
  leftOut: 0,
  ...more,
});

const range = (minimum: number, maximum: number) => ({
  kind: "range",
  minimum: { value: minimum, at: from },
  maximum: { value: maximum, at: from },
});

/** A picture of half-hour slots whose last one has run for ten minutes. */
const draw = (slots: (Slot | null)[]): [Picture, Line, { since: number; now: number }] => {
  const line = { sensor: "sds011", origin: "measured", slots } as const;
  const every = 30 * MINUTE;
  const picture = {
    quantity: "pm2_5",
    averaging: "arithmetic",
    from,
    every,
    size: slots.length,
    lines: [line],
  } as const;
  return [picture, line, { since: 0, now: from + (slots.length - 1) * every + 10 * MINUTE }];
};

test("a summary weighs means by their readings and keeps the extremes of single readings", () => {
  const [picture, line, span] = draw([slot(10), slot(30, { count: 10 }), slot(20, { count: 10 })]);
  expect(summaryOf(picture, line, span)).toEqual({
    mean: expect.closeTo((300 + 300 + 200) / 50, 10),
    extremes: range(9, 32),
    count: 50,
    expected: 70,
    flags: [],
  });
});

test("a summary tells the flags that any of its readings has", () => {
  const [picture, line, span] = draw([
    slot(1, { flags: ["replayed"] }),
    slot(1, { flags: ["replayed", "humid"] }),
    slot(1),
  ]);
  expect(summaryOf(picture, line, span)?.flags).toEqual(["replayed", "humid"]);
});

test("a gap counts as missing readings, and what is still to come does not", () => {
  const [picture, line, span] = draw([slot(1), null, null, slot(1), slot(1, { count: 10 })]);
  const summary = summaryOf(picture, line, span);
  expect(summary).toMatchObject({ count: 70, expected: 130 });
  expect(summary && shareOf(summary)).toBeCloseTo(70 / 130, 10);
});

test("a reading that came early in the slot that runs does not exceed what was expected", () => {
  const [picture, line, span] = draw([slot(1), slot(1, { count: 11 })]);
  expect(summaryOf(picture, line, span)).toMatchObject({ count: 41, expected: 41 });
});

test("a station is not blamed for the time before its first reading", () => {
  const [picture, line, span] = draw([null, null, slot(1), slot(1, { count: 10 })]);
  const since = firstReading(picture) ?? 0;
  expect(since).toBe(from + 60 * MINUTE);
  expect(summaryOf(picture, line, { ...span, since })).toMatchObject({ count: 40, expected: 40 });
});

test("a rhythm that nobody told leaves completeness open", () => {
  const [picture, line, span] = draw([slot(1, { expected: null }), null]);
  const summary = summaryOf(picture, line, span);
  expect(summary?.expected).toBeNull();
  expect(summary && shareOf(summary)).toBeUndefined();
});

test("more readings than expected are complete, not more", () => {
  expect(shareOf({ count: 31, expected: 30 })).toBe(1);
  expect(shareOf({ count: 0, expected: 0 })).toBeUndefined();
});

test("a line without a reading has no summary", () => {
  const [picture, line, span] = draw([null, null]);
  expect(summaryOf(picture, line, span)).toBeUndefined();
  expect(firstReading(picture)).toBeUndefined();
});

test("hours come newest first, whole ones only at the start, silent ones included", () => {
  // 12:30, 13:00, 13:30, 14:00, 14:30, 15:00 (until 15:10)
  const [picture, line, span] = draw([
    slot(5),
    slot(1),
    slot(3),
    null,
    null,
    slot(7, { count: 10 }),
  ]);
  const hours = hoursOf(picture, line, span);
  expect(hours.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    "15:00",
    "14:00",
    "13:00",
  ]);
  expect(hours).toMatchObject([
    { mean: 7, count: 10, expected: 10, partial: true },
    { count: 0, expected: 60, partial: false },
    { mean: 2, extremes: range(0, 5), count: 60, expected: 60, partial: false },
  ]);
});

test("hours begin with the station's first one", () => {
  const [picture, line, span] = draw([null, null, null, null, slot(1), slot(1)]);
  const hours = hoursOf(picture, line, { ...span, since: firstReading(picture) ?? 0 });
  expect(hours).toMatchObject([{ count: 30 }, { count: 30, expected: 30 }]);
});

test("directions around north are summed up as an arc, not from 10 to 350", () => {
  const wind = (value: number): Slot => ({
    sums: addValue(emptySums, "circular", value, from),
    expected: 1,
    flags: [],
    leftOut: 0,
  });
  const [picture, line, span] = draw([wind(350), wind(10)]);
  expect(summaryOf({ ...picture, averaging: "circular" }, line, span)).toMatchObject({
    mean: 0,
    extremes: { kind: "arc", arc: { from: 350, to: 10 } },
  });
});

test("an hour counts what enters no mean, also where nothing else is there", () => {
  const aside = { ...slot(0), sums: emptySums, leftOut: 2 };
  const [picture, line, span] = draw([null, slot(5), aside]);
  expect(hoursOf(picture, line, span)[0]).toMatchObject({ count: 30, mean: 5, leftOut: 2 });
  const [alone, only, its] = draw([null, null, aside]);
  expect(hoursOf(alone, only, its)[0]).toMatchObject({ count: 0, leftOut: 2 });
});
