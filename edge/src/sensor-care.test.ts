import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSensorCare, readSensorCare } from "./sensor-care.ts";

const SECOND = 1000;
const HOUR = 3_600_000;
const WEEK = 604_800_000;
const NOW = 1_790_000_000_000;
const cleaning = { everyMs: WEEK, lastsMs: 10_000 };

const file = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-care-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "edge", "hours-balcony.json");
};

test("hours count while values come, and not while the sensor rests or is away", () => {
  const care = openSensorCare();
  for (let at = 0; at <= HOUR; at += SECOND) care.worked("sds011-58d9", at, 8000);
  expect(care.hours("sds011-58d9")).toBeCloseTo(1, 6);
  // Four minutes of rest, then half an hour of work.
  for (let at = HOUR + 240 * SECOND; at <= 1.5 * HOUR + 240 * SECOND; at += 30 * SECOND)
    care.worked("sds011-58d9", at, 8000);
  expect(care.hours("sds011-58d9")).toBeCloseTo(1.5, 6);
  expect(care.hours("pmsx003")).toBeUndefined();
});

test("hours outlive a restart, and are written seldom", () => {
  const path = file();
  const first = openSensorCare({ path });
  first.look(0);
  first.worked("sds011-58d9", 0, 8000);
  first.worked("sds011-58d9", 60 * SECOND, 8000);
  first.look(60 * SECOND);
  expect(readSensorCare(path)).toEqual({});
  first.look(600 * SECOND);
  expect(readSensorCare(path)).toEqual({ "sds011-58d9": { hours: 1 / 60, life: 8000 } });

  const second = openSensorCare({ path });
  second.worked("sds011-58d9", 0, 8000);
  second.worked("sds011-58d9", 60 * SECOND, 8000);
  second.keep();
  expect(readSensorCare(path)["sds011-58d9"]?.hours).toBeCloseTo(2 / 60, 9);
});

test("a damaged file begins at zero, and a folder that cannot be written stops nobody", () => {
  const path = file();
  openSensorCare({ path }).cleaned("sps30", NOW);
  const kept = openSensorCare({ path });
  kept.cleaned("sps30", NOW);
  kept.keep();
  writeFileSync(path, '{"sps30":{"hours":');
  expect(openSensorCare({ path }).hours("sps30")).toBeUndefined();

  const warned: unknown[] = [];
  const care = openSensorCare({
    path: "/dev/null/hours.json",
    log: { warn: (...all: unknown[]) => void warned.push(all) },
  });
  care.worked("sps30", 0, undefined);
  care.keep();
  expect(warned).toHaveLength(1);
});

test("a fan is cleaned each week that it works, and when it was without power for longer than that", () => {
  const path = file();
  const care = openSensorCare({ path });
  expect(care.isCleaningDue("sps30", undefined, NOW)).toBe(false);
  // A new one is clean.
  expect(care.isCleaningDue("sps30", cleaning, NOW)).toBe(false);
  expect(care.isCleaningDue("sps30", cleaning, NOW + WEEK - 1)).toBe(false);
  expect(care.isCleaningDue("sps30", cleaning, NOW + WEEK)).toBe(true);
  care.cleaned("sps30", NOW + WEEK);
  expect(care.isCleaningDue("sps30", cleaning, NOW + WEEK + 1)).toBe(false);
  care.keep();
  const afterHolidays = openSensorCare({ path });
  expect(afterHolidays.isCleaningDue("sps30", cleaning, NOW + 5 * WEEK)).toBe(true);
});

test("days that a wrong clock has counted begin anew", () => {
  const care = openSensorCare();
  care.cleaned("sps30", NOW + 1000 * WEEK);
  expect(care.isCleaningDue("sps30", cleaning, NOW)).toBe(false);
  expect(care.isCleaningDue("sps30", cleaning, NOW + WEEK)).toBe(true);
});
