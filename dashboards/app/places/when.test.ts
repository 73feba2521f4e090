import { expect, test } from "vitest";
import { dayAt, startOfDay } from "./when.ts";

const now = Date.UTC(2026, 10, 26, 22, 30);

test("a day begins at midnight of its zone, and none that is to come is taken", () => {
  const iso = (day: string) => {
    const at = startOfDay(day, "Europe/Paris", now);
    return at === undefined ? undefined : new Date(at).toISOString();
  };
  expect(iso("2026-11-26")).toBe("2026-11-25T23:00:00.000Z");
  expect(iso("2026-07-01")).toBe("2026-06-30T22:00:00.000Z");
  expect(iso("2026-10-26")).toBe("2026-10-25T23:00:00.000Z");
  expect(iso("2026-11-27")).toBeUndefined();
  expect(iso("2026-02-30")).toBeUndefined();
  expect(iso("demain")).toBeUndefined();
});

test("after midnight in a zone, its day is the next one", () => {
  expect(dayAt(now, "Europe/Paris")).toBe("2026-11-26");
  expect(dayAt(now + 3_600_000, "Europe/Paris")).toBe("2026-11-27");
});
