import { expect, test } from "vitest";
import { canBeFifteenthBirthday, endOfDay } from "./dates.ts";

const iso = (at: number | undefined) => at && new Date(at).toISOString();

test("a named day ends at midnight of its zone, summer and winter", () => {
  expect(iso(endOfDay("2026-11-30", "Europe/Paris"))).toBe("2026-11-30T23:00:00.000Z");
  expect(iso(endOfDay("2026-07-14", "Europe/Paris"))).toBe("2026-07-14T22:00:00.000Z");
  expect(iso(endOfDay("2026-10-25", "Europe/Paris"))).toBe("2026-10-25T23:00:00.000Z");
  expect(iso(endOfDay("2026-03-28", "Europe/Paris"))).toBe("2026-03-28T23:00:00.000Z");
});

test.each(["", "30/11/2026", "2026-02-30", "2026-13-01", "0000-00-00"])("%j is no day", (text) => {
  expect(endOfDay(text, "Europe/Paris")).toBeUndefined();
});

test("the day on which a child is 15 is to come, within 15 years", () => {
  const now = Date.UTC(2026, 10, 26, 18);
  for (const day of ["2026-11-27", "2031-05-04", "2041-11-26"])
    expect(canBeFifteenthBirthday(day, now), day).toBe(true);
  for (const day of ["2026-11-26", "2020-01-01", "2042-01-01", "2031-02-30", "tomorrow", ""])
    expect(canBeFifteenthBirthday(day, now), day).toBe(false);
});
