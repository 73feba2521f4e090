import type { QuantityName } from "@datacityzen/hardware/quantities";
import { describe, expect, test } from "vitest";
import { choiceFor } from "../quality/choices.ts";
import { atmo } from "../quality/indices/classes.ts";
import { scaleWords } from "../quality/indices/judge.ts";
import { airAdvice } from "./advice.ts";
import { judgeStation, type StationFacts } from "./judge-station.ts";
import { chosenOf, type DayOfHours } from "./means.ts";
import { trendOf } from "./trend.ts";

const HOUR = 3_600_000;
const END = Date.UTC(2026, 10, 24, 8);

const day = (
  quantity: QuantityName,
  hours: readonly (number | undefined)[],
  more: Partial<DayOfHours> = {},
): DayOfHours => ({
  ...{ sensor: "sds011", quantity, origin: "measured", variant: "raw", recipes: [], hours },
  present: hours.filter((value) => value !== undefined).length,
  ...more,
});
const flat = (value: number) => Array<number>(24).fill(value);

const judged = (days: readonly DayOfHours[], more: Partial<StationFacts> = {}) =>
  judgeStation({
    end: END,
    days: new Map(days.map((one) => [one.quantity, one])),
    newest: days.map(({ quantity, sensor, hours }) => ({
      ...{ quantity, sensor, at: END + 60_000 },
      value: hours.findLast((value) => value !== undefined) ?? 1,
    })),
    choiceOf: () => choiceFor("sds011"),
    ...{ isMeasured: true, zone: "Europe/Paris" },
    ...more,
  });

test("particles alone are judged on the ATMO scale, and say what they are not", () => {
  const { air, quantities, sure } = judged([day("pm2_5", flat(12)), day("pm10", flat(15))]);
  expect(air).toMatchObject({
    ...{ table: "atmo", level: 2, band: "fair", quantity: "pm2_5", fromParticlesOnly: true },
    words: { fr: "L'air est moyen.", en: "The air is fair." },
    called: { fr: "sur l'échelle ATMO, à partir des particules seules" },
    missing: ["no2", "o3", "so2"],
    unknown: null,
    hour: { table: "eaqi2024", level: 2 },
  });
  expect(quantities).toMatchObject([
    { quantity: "pm2_5", level: 2, trend: "steady", guideline: { value: 15, above: false } },
    { quantity: "pm10", level: 1, mean: { value: 15, completeness: 1, recipe: null } },
  ]);
  expect(sure).toMatchObject({ key: "weak", corrected: false });
});

test("a gas is judged by its highest hour, and the worst decides", () => {
  const { air } = judged([day("pm2_5", flat(5)), day("o3", [...flat(20).slice(1), 140])]);
  expect(air).toMatchObject({ level: 4, quantity: "o3", fromParticlesOnly: false });
});

describe("what is not known is never good", () => {
  test("nothing that the index knows", () => {
    const { air, sure } = judged([day("temperature", flat(12))]);
    expect(air).toMatchObject({ level: null, band: null, unknown: { key: "no_sensor" } });
    expect(sure.key).toBe("unknown");
  });
  test("17 hours of 24", () => {
    const hours = flat(3).map((value, index) => (index < 7 ? undefined : value));
    expect(judged([day("pm2_5", hours)]).air).toMatchObject({
      level: null,
      unknown: { key: "too_few_hours", hours: 17, of: 18 },
      hour: { level: 1 },
    });
  });
  test("18 hours are enough, unless the last three are missing", () => {
    const hours = flat(3).map((value, index) => (index < 6 ? undefined : value));
    expect(judged([day("pm2_5", hours)]).air.level).toBe(1);
    const old = flat(3).map((value, index) => (index >= 21 ? undefined : value));
    const newest = [{ quantity: "pm2_5" as const, sensor: "s", value: 3, at: END - 3.5 * HOUR }];
    expect(judged([day("pm2_5", old)], { newest }).air).toMatchObject({
      level: null,
      unknown: { key: "old" },
    });
  });
  test("a concentration below zero", () => {
    expect(judged([day("pm2_5", flat(-1))]).air.level).toBeNull();
  });
});

test("simulated values are said to be so, whatever their hours", () => {
  expect(judged([day("pm2_5", flat(3))], { isMeasured: false }).sure.key).toBe("not_measured");
});

test("corrected values stand for a quantity unless they lack four hours that the raw ones have", () => {
  const raw = day("pm2_5", flat(20));
  const corrected = (missing: number) =>
    day(
      "pm2_5",
      flat(8).map((value, index) => (index < missing ? undefined : value)),
      { variant: "sds011-power@1" },
    );
  expect(chosenOf([raw, corrected(3)])?.variant).toBe("sds011-power@1");
  expect(chosenOf([raw, corrected(4)])?.variant).toBe("raw");
  expect(judged([corrected(0)]).sure).toMatchObject({
    ...{ key: "good", corrected: true, uncertainty: 10 },
    words: { fr: "Assez sûr : 24 heures sur 24, corrigé de l'humidité, à ± 10 µg/m³ près." },
  });
});

test.each<[QuantityName, number, number, string | null]>([
  ["pm2_5", 10, 11.5, "steady"],
  ["pm2_5", 10, 12.5, "rising"],
  ["pm2_5", 40, 45, "steady"],
  ["pm2_5", 40, 30, "falling"],
  ["laeq", 60, 61.5, "steady"],
  ["laeq", 60, 57, "falling"],
])("a trend of %s from %d to %d is %s", (quantity, before, last, trend) => {
  expect(trendOf(quantity, [before, before, before, last, last, last])).toBe(trend);
  expect(trendOf(quantity, [before, undefined, undefined, last, last, last])).toBeNull();
});

test("noise is judged by a whole day, evening and night, as energies", () => {
  const levels = flat(50).map((value, index) => (index === 12 ? 70 : value));
  const { noise } = judged([day("laeq", levels)]);
  expect(noise).toMatchObject({ level: 2, band: "above_guideline", period: "day" });
  const withoutNight = flat(40).map((value, index) =>
    index >= 14 && index < 20 ? undefined : value,
  );
  expect(judged([day("laeq", withoutNight)]).noise).toMatchObject({ level: null, lden: null });
});

test("the pollen of the highest class is told, and a count of three days ago is not", () => {
  const newest = [
    { quantity: "pollen_betula" as const, sensor: "p", value: 80, at: END - HOUR },
    { quantity: "pollen_poaceae" as const, sensor: "p", value: 10, at: END - HOUR },
  ];
  expect(judged([], { newest }).pollen).toMatchObject({
    ...{ taxon: "betula", level: 3, band: "high" },
    words: { fr: "Pollens : bouleau, niveau élevé.", en: "Pollen: birch, high." },
  });
  const old = newest.map((one) => ({ ...one, at: END - 72 * HOUR }));
  expect(judged([], { newest: old }).pollen).toBeNull();
});

test("advice has its source, and a line for each level of the scale", () => {
  expect(airAdvice.levels.map(({ level }) => level)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(airAdvice.source.url).toMatch(/^https:/);
});

test("what the scale stands on is told by the symbols that people know", () => {
  expect(scaleWords(atmo, ["pm2_5", "no2"])).toEqual({
    fr: "sur l'échelle ATMO, à partir de PM₂,₅, NO₂",
    en: "on the ATMO scale, from PM₂.₅, NO₂",
  });
});
