import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayNumberOf } from "./daily-counts.ts";
import {
  pollenSeasons,
  presetRule,
  presetYearStart,
  ruleNamed,
  seasonRules,
  yearStartNamed,
} from "./seasons.ts";

const dayOf = (date: string) => dayNumberOf(Temporal.PlainDate.from(date));

/** Counts of days in a row. "-" is a day that nobody counted. */
const countsFrom = (date: string, counts: readonly (number | "-")[]) =>
  new Map(
    counts.flatMap((count, index) =>
      count === "-" ? [] : [[dayOf(date) + index, count] as const],
    ),
  );

const rule = (name: string) => {
  const found = ruleNamed(name);
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found;
};

/** A whole year without pollen, but for what is given. */
const yearWith = (year: number, some: ReadonlyMap<number, number>) => {
  const counts = new Map<number, number>();
  for (let day = dayOf(`${year}-01-01`); day < dayOf(`${year + 1}-01-01`); day += 1)
    counts.set(day, 0);
  for (const [day, count] of some) counts.set(day, count);
  return counts;
};

describe("EAACI: five of seven days", () => {
  test.each([
    // Five days of 6: the sum is 30 exactly.
    [[6, 6, 6, 6, 6], "2025-05-01", "2025-05-05"],
    [[6, 6, 6, 6, 5], undefined, undefined],
    // Two days of the seven may have less.
    [[3, 0, 3, 2, 3, 3, 18], "2025-05-01", "2025-05-07"],
    [[3, 0, 3, 0, 3, 0, 3, 18], undefined, undefined],
    // Four days are not enough, however much flies.
    [[300, 300, 300, 300], undefined, undefined],
    // The day before the five has enough grains, but its own five have too small a sum.
    [[3, 3, 3, 3, 3, 3, 3, 30], "2025-05-02", "2025-05-08"],
    // The last five begin later than the first five end.
    [[9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9], "2025-05-01", "2025-05-15"],
  ])("of grasses %j: from %s to %s", (counts, start, end) => {
    const [season] = pollenSeasons(
      yearWith(2025, countsFrom("2025-05-01", counts)),
      "poaceae",
      rule("eaaci"),
    );
    expect(season).toMatchObject({ year: 2025, start, end, rule: "eaaci" });
  });

  test.each([
    ["poaceae", 3, 30],
    ["betula", 10, 100],
    ["cupressaceae", 20, 200],
    ["olea", 20, 200],
    ["ambrosia", 3, 30],
  ] as const)("%s needs %d grains on each of five days and %d together", (taxon, grains, sum) => {
    const last = sum - 4 * grains;
    const of = (...counts: number[]) =>
      pollenSeasons(countsFrom("2025-05-01", counts), taxon, rule("eaaci"))[0]?.start;
    expect(of(grains, grains, grains, grains, last)).toBe("2025-05-01");
    expect(of(grains, grains, grains, grains, last - 1)).toBeUndefined();
    expect(of(grains, grains, grains, grains - 1, last + 1)).toBeUndefined();
  });

  test("a day that nobody counted is none of the five, and the season says that it misses days", () => {
    const counts = yearWith(2025, countsFrom("2025-05-01", [9, 9, 9, 9, 9, 9, 9, 9]));
    counts.delete(dayOf("2025-05-02"));
    expect(pollenSeasons(counts, "poaceae", rule("eaaci"))).toMatchObject([
      { start: "2025-05-01", end: "2025-05-08", days: 8, missing: 1, complete: false },
    ]);
  });

  test("a gap beside the season leaves it incomplete too", () => {
    const counts = yearWith(2025, countsFrom("2025-05-01", [9, 9, 9, 9, 9]));
    expect(pollenSeasons(counts, "poaceae", rule("eaaci"))[0]?.complete).toBe(true);
    counts.delete(dayOf("2025-04-28"));
    expect(pollenSeasons(counts, "poaceae", rule("eaaci"))).toMatchObject([
      { missing: 0, complete: false },
    ]);
  });
});

