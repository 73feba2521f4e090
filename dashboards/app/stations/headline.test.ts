import { expect, test } from "vitest";
import type { AirOfStation, AirTables } from "../api/answers.ts";
import { headlineOf, worthOf } from "./headline.ts";

const words = (text: string) => ({ fr: text, en: text });
const source = { title: "EEA", url: "https://example.org" };

const tables = {
  advice: {
    ...{ asOf: "2026-11-27", source, note: words("note") },
    levels: [
      { level: 1, general: words("go out"), sensitive: words("go out") },
      { level: 4, general: words("less"), sensitive: words("least") },
    ],
  },
} as unknown as AirTables;

const pm = {
  ...{ quantity: "pm2_5", trend: "rising", level: 1, words: words("Good") },
  latest: { value: 3, at: "2026-11-27T10:01:00Z" },
  hour: { value: 40, from: "2026-11-27T09:00:00Z", to: "2026-11-27T10:00:00Z" },
  mean: { value: 8, statistic: "mean" },
  guideline: {
    value: 15,
    period: "24 h mean",
    source: "WHO",
    url: "https://who.int",
    above: false,
  },
  hours: [1, null, 2],
};
const day = {
  ...{ level: 1, name: words("Good"), words: words("The air is good."), quantity: "pm2_5" },
  ...{ called: words("from particles only"), hour: null },
};
const unknown = {
  ...{ level: null, name: null, words: words("Too early to tell."), quantity: null },
  ...{ called: null, hour: null },
};
const station = (parts: object): AirOfStation =>
  ({
    ...{ air: unknown, quantities: [], noise: null, sure: { words: words("Fairly sure.") } },
    origin: "measured",
    ...parts,
  }) as unknown as AirOfStation;
const headline = (parts: object) => headlineOf(station(parts), { language: "en", tables });

test("the last 24 hours of what decides the air, its guideline and what to do", () => {
  expect(headline({ air: day, quantities: [pm] })).toMatchObject({
    ...{ quantity: "pm2_5", over: "day", value: 8, level: 1, band: "Good", trend: "rising" },
    sentence: "The air is good.",
    guideline: { value: 15, period: "day", above: false },
    notes: ["From particles only.", "Fairly sure."],
    advice: { general: "go out" },
  });
});

test("of what nobody measured the page says above what it is: how sure it would be is not told", () => {
  expect(headline({ air: day, quantities: [pm], origin: "simulated" })).toMatchObject({
    notes: ["From particles only."],
  });
});

test("a station that has not measured for long enough tells its last hour, and why", () => {
  const hour = { level: 4, name: words("Poor"), words: words("The air is poor.") };
  const told = headline({ air: { ...unknown, hour }, quantities: [pm] });
  expect(told).toMatchObject({
    ...{ over: "hour", value: 40, level: 4, sentence: "The air is poor." },
    advice: { general: "less", sensitive: "least" },
  });
  expect(told?.notes).toContain("Too early to tell.");
  // A guideline of a day judges no hour.
  expect(told?.guideline).toBeUndefined();
});

test("what is not known has no figure, and never the level of good air", () => {
  const told = headline({ air: unknown, quantities: [{ ...pm, hour: null, mean: null }] });
  expect(told).toMatchObject({ level: null, value: undefined, sentence: "Too early to tell." });
  expect(told?.advice).toBeUndefined();
});

test("a station without air tells its noise, and one without both what people ask about first", () => {
  const noise = {
    ...{ lden: 58.2, hour: null, latest: null, words: words("Above.") },
    guideline: { value: 53, source: "WHO 2018" },
  };
  expect(headline({ noise })).toMatchObject({
    ...{ quantity: "laeq", over: "day", value: 58.2, sentence: "Above." },
    guideline: { period: "year", above: true },
  });
  const warm = { ...pm, quantity: "temperature", hour: null };
  expect(headline({ quantities: [warm] })).toMatchObject({
    ...{ quantity: "temperature", over: "now", value: 3 },
  });
  expect(headline({})).toBeUndefined();
});

test("each quantity has its small line; what is indoors is told by nothing", () => {
  expect(worthOf(station({ quantities: [pm] }), "en")).toEqual({
    pm2_5: { level: 1, band: "Good", trend: "rising", hours: [1, null, 2] },
  });
  expect(worthOf(undefined, "en")).toEqual({});
});
