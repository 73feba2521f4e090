import fc from "fast-check";
import { expect, test } from "vitest";
import { american, european, massOf, mixingRatioOf, molarVolume } from "./gas-volume.ts";
import { judge } from "./judge.ts";
import { tableOn } from "./table.ts";
import { indexOn, type UsScaleName, usAqi } from "./us-aqi.ts";

const [may2024, before] = usAqi;

const index = (name: UsScaleName, value: number) => indexOn(may2024.scales[name], value)?.value;

/** EPA-454/B-24-002 (May 2024), table 6: each printed breakpoint and its index. */
const breakpoints = {
  pm2_5: [0, 9, 9.1, 35.4, 35.5, 55.4, 55.5, 125.4, 125.5, 225.4, 225.5, 325.4],
  pm10: [0, 54, 55, 154, 155, 254, 255, 354, 355, 424, 425, 604],
  o3: [0, 0.054, 0.055, 0.07, 0.071, 0.085, 0.086, 0.105, 0.106, 0.2],
  co: [0, 4.4, 4.5, 9.4, 9.5, 12.4, 12.5, 15.4, 15.5, 30.4, 30.5, 50.4],
  so2: [0, 35, 36, 75, 76, 185, 186, 304, 305, 604, 605, 1004],
  no2: [0, 53, 54, 100, 101, 360, 361, 649, 650, 1249, 1250, 2049],
} as const;
const indices = [0, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500];

test.each(Object.entries(breakpoints))("every breakpoint of %s has its index", (name, values) => {
  expect(values.map((value) => index(name as UsScaleName, value))).toEqual(
    indices.slice(0, values.length),
  );
});

test("ozone of one hour begins at 0.125 ppm", () => {
  expect(
    [0.164, 0.165, 0.204, 0.205, 0.404, 0.405, 0.604].map((value) => index("o3_1h", value)),
  ).toEqual([150, 151, 200, 201, 300, 301, 500]);
  expect([index("o3_1h", 0.124), index("o3_1h", 0.125)]).toEqual([undefined, 101]);
});

test.each([
  // The Technical Assistance Document's own examples.
  ["o3", 0.07853333, 126],
  ["o3", 0.078, 126],
  ["pm2_5", 35.9, 102],
  ["pm10", 90, 68],
  ["co", 8.4, 90],
  // 101 + 49/39 × 37 = 147.49.
  ["o3_1h", 0.162, 147],
  // By hand from the same table.
  ["pm2_5", 5, 28],
  ["pm2_5", 45.7, 126],
  ["pm2_5", 12, 56],
  ["pm10", 30, 28],
  ["pm10", 300, 173],
  ["no2", 40, 38],
  ["no2", 500, 175],
  ["no2", 80, 79],
  ["o3", 0.075, 115],
  ["o3", 0.04, 37],
] as const)("%s of %d has the index %d", (name, value, expected) => {
  expect(index(name, value)).toBe(expected);
});

test.each([
  // Truncated, not rounded: a value between two rows is of the lower one.
  ["pm2_5", 9.05, 50],
  ["pm2_5", 9.0999999, 50],
  ["pm2_5", 35.49, 100],
  ["pm10", 54.99, 50],
  ["o3", 0.0549, 50],
  ["co", 4.49, 50],
  ["so2", 35.9, 50],
  ["no2", 53.7, 50],
  // What binary arithmetic makes of a mean of 35.5 and 0.071 is that.
  ["pm2_5", 35.499999999999993, 101],
  ["o3", 0.07099999999999999, 101],
] as const)("%s of %d is truncated: %d", (name, value, expected) => {
  expect(index(name, value)).toBe(expected);
});

test("above 500 the last line goes on, and what is reported stays 500", () => {
  expect(indexOn(may2024.scales.pm2_5, 325.5)).toEqual({ value: 500, beyond: undefined });
  expect(indexOn(may2024.scales.pm2_5, 326)).toEqual({ value: 500, beyond: 501 });
  expect(indexOn(may2024.scales.pm2_5, 425.3)).toEqual({ value: 500, beyond: 699 });
  expect(indexOn(may2024.scales.pm10, 10_000)?.value).toBe(500);
});

test("the table before May 2024 had other bounds for PM2.5", () => {
  expect(
    [12, 12.1, 55.5, 150.4, 250.5, 500.4].map(
      (value) => indexOn((before ?? may2024).scales.pm2_5, value)?.value,
    ),
  ).toEqual([50, 51, 151, 200, 301, 500]);
  expect(tableOn(usAqi, "2024-05-05")?.version).toBe("2013");
  expect(tableOn(usAqi, "2024-05-06")?.version).toBe("2024-05");
});

