import { stationState } from "@datacityzen/hardware/station-state";
import { expect, test } from "vitest";
import { lastDay, pictureOf } from "../charts/picture.ts";
import type { Row } from "../stations/rows.ts";
import { afterEvent, type Day } from "./day.ts";

const MINUTE = 60_000;
const now = Date.UTC(2026, 10, 24, 12, 2);
const window = lastDay(now, 5 * MINUTE);
const running = window.until - 5 * MINUTE;

const answer = (from: number, mean?: number) => ({
  station: "workshop",
  quantity: "pm2_5" as const,
  unit: "ug/m3",
  averaging: "arithmetic" as const,
  from: new Date(from).toISOString(),
  until: new Date(from + 86_400_000).toISOString(),
  every: "PT5M",
  series: [
    {
      sensor: "sds011",
      origin: "measured" as const,
      points:
        mean === undefined
          ? []
          : [
              {
                at: new Date(from).toISOString(),
                until: new Date(from + 5 * MINUTE).toISOString(),
                partial: false,
                mean,
                min: mean,
                max: mean,
                count: 30,
                expected: 30,
                flags: [],
              },
            ],
    },
  ],
});

const reading = (at: number, value: number, more: Partial<Row> = {}): Row => ({
  sensor: "sds011",
  origin: "measured",
  quantity: "pm2_5",
  at,
  value,
  flags: [],
  ...more,
});

const day: Day = {
  now,
  facts: { everyMs: 10_000 },
  notices: [],
  lines: "[]",
  rows: [reading(now - 10_000, 10)],
  quantity: "pm2_5",
  picture: pictureOf(answer(window.from), window),
  doubtFrom: null,
};

const slots = (state: Day) => state.picture.lines[0]?.slots ?? [];

test("a new reading moves the table and the line, and raises no doubt", () => {
  const after = afterEvent(day, { kind: "readings", now, values: [reading(now, 12)] });
  expect(after.rows).toEqual([reading(now, 12)]);
  expect(slots(after).at(-1)).toMatchObject({ sums: { mean: 12, count: 1 } });
  expect(after.doubtFrom).toBeNull();
});

test("a reading that is repeated is not counted twice", () => {
  const event = { kind: "readings", now, values: [reading(now, 12)] } as const;
  const after = afterEvent(afterEvent(day, event), event);
  expect(slots(after).at(-1)).toMatchObject({ sums: { count: 1 } });
});

test("a reading that comes late is left to the store, from its slot on", () => {
  const late = now - 3 * 3_600_000;
  const after = afterEvent(day, { kind: "readings", now, values: [reading(late, 99)] });
  expect(after.rows).toBe(day.rows);
  expect(after.picture).toEqual(day.picture);
  expect(after.doubtFrom).toBe(Date.UTC(2026, 10, 24, 9, 0));
});

test("a reading from before the day raises no doubt about what is not shown", () => {
  const after = afterEvent(day, { kind: "readings", now, values: [reading(0, 1)] });
  expect(after.doubtFrom).toBe(window.from);
});

test("another quantity moves the table only", () => {
  const values = [reading(now, 40, { quantity: "pm10" })];
  const after = afterEvent(day, { kind: "readings", now, values });
  expect(after.rows).toHaveLength(2);
  expect(after.picture).toBe(day.picture);
});

test("when a slot ends, the store is asked for it; before, time only passes", () => {
  expect(afterEvent(day, { kind: "tick", now: now + MINUTE })).toEqual({
    ...day,
    now: now + MINUTE,
  });
  const after = afterEvent(day, { kind: "tick", now: window.until });
  expect(after.doubtFrom).toBe(running);
});

test("the earliest doubt counts until the store is asked, and its answer settles it", () => {
  const doubting = [now, running - 20 * MINUTE, running].reduce(
    (state, from) => afterEvent(state, { kind: "doubt", from }),
    day,
  );
  expect(doubting.doubtFrom).toBe(running - 20 * MINUTE);
  const asked = afterEvent(doubting, { kind: "asked" });
  expect(asked.doubtFrom).toBeNull();
  const settled = afterEvent(asked, { kind: "answered", answer: answer(running, 17) });
  expect(slots(settled).at(-1)).toMatchObject({ sums: { mean: 17, count: 30 } });
});

test("a reading tells that the station is there, and the cloud's word replaces ours", () => {
  const facts = { everyMs: 10_000, said: { state: "offline", since: now - MINUTE } } as const;
  const after = afterEvent(
    { ...day, facts },
    { kind: "readings", now, values: [reading(now - 1000, 12)] },
  );
  expect(stationState(after.facts, now)).toEqual({ kind: "online" });
  const told = afterEvent(after, {
    kind: "station",
    now: now + 5000,
    facts,
    notices: [{ kind: "clock" }],
    lines: "[1]",
  });
  expect(told).toMatchObject({
    now: now + 5000,
    facts,
    notices: [{ kind: "clock" }],
    lines: "[1]",
  });
});
