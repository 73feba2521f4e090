import { expect, test } from "vitest";
import { dueEdition } from "./edition-day.ts";

const at = (text: string) => Date.parse(text);

test("the edition of a day is due from ten past seven on the clock of the place until one o'clock", () => {
  const edition = { day: "2026-11-28", to: at("2026-11-28T06:00:00Z") };
  expect(dueEdition(at("2026-11-28T06:09:59Z"), "Europe/Paris")).toBeUndefined();
  expect(dueEdition(at("2026-11-28T06:10:00Z"), "Europe/Paris")).toEqual(edition);
  expect(dueEdition(at("2026-11-28T11:59:59Z"), "Europe/Paris")).toEqual(edition);
  expect(dueEdition(at("2026-11-28T12:00:00Z"), "Europe/Paris")).toBeUndefined();
});

test("in summer it is an hour earlier, and on another island it has its own hour", () => {
  expect(dueEdition(at("2026-07-01T05:30:00Z"), "Europe/Paris")?.to).toBe(
    at("2026-07-01T05:00:00Z"),
  );
  expect(dueEdition(at("2026-11-28T03:30:00Z"), "Indian/Reunion")).toEqual({
    day: "2026-11-28",
    to: at("2026-11-28T03:00:00Z"),
  });
});

test("on the days on which clocks change there is one edition", () => {
  for (const day of ["2026-03-29", "2026-10-25"]) {
    const found = new Set<string>();
    for (let minute = 0; minute < 30 * 60; minute += 10) {
      const due = dueEdition(at(`${day}T00:00:00Z`) - 7_200_000 + minute * 60_000, "Europe/Paris");
      if (due?.day === day) found.add(JSON.stringify(due));
    }
    expect(found.size).toBe(1);
  }
});
