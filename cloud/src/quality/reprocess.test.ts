import { sensors } from "@datacityzen/hardware/sensors";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { openMemorySeries } from "../series/memory/store.ts";
import { choices, uncertaintyOf } from "./choices.ts";
import { findRecipe, recipes, variantOf } from "./recipes.ts";
import { recipesInForce } from "./recipes-in-force.ts";
import {
  createHumidities,
  rawReadingsFrom,
  rawReadingsOf,
  readingsOf,
  readQuantities,
  reprocess,
} from "./reprocess.ts";
import { writeReprocessed } from "./write-reprocessed.ts";

const AT = Date.UTC(2026, 10, 24, 8);
const models: { readonly [sensor: string]: string } = {
  sds: "sds011",
  pms: "pmsx003",
  bme: "bme280",
};
const hello = {
  ...{ kit: "test", software: {} },
  sensors: Object.entries(models).map(([id, model]) => ({ id, model, every: 10_000 })),
};
const of = { recipesAt: recipesInForce({ hello }, []), isIndoors: () => false };
const humid = (at: number, humidity: number, sensor = "bme"): Reading => ({
  ...{ at, sensor, values: { humidity } },
});
const dusty = (at: number, pm2_5: number, pm10 = 2 * pm2_5): Reading => ({
  ...{ at, sensor: "sds", values: { pm2_5, pm10 } },
});
const made = (readings: readonly Reading[], indoors = false) =>
  reprocess(rawReadingsOf(readings), { ...of, isIndoors: () => indoors });

test("each choice names a recipe that there is and models of our list or of other makers, each once", () => {
  const chosen = choices.flatMap((choice) => choice.models);
  expect(new Set(chosen).size).toBe(chosen.length);
  for (const { recipe, valid, source, uncertainty } of choices) {
    const found = findRecipe(recipe);
    expect(found?.corrects).toEqual(
      expect.arrayContaining(Object.keys(valid.values).filter((name) => !name.endsWith("_cf1"))),
    );
    expect(Math.min(source.length, uncertainty.source.length)).toBeGreaterThan(10);
    expect(uncertaintyOf({ uncertainty } as (typeof choices)[number], 0)).toBeGreaterThan(0);
  }
  for (const model of ["sds011", "pmsx003", "pms5003t", "sps30"]) {
    expect(Object.values(sensors).some((sensor) => sensor.model === model)).toBe(true);
    expect(chosen).toContain(model);
  }
});

test("recipes are named once", () => {
  expect(new Set(recipes.map(variantOf)).size).toBe(recipes.length);
});

test("the humidity of the same instant counts, then the newest before it, ten minutes old at most", () => {
  const humidityOf = (...readings: readonly Reading[]) => made(readings)[0]?.humidity;
  expect(humidityOf(humid(AT, 60), dusty(AT, 20))).toMatchObject({ value: 60, at: AT });
  expect(humidityOf(humid(AT - 1000, 50), humid(AT - 500, 70), dusty(AT, 20))?.value).toBe(70);
  expect(made([humid(AT - 600_001, 50), dusty(AT, 20)])).toEqual([]);
  // What comes after is not known yet when the reading arrives.
  expect(made([dusty(AT, 20), humid(AT + 1, 50)])).toEqual([]);
  // The sensor's own before another's of the same instant.
  const own: Reading = { at: AT, sensor: "sds", values: { pm2_5: 20, humidity: 40 } };
  expect(humidityOf(humid(AT, 60, "aaa"), own)?.value).toBe(40);
});

test("nothing is made indoors, outside the valid range, or of values that are none", () => {
  const good = [humid(AT, 60), dusty(AT, 20)];
  expect(made(good)).toHaveLength(1);
  expect(made(good, true)).toEqual([]);
  expect(made([humid(AT, 96), dusty(AT, 20)])).toEqual([]);
  expect(made([humid(AT, 60), { ...dusty(AT, 20), flags: ["warming_up"] }])).toEqual([]);
  expect(made([{ ...humid(AT, 60), flags: ["implausible"] }, dusty(AT, 20)])).toEqual([]);
  expect(made([humid(AT, 60), { at: AT, sensor: "bme", values: { pm2_5: 20 } }])).toEqual([]);
});

