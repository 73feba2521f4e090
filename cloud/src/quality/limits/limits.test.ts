import { expect, test } from "vitest";
import { co2BandOf, hcsp2022, uba2008 } from "./indoor-co2.ts";
import { eu2008, eu2030, france, isInForce, limitsBelow, limitTables } from "./limits.ts";
import { type WhoScale, who, whoBandOf } from "./who.ts";

// WHO global air quality guidelines (2021), tables 0.1 and 0.2; interim targets of each pollutant's own table.
const printed = [
  ["shortTerm", "pm2_5", { aqg: 15, it4: 25, it3: 37.5, it2: 50, it1: 75 }],
  ["shortTerm", "pm10", { aqg: 45, it4: 50, it3: 75, it2: 100, it1: 150 }],
  ["shortTerm", "o3", { aqg: 100, it2: 120, it1: 160 }],
  ["shortTerm", "no2", { aqg: 25, it2: 50, it1: 120 }],
  ["shortTerm", "so2", { aqg: 40, it2: 50, it1: 125 }],
  ["shortTerm", "co", { aqg: 4, it1: 7 }],
  ["longTerm", "pm2_5", { aqg: 5, it4: 10, it3: 15, it2: 25, it1: 35 }],
  ["longTerm", "pm10", { aqg: 15, it4: 20, it3: 30, it2: 50, it1: 70 }],
  ["longTerm", "o3", { aqg: 60, it2: 70, it1: 100 }],
  ["longTerm", "no2", { aqg: 10, it3: 20, it2: 30, it1: 40 }],
] as const;

test.each(printed)(
  "WHO 2021, %s %s: each level up to itself, the next just above",
  (term, pollutant, levels) => {
    const scale = who[term][pollutant as "pm2_5"] as WhoScale;
    const all = Object.entries(levels);
    for (const [at, [level, bound]] of all.entries()) {
      expect(whoBandOf(who, scale, bound).key).toBe(level);
      expect(whoBandOf(who, scale, bound + 1e-9).key).toBe(all[at + 1]?.[0] ?? "above");
    }
    expect(whoBandOf(who, scale, 0).key).toBe("aqg");
    expect(scale.levels.length).toBe(all.length);
  },
);

test("a value that is equal to a limit is not above it", () => {
  expect(limitsBelow(eu2008, "pm10", "day: mean", 50)).toEqual([]);
  expect(limitsBelow(eu2008, "pm10", "day: mean", 50.1)).toMatchObject([
    { level: 50, allowed: { times: 35 } },
  ]);
  expect(limitsBelow(france, "o3", "1 h", 241).map(({ kind, level }) => [kind, level])).toEqual([
    ["information threshold", 180],
    ["alert threshold", 240],
  ]);
  expect(limitsBelow(france, "o3", "3 consecutive h", 361).map(({ level }) => level)).toEqual([
    240, 300,
  ]);
  expect(limitsBelow(france, "pm10", "day: mean", undefined)).toEqual([]);
});

test("the directive of 2008 ends where that of 2024 begins", () => {
  for (const [day, first, second] of [
    ["2026-11-27", true, false],
    ["2029-12-31", true, false],
    ["2030-01-01", false, true],
  ] as const)
    expect([isInForce(eu2008, day), isInForce(eu2030, day)], day).toEqual([first, second]);
});

// Directive (EU) 2024/2881, annex I, section 4, tables A and B.
test.each([
  ["alert threshold", "so2", "3 consecutive h", 350],
  ["alert threshold", "no2", "3 consecutive h", 200],
  ["alert threshold", "pm2_5", "day: mean", 50],
  ["alert threshold", "pm10", "day: mean", 90],
  ["alert threshold", "o3", "1 h", 240],
  ["information threshold", "so2", "1 h", 275],
  ["information threshold", "no2", "1 h", 150],
  ["information threshold", "pm2_5", "day: mean", 50],
  ["information threshold", "pm10", "day: mean", 90],
  ["information threshold", "o3", "1 h", 180],
] as const)(
  "the directive of 2024, %s of %s (%s): %d is not above it",
  (kind, quantity, period, level) => {
    const passed = (value: number) =>
      limitsBelow(eu2030, quantity, period, value).filter((each) => each.kind === kind);
    expect(passed(level)).toEqual([]);
    expect(passed(level + 1e-9)).toMatchObject([{ level }]);
  },
);

test("no limit of 2030 is higher than that of 2008 for the same time", () => {
  for (const { quantity, period, level, kind } of eu2030.limits)
    for (const before of eu2008.limits)
      if (before.quantity === quantity && before.period === period && before.kind === kind)
        expect(level).toBeLessThanOrEqual(before.level);
});

test("every table names its source and its levels are positive", () => {
  for (const { sources, limits } of limitTables) {
    expect(sources.every(({ url }) => url.startsWith("https://"))).toBe(true);
    expect(limits.every(({ level }) => level > 0)).toBe(true);
  }
});

test("indoor carbon dioxide: the bounds, and nothing for what is unknown", () => {
  expect([0, 800, 801, 1500, 1500.5].map((ppm) => co2BandOf(hcsp2022, ppm)?.rank)).toEqual([
    1, 1, 2, 2, 3,
  ]);
  expect([1000, 1000.1, 2000, 2001].map((ppm) => co2BandOf(uba2008, ppm)?.rank)).toEqual([
    1, 2, 2, 3,
  ]);
  for (const unknown of [undefined, Number.NaN, -1])
    expect(co2BandOf(uba2008, unknown)).toBeUndefined();
});
