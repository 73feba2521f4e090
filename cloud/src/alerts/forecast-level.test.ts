import { expect, test } from "vitest";
import {
  faultOf,
  forecastBounds,
  pollenForecastScales,
  wordsOfForecast,
} from "../quality/forecasts/forecast.ts";
import { levelOfForecast } from "./forecast-level.ts";
import { levelName } from "./value-words.ts";
import { watchedNames, watchedOf } from "./watched.ts";

const poaceae = "pollen_poaceae" as const;
const order = ["almost none", "low", "moderate", "high", "very high"];

test("a level of a scale is the threshold's level of the same word, in every scale", () => {
  const watched = watchedOf("pollen_poaceae:tomorrow");
  if (watched === undefined) throw new Error("It is watched.");
  for (const scale of pollenForecastScales) {
    if (scale === "grains") continue;
    const [lowest, highest] = forecastBounds(poaceae, scale);
    let before = 0;
    for (let value = lowest; value <= highest; value++) {
      const said = { subject: poaceae, scale, value };
      const level = levelOfForecast(said) ?? Number.NaN;
      const own = wordsOfForecast(said)?.en.replace("medium", "moderate") ?? "";
      const found = levelName(watched, level)?.en ?? "";
      if (order.includes(own)) expect(`${scale} ${own}`).toBe(`${scale} ${found}`);
      else expect(level).toBe(["none", "very low"].includes(own) ? 0 : 4);
      expect(level).toBeGreaterThanOrEqual(before);
      before = level;
    }
    expect(before).toBe(4);
  }
});

test("grains are judged by the bounds of the taxon, and by nothing where none are published", () => {
  const grains = (subject: "pollen_poaceae" | "pollen_olea", value: number) =>
    levelOfForecast({ subject, scale: "grains", value });
  expect(grains("pollen_poaceae", 0)).toBe(0);
  expect(grains("pollen_poaceae", 49.9)).toBe(2);
  expect(grains("pollen_poaceae", 50)).toBe(3);
  expect(grains("pollen_olea", 500)).toBeUndefined();
});

test("every forecast that can be watched has a subject, whole levels, and a name for each of them", () => {
  const forecasts = watchedNames
    .flatMap((name) => watchedOf(name) ?? [])
    .filter(({ pace }) => pace === "tomorrow");
  expect(forecasts.length).toBeGreaterThan(15);
  for (const watched of forecasts) {
    expect(watched.kind).not.toBe("quantity");
    expect(`${watched.forecast}:tomorrow`).toBe(watched.name);
    for (let level = watched.bounds[0]; level <= watched.bounds[1]; level++)
      expect(levelName(watched, level)?.fr).toMatch(/./);
  }
  expect(faultOf({ subject: "atmo", scale: null, value: 4 })).toBeUndefined();
  expect(levelOfForecast({ subject: "atmo", scale: null, value: 4 })).toBe(4);
});