const ozone = (ppm: number, oneHour?: number) =>
  judge(may2024, {
    concentrations: { o3: { value: ppm, ratio: "ppm" } },
    ...(oneHour === undefined ? {} : { o3OneHour: { value: oneHour, ratio: "ppm" as const } }),
  });

test("ozone: the higher of 8 hours and 1 hour; above 0.200 ppm the table of 1 hour, and never less than 300", () => {
  // The document's example: 0.162 ppm of 1 hour and 0.078 of 8 hours.
  expect(ozone(0.078, 0.162).value).toBe(147);
  expect(ozone(0.078, 0.1).value).toBe(126);
  expect(ozone(0.2).value).toBe(300);
  expect(ozone(0.201)).toMatchObject({ value: 300, parts: [{ remark: "o3_1h", period: "1 h" }] });
  expect(ozone(0.405).value).toBe(301);
  expect(ozone(0.21, 0.604)).toMatchObject({ value: 500 });
});

const sulphur = (hour: number, day?: number) =>
  judge(may2024, {
    concentrations: { so2: { value: hour, ratio: "ppb" } },
    ...(day === undefined ? {} : { so2Day: { value: day, ratio: "ppb" as const } }),
  });

test("sulphur dioxide: from 305 ppb on the mean of 24 hours counts; an hour alone is 200 then", () => {
  expect(sulphur(304, 304)).toMatchObject({ value: 200 });
  expect(sulphur(400, 63.75)).toMatchObject({ value: 200, parts: [{ remark: "so2_fixed_200" }] });
  expect(sulphur(400, 400)).toMatchObject({ value: 232, parts: [{ remark: "so2_24h" }] });
  expect(sulphur(400)).toMatchObject({ value: 232, parts: [{ remark: "so2_24h" }] });
});

test("the index of the air is the worst of its pollutants", () => {
  const all = judge(may2024, {
    concentrations: {
      pm2_5: { value: 35.9 },
      pm10: { value: 90 },
      co: { value: 8.4, ratio: "ppm" },
    },
  });
  expect([all.quantity, all.value, all.band?.key, all.conversion]).toEqual([
    "pm2_5",
    102,
    "unhealthy_for_sensitive_groups",
    null,
  ]);
  expect(all.missing).toEqual(["no2", "o3", "so2"]);
});

test("µg/m³ are converted at 25 °C for the United States, at 20 °C for Europe, and it is said", () => {
  expect(molarVolume(american)).toBeCloseTo(24.465, 3);
  expect(molarVolume(european)).toBeCloseTo(24.055, 3);
  // 1 ppb at 20 °C: 1.9957, 1.9125 and 2.6609 µg/m³; CO 1.1642 mg/m³ a ppm (the European Commission's factors).
  expect(massOf("o3", 1, european)).toBeCloseTo(1.9957, 2);
  expect(massOf("no2", 1, european)).toBeCloseTo(1.9125, 3);
  expect(massOf("so2", 1, european)).toBeCloseTo(2.6609, 2);
  expect(massOf("co", 1, european)).toBeCloseTo(1.1642, 3);
  expect(mixingRatioOf("o3", massOf("o3", 70, american), american)).toBeCloseTo(70, 9);
  const us = judge(may2024, { concentrations: { no2: { value: 188.04 }, co: { value: 10 } } });
  expect(us.conversion).toBe("25 °C, 1013.25 hPa");
  expect(us.parts.map(({ concentration, unit }) => [concentration.toFixed(1), unit])).toEqual([
    ["100.0", "ppb"],
    ["8.7", "ppm"],
  ]);
});

test("ppm and ppb are the same air", () => {
  for (const [ppb, ppm] of [
    [71, 0.071],
    [57, 0.057],
    [69, 0.069],
    [200, 0.2],
  ] as const)
    expect(judge(may2024, { concentrations: { o3: { value: ppb, ratio: "ppb" } } }).value).toBe(
      ozone(ppm).value,
    );
});

test("the index never goes down when a concentration goes up, and stays between 0 and 500", () => {
  const pollutant = fc.constantFrom("pm2_5", "pm10", "no2", "o3", "so2", "co");
  const value = fc.double({ min: 0, max: 3000, noNaN: true });
  fc.assert(
    fc.property(pollutant, value, value, (name, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
        (each) => judge(may2024, { concentrations: { [name]: { value: each } } }).value ?? -1,
      ) as [number, number];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeGreaterThanOrEqual(low);
      expect(high).toBeLessThanOrEqual(500);
      expect(Number.isInteger(low)).toBe(true);
    }),
  );
});
