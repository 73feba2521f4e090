import { expect, test } from "vitest";
import { readingsOf, retryDelayMs, standingOf } from "./connection.ts";

test("an event's values become rows", () => {
  const value = {
    sensor: "sds011",
    origin: "replayed",
    quantity: "pm2_5",
    value: 12.3,
    flags: ["replayed"],
  };
  const data = JSON.stringify({
    station: "workshop",
    values: [{ ...value, at: "2026-11-24T12:00:00.000Z", unit: "ug/m3", received: "…" }],
  });
  expect(readingsOf(data)).toEqual([{ ...value, at: Date.UTC(2026, 10, 24, 12) }]);
});

test.each(["", "{", "[]", '{"values":[{"sensor":"sds011"}]}'])(
  "an event that says %j is passed over",
  (data) => {
    expect(readingsOf(data)).toBeUndefined();
  },
);

test("failures are retried soon, then gently", () => {
  expect([0, 1, 2, 9].map(retryDelayMs)).toEqual([2_000, 4_000, 8_000, 8_000]);
});

test("a station event gives the cloud's time and the station; anything else is passed over", () => {
  const station = { id: "workshop", clockDoubtful: false };
  const data = JSON.stringify({ now: "2026-11-24T12:00:00.000Z", station });
  expect(standingOf(data)).toEqual({ now: Date.UTC(2026, 10, 24, 12), station });
  for (const wrong of ["", "{}", '{"now":"2026-11-24T12:00:00.000Z"}'])
    expect(standingOf(wrong)).toBeUndefined();
});
