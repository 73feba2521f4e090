import { expect, test } from "vitest";
import { type Row, withValue } from "./rows.ts";

const row = (at: number, value: number, more: Partial<Row> = {}): Row => ({
  sensor: "sds011",
  origin: "measured",
  quantity: "pm2_5",
  at,
  value,
  flags: [],
  ...more,
});

test("a newer value takes the place of the older one", () => {
  const rows = [row(1, 10), row(1, 20, { quantity: "pm10" })];
  expect(withValue(rows, row(2, 11))).toEqual([row(2, 11), rows[1]]);
});

test("a value that comes late changes nothing", () => {
  const rows = [row(5, 10)];
  expect(withValue(rows, row(4, 99))).toBe(rows);
  expect(withValue(rows, row(5, 98))).toBe(rows);
});

test("the first value of a sensor gets a row", () => {
  const other = row(1, 7, { sensor: "pmsx003" });
  expect(withValue([row(1, 10)], other)).toEqual([row(1, 10), other]);
});
