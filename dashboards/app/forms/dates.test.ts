import { expect, test } from "vitest";
import { endOfDay } from "./dates.ts";

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
