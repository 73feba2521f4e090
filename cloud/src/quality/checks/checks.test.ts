import { readdirSync, readFileSync } from "node:fs";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { recipeOf, type Series } from "./check.ts";
import { checks } from "./checks.ts";
import { START, series } from "./labelled.fixture.ts";
import { checkCourse, checkValues, type SensorSeries } from "./of-station.ts";
import { range } from "./range.ts";
import { rate } from "./rate.ts";
import { spike } from "./spike.ts";
import { median, robustDeviation, trendOf } from "./statistics.ts";
import { step } from "./step.ts";
import { stuck } from "./stuck.ts";

const numRuns = Math.max(10, (100 * inject("propertyPercent")) / 100);

test("each check has a name of its own, a version, words in two languages, inputs and a source", () => {
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  for (const { name, version, fr, en, inputs, source, parameters } of checks) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(version).toBeGreaterThanOrEqual(1);
    expect(inputs.length).toBeGreaterThan(0);
    expect(Math.min(fr.length, en.length, source.length)).toBeGreaterThan(10);
    expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
  }
});

const folder = new URL("../../../../hardware/captures/", import.meta.url);
interface Recorded {
  readonly frames: readonly { readonly at?: string; readonly values?: Record<string, number> }[];
}

/** Every recording of a real sensor, as series. */
const recordings = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: model }) =>
    readdirSync(new URL(`${model}/`, folder))
      .filter((file) => /^recorded-.*\.json$/.test(file))
      .map((file): { model: string; series: SensorSeries[] } => {
        const { frames } = JSON.parse(
          readFileSync(new URL(`${model}/${file}`, folder), "utf8"),
        ) as Recorded;
        const byQuantity = new Map<string, { at: number; value: number }[]>();
        for (const { at = "", values = {} } of frames)
          for (const [quantity, value] of Object.entries(values))
            byQuantity.set(quantity, [
              ...(byQuantity.get(quantity) ?? []),
              { at: Date.parse(at), value },
            ]);
        return {
          model,
          series: [...byQuantity].map(([quantity, samples]) => ({
            ...{ sensor: model, model, quantity: quantity as QuantityName, samples },
          })),
        };
      }),
  );

test("of the recordings of real sensors each check doubts less than 1 % of the values", () => {
  expect(recordings.length).toBeGreaterThanOrEqual(6);
  const zone = "Europe/Paris";
  let values = 0;
  const flagged = new Map(checks.map((check) => [recipeOf(check), 0]));
  for (const { series: all } of recordings) {
    values += all.reduce((sum, { samples }) => sum + samples.length, 0);
    const found = [
      ...checkValues(all),
      ...checkCourse({ exposure: "outdoor", zone, series: all }, new Map()),
    ];
    for (const { check, count } of found) flagged.set(check, (flagged.get(check) ?? 0) + count);
  }
  expect(values).toBeGreaterThan(200);
  expect(flagged.size).toBe(checks.length);
  for (const [check, count] of flagged) expect(count / values, check).toBeLessThan(0.01);
});

const names = Object.keys(quantities) as QuantityName[];
const anySeries: fc.Arbitrary<Series> = fc.record({
  quantity: fc.constantFrom(...names),
  samples: fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 4_000_000 }),
        value: fc.oneof(
          fc.double({ min: -200, max: 1200 }),
          fc.constantFrom(0, 5, 5.1, Number.NaN),
        ),
      }),
      { maxLength: 80 },
    )
    .map((all) => {
      let at = START;
      return all.map(({ gap, value }) => {
        at += gap;
        return { at, value };
      });
    }),
});

test("findings lie within the series, apart and in order, hold the values they count, and are the same again", () => {
  fc.assert(
    fc.property(anySeries, (one) => {
      for (const check of [range, step, rate, spike, stuck]) {
        const found = check.run(one);
        expect(check.run(one)).toEqual(found);
        let end = Number.NEGATIVE_INFINITY;
        for (const { from, until, count } of found) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(one.samples.filter(({ at }) => at >= from && at < until).length).toBe(count);
          expect(count).toBeGreaterThan(0);
          end = until;
        }
      }
    }),
    { numRuns },
  );
});

test("checks do not depend on the epoch: a series a day later has the same findings a day later", () => {
  const DAY = 86_400_000;
  fc.assert(
    fc.property(anySeries, ({ quantity, samples }) => {
      const later = samples.map(({ at, value }) => ({ at: at + DAY, value }));
      for (const check of [range, step, rate, spike, stuck])
        expect(check.run({ quantity, samples: later })).toEqual(
          check
            .run({ quantity, samples })
            .map((one) => ({ ...one, from: one.from + DAY, until: one.until + DAY })),
        );
    }),
    { numRuns },
  );
});

test("a lone value beyond all bounds is a spike whatever surrounds it, and its neighbours are none", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 4, max: 12, noNaN: true }), { minLength: 12, maxLength: 40 }),
      fc.nat(),
      (values, place) => {
        const index = place % values.length;
        const spoilt = values.map((value, each) => (each === index ? 900 : value));
        const samples = series(spoilt);
        expect(
          spike.run({ quantity: "pm2_5", samples }).map(({ from, count }) => [from, count]),
        ).toEqual([[samples[index]?.at, 1]]);
      },
    ),
    { numRuns },
  );
});

test("the robust deviation of a normal distribution is its standard deviation", () => {
  // Quantiles of the normal distribution, from −3 to 3 σ by its density.
  const values: number[] = [];
  for (let z = -3; z <= 3; z += 0.01)
    for (let n = 0; n < Math.round(400 * Math.exp((-z * z) / 2)); n++) values.push(20 + 2 * z);
  expect(robustDeviation(values)).toBeGreaterThan(1.95);
  expect(robustDeviation(values)).toBeLessThan(2.05);
  expect(robustDeviation([5, 5, 5, 9])).toBe(0);
  expect(median([])).toBeNaN();
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("the trend of a line is its slope, and one wild value does not move it", () => {
  const line = series([0, 1, 2, 3, 4, 5, 6, 7], 1000);
  expect(trendOf(line)).toEqual({ slope: 0.001, tau: 1 });
  const wild = line.map((one, index) => (index === 3 ? { ...one, value: 500 } : one));
  expect(trendOf(wild).slope).toBeCloseTo(0.001, 9);
});
