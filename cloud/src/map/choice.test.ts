import { expect, test } from "vitest";
import { Choice, endOf } from "./choice.ts";

const NOW = Date.UTC(2026, 10, 24, 8, 10);

test("an hour is that in which its instant lies, up to 48 hours back", () => {
  expect(endOf({}, NOW)).toBe(Date.UTC(2026, 10, 24, 8));
  expect(endOf({ at: "2026-11-24T05:30:00Z" }, NOW)).toBe(Date.UTC(2026, 10, 24, 5));
  expect(endOf({ at: "2026-11-22T08:00:00Z" }, NOW)).toBe(Date.UTC(2026, 10, 22, 8));
  for (const at of ["2026-11-22T07:59:00Z", "2026-11-24T09:00:00Z"])
    expect(() => endOf({ at }, NOW)).toThrow("within the last 48 hours");
});

test("the index and what it is made of can be shown, a battery cannot", () => {
  expect(Choice.parse({})).toEqual({ quantity: "air", kind: "mean", quality: "all" });
  expect(Choice.parse({ quantity: "pm2_5", kind: "value" }).quantity).toBe("pm2_5");
  expect(Choice.safeParse({ quantity: "battery_voltage" }).success).toBe(false);
});