test("a simulated humidity says nothing of a measured particle, and marks of origin and clock are kept", () => {
  expect(made([{ ...humid(AT, 60), flags: ["simulated"] }, dusty(AT, 20)])).toEqual([]);
  const simulated = [humid(AT, 60), dusty(AT, 20)].map((reading) => ({
    ...reading,
    flags: ["simulated", "humid"] as const,
  }));
  const [reading] =
    readingsOf(reprocess(rawReadingsOf(simulated as unknown as Reading[]), of)).get(
      "sds011-power@1",
    ) ?? [];
  expect(reading).toMatchObject({
    flags: ["simulated"],
    value_flags: { pm2_5: ["humid"], pm10: ["humid"] },
  });
});

const anyReadings = fc.array(
  fc.oneof(
    fc.record({
      at: fc.integer({ min: AT, max: AT + 900_000 }),
      sensor: fc.constantFrom("bme", "pms"),
      values: fc.record({ humidity: fc.integer({ min: 0, max: 100 }) }),
    }),
    fc.record({
      at: fc.integer({ min: AT, max: AT + 900_000 }),
      sensor: fc.constantFrom("sds", "pms"),
      values: fc.record({
        pm2_5: fc.integer({ min: 0, max: 500 }),
        pm10: fc.integer({ min: 0, max: 900 }),
      }),
    }),
  ),
  { maxLength: 30 },
);
const numRuns = Math.max(10, inject("propertyPercent"));

test("PM10 is never below PM2.5, nothing is negative, and the same again gives the same", () => {
  fc.assert(
    fc.property(anyReadings, (readings) => {
      const found = made(readings);
      expect(made(readings)).toEqual(found);
      for (const { made: values } of found) {
        const [fine, coarse] = ["pm2_5", "pm10"].map(
          (name) => values.find(({ quantity }) => quantity === name)?.value ?? 0,
        );
        expect(fine).toBeGreaterThanOrEqual(0);
        if (values.some(({ quantity }) => quantity === "pm10"))
          expect(coarse).toBeGreaterThanOrEqual(fine ?? 0);
      }
    }),
    { numRuns },
  );
});

test("what is made in two parts, as it comes, is what is made at once; and from the store the same", async () => {
  await fc.assert(
    fc.asyncProperty(anyReadings, fc.integer({ min: AT, max: AT + 900_000 }), async (all, cut) => {
      // One reading of a sensor an instant, as a store keeps them.
      const readings = [...new Map(all.map((one) => [`${one.at} ${one.sensor}`, one])).values()];
      const at = (from: number, until: number) =>
        rawReadingsOf(readings.filter((one) => one.at >= from && one.at < until));
      const humidities = createHumidities();
      const inParts = [
        ...reprocess(at(AT, cut), of, humidities),
        ...reprocess(at(cut, AT + 900_001), of, humidities),
      ];
      const atOnce = made(readings);
      expect(inParts).toEqual(atOnce);
      const series = openMemorySeries();
      await series.append({ station: "s", received: AT, readings });
      const stored = rawReadingsFrom(
        await series.read({
          ...{ stations: ["s"], quantities: readQuantities },
          ...{ from: AT, until: AT + 900_001 },
        }),
      );
      const nameless = (found: typeof atOnce) =>
        found
          .map((one) => `${one.raw.at} ${one.raw.sensor} ${JSON.stringify(one.made)}`)
          .toSorted();
      expect(nameless(reprocess(stored, of))).toEqual(nameless(atOnce));
    }),
    { numRuns },
  );
});

test("raw values stay as they are beside what was made, twice changes nothing", async () => {
  const series = openMemorySeries();
  const readings = [humid(AT, 60), dusty(AT, 20)];
  await series.append({ station: "s", received: AT, readings });
  const select = { stations: ["s"], quantities: readQuantities, from: AT, until: AT + 1 };
  const before = await series.read(select);
  for (let time = 0; time < 2; time++)
    expect(await writeReprocessed(series, "s", made(readings), AT)).toEqual({
      values: 2,
      changed: 0,
    });
  expect(await series.read(select)).toEqual(before);
  const kept = await series.read({ ...select, variant: "sds011-power@1" });
  expect(kept.map(({ quantity, variant, points }) => [quantity, variant, points.length])).toEqual([
    ["pm10", "sds011-power@1", 1],
    ["pm2_5", "sds011-power@1", 1],
  ]);
});
