import { expect, test } from "vitest";
import { faultsFoundInYear, flagsOfCleanYear } from "./checks-of-a-year.ts";

const DAY_MS = 86_400_000;
const months = {
  ...{ seed: 6, stations: 5, everyMs: 600_000 },
  ...{ from: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 0, 1) + 30 * DAY_MS },
} as const;

test("of 30 clean days of five stations each check doubts less than 1 % of the values", () => {
  for (const { check, values, flagged } of flagsOfCleanYear(months)) {
    expect(values).toBeGreaterThan(100_000);
    expect(flagged / values, check).toBeLessThan(0.01);
  }
});

test("of a whole clean year of four stations too", () => {
  const year = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2027, 0, 1) };
  // Every half hour: a year of ten minutes is in the bench.
  for (const { check, values, flagged } of flagsOfCleanYear({
    ...{ seed: 6, stations: 4, everyMs: 1_800_000 },
    ...year,
  })) {
    expect(values).toBeGreaterThan(500_000);
    expect(flagged / values, check).toBeLessThan(0.01);
  }
});

test("values that a simulated fault repeats or multiplies are found", () => {
  const found = faultsFoundInYear(months);
  for (const { fault, values, flagged } of found.slice(0, 2)) {
    expect(values, fault).toBeGreaterThan(0);
    expect(flagged / values, fault).toBeGreaterThan(0.8);
  }
});
