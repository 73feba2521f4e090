import fc from "fast-check";
import { expect, test } from "vitest";
import { atmo, bandIn, type ClassTable, eaqi } from "./classes.ts";
import { judge } from "./judge.ts";
import { tableOn } from "./table.ts";

/** Arrêté du 10 juillet 2020, annexe I: "concentration ≤ 100: Bon", "100 < concentration ≤ 200: Moyen", … */
const arrete = {
  so2: [100, 200, 350, 500, 750],
  no2: [40, 90, 120, 230, 340],
  o3: [50, 100, 130, 240, 380],
  pm10: [20, 40, 50, 100, 150],
  pm2_5: [10, 20, 25, 50, 75],
} as const;

/** As the European Environment Agency prints the bands of 2024: lowest and highest of each. */
const printed2024 = {
  pm2_5: [[0, 5], [6, 15], [16, 50], [51, 90], [91, 140], [141]],
  pm10: [[0, 15], [16, 45], [46, 120], [121, 195], [196, 270], [271]],
  o3: [[0, 60], [61, 100], [101, 120], [121, 160], [161, 180], [181]],
  no2: [[0, 10], [11, 25], [26, 60], [61, 100], [101, 150], [151]],
  so2: [[0, 20], [21, 40], [41, 125], [126, 190], [191, 275], [276]],
} as const;

type Known = keyof typeof arrete;
const known = Object.keys(arrete) as Known[];

const rank = (table: ClassTable, pollutant: Known, value: number) =>
  bandIn(table, pollutant, value)?.rank;

test.each(known)(
  "ATMO and the European index before 2024, %s: a bound belongs to the band below",
  (pollutant) => {
    for (const table of [atmo, eaqi[1] as ClassTable]) {
      expect(rank(table, pollutant, 0)).toBe(1);
      for (const [at, bound] of arrete[pollutant].entries()) {
        expect(rank(table, pollutant, bound)).toBe(at + 1);
        expect(rank(table, pollutant, bound + 1e-9)).toBe(at + 2);
      }
      expect(rank(table, pollutant, 1e9)).toBe(6);
    }
  },
);

test.each(known)("European index of 2024, %s: every printed number is in its band", (pollutant) => {
  for (const [at, numbers] of printed2024[pollutant].entries())
    for (const number of numbers) expect(rank(eaqi[0], pollutant, number)).toBe(at + 1);
  // Ours: what lies between two printed numbers is of the band above.
  expect(rank(eaqi[0], pollutant, printed2024[pollutant][0][1] + 0.4)).toBe(2);
});

test("bands cover every value, and never go down when a concentration goes up", () => {
  const concentration = fc.double({ min: 0, max: 2000, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom(atmo, ...eaqi),
      fc.constantFrom(...known),
      concentration,
      concentration,
      (table, pollutant, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
          (value) => rank(table, pollutant, value) ?? 0,
        ) as [number, number];
        expect(low).toBeGreaterThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(low);
        expect(high).toBeLessThanOrEqual(6);
      },
    ),
  );
});

test("the worst pollutant decides, parts hold each, and unknown ones are missing", () => {
  const { quantity, value, band, parts, missing } = judge(atmo, {
    concentrations: { pm2_5: { value: 12 }, no2: { value: 121 } },
  });
  expect([quantity, value, band?.key, band?.colour]).toEqual(["no2", 4, "poor", "#FF5050"]);
  expect(parts.map((part) => [part.quantity, part.value, part.band])).toEqual([
    ["pm2_5", 2, "fair"],
    ["no2", 4, "poor"],
  ]);
  expect(missing).toEqual(["pm10", "o3", "so2"]);
});

test("a band that is our choice says so", () => {
  const remarkOf = (table: ClassTable, value: number) =>
    judge(table, { concentrations: { pm2_5: { value } } }).parts[0]?.remark;
  expect([5, 5.4, 6, 15.9, 16, 140.5, 141].map((value) => remarkOf(eaqi[0], value))).toEqual([
    undefined,
    "between_printed",
    undefined,
    "between_printed",
    undefined,
    "between_printed",
    undefined,
  ]);
  expect(remarkOf(atmo, 10.4)).toBeUndefined();
});

test("unknown is unknown, never good", () => {
  const none = judge(atmo, { concentrations: {} });
  expect([none.quantity, none.value, none.band, none.missing.length]).toEqual([
    null,
    null,
    null,
    5,
  ]);
  const negative = judge(eaqi[0], { concentrations: { pm10: { value: -1 } } });
  expect([negative.value, negative.band, negative.parts[0]?.remark]).toEqual([
    null,
    null,
    "negative",
  ]);
  expect(negative.missing).toContain("pm10");
});

test("carbon monoxide is no pollutant of the European and French indices", () => {
  expect(judge(atmo, { concentrations: { co: { value: 100 } } })).toMatchObject({
    value: null,
    parts: [],
  });
});

test("a table is found by its day", () => {
  expect(tableOn(eaqi, "2024-10-31")?.version).toBe("2020");
  expect(tableOn(eaqi, "2024-11-01")?.version).toBe("2024");
  expect(tableOn(eaqi, "2019-12-31")).toBeUndefined();
  expect(tableOn([atmo], "2020-12-31")).toBeUndefined();
});