describe("shares of a year's pollen", () => {
  // 1000 grains: 5 % are reached on the second day, 2.5 % on the first, 97.5 % on the last but one.
  const counts = yearWith(2025, countsFrom("2025-04-01", [30, 20, 400, 500, 20, 10, 20]));
  test.each([
    ["90", "2025-04-02", "2025-04-04"],
    ["95", "2025-04-01", "2025-04-06"],
    ["98", "2025-04-01", "2025-04-07"],
  ])("%s %%: from %s to %s", (name, start, end) => {
    expect(pollenSeasons(counts, "fagus", rule(name))).toMatchObject([
      { year: 2025, start, end, rule: `percent-${name}`, complete: true, coverage: 1 },
    ]);
  });

  test("a year without pollen has no season, and is there", () => {
    expect(pollenSeasons(yearWith(2025, new Map()), "fagus", rule("95"))).toMatchObject([
      { year: 2025, start: undefined, end: undefined },
    ]);
  });

  test("a year that is not whole says so", () => {
    const [season] = pollenSeasons(countsFrom("2025-04-01", [5, 9, 5]), "fagus", rule("95"));
    expect(season).toMatchObject({ complete: false, missing: 0 });
    expect(season?.coverage).toBeCloseTo(3 / 365, 10);
  });
});

test("the first and the last day over a count", () => {
  const counts = yearWith(2025, countsFrom("2025-04-01", [10, 11, 0, 12, 10]));
  expect(pollenSeasons(counts, "fagus", rule("over-10"))).toMatchObject([
    { start: "2025-04-02", end: "2025-04-04", rule: "over-10" },
  ]);
});

test("hazel that flowers at Christmas belongs to the year that follows", () => {
  const counts = new Map([
    ...countsFrom("2024-12-24", [40, 60, 80, 50, 40, 30]),
    ...countsFrom("2025-01-20", [30, 20]),
  ]);
  expect(pollenSeasons(counts, "corylus", rule("95"))).toMatchObject([
    { year: 2025, start: "2024-12-24", end: "2025-01-21" },
  ]);
  const calendar = pollenSeasons(counts, "corylus", rule("95"), { month: 1, day: 1 });
  expect(calendar.map(({ year }) => year)).toEqual([2024, 2025]);
});

test("of every year there is at most one season, inside it, whatever the counts", () => {
  const row = fc.tuple(fc.nat(3 * 365), fc.nat(400));
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ([day]) => day }),
      fc.constantFrom("eaaci", "90", "95", "98", "over-5"),
      fc.constantFrom("poaceae", "cupressaceae"),
      (rows, name, taxon) => {
        const counts = new Map(rows.map(([day, count]) => [dayOf("2023-03-01") + day, count]));
        const seasons = pollenSeasons(counts, taxon, rule(name));
        expect(new Set(seasons.map(({ year }) => year)).size).toBe(seasons.length);
        for (const { start, end, missing = 0, days = 0, coverage, complete } of seasons) {
          expect(coverage).toBeGreaterThan(0);
          expect(coverage).toBeLessThanOrEqual(1);
          if (start === undefined || end === undefined) continue;
          expect(start <= end).toBe(true);
          expect(counts.get(dayOf(start)) ?? 0).toBeGreaterThan(0);
          expect(counts.get(dayOf(end)) ?? 0).toBeGreaterThan(0);
          expect(missing).toBeLessThan(days);
          if (missing > 0) expect(complete).toBe(false);
        }
      },
    ),
  );
});

test.each([
  ["95", "percent-95"],
  ["98%", "percent-98"],
  ["EAACI", "eaaci"],
  ["over-2.5", "over-2.5"],
  ["over-", undefined],
  ["97", undefined],
  ["toString", undefined],
])("%s is the rule %s", (name, key) => {
  expect(ruleNamed(name)?.key).toBe(key);
});

test("what holds without another wish", () => {
  expect(presetRule("poaceae")).toBe("eaaci");
  expect(presetRule("corylus")).toBe("percent-95");
  expect(presetYearStart("alnus")).toEqual({ month: 10, day: 1 });
  expect(presetYearStart("betula")).toEqual({ month: 1, day: 1 });
  for (const { source } of Object.values(seasonRules)) expect(source).toMatch(/\(\d{4}\)/);
});

test.each([
  ["10-01", { month: 10, day: 1 }],
  ["02-29", undefined],
  ["13-01", undefined],
  ["1-1", undefined],
])("%s starts a year as %j", (text, start) => {
  expect(yearStartNamed(text)).toEqual(start);
});
