import { expect, test } from "vitest";
import type { CloudEvents } from "../events/events.ts";
import { openMemorySeries } from "../series/memory/store.ts";
import { createHourMemory } from "./hour-memory.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 24, 12);

/** A memory over a store in memory, with how often it asked. */
const openMemory = () => {
  const store = openMemorySeries();
  let told: (event: CloudEvents["readings.committed"]) => void = () => undefined;
  let recomputed: (event: CloudEvents["quality.recomputed"]) => void = () => undefined;
  let asked = 0;
  const memory = createHourMemory(
    {
      events: {
        subscribe: (event, { handle }) => {
          if (event === "readings.committed") told = handle as typeof told;
          else recomputed = handle as typeof recomputed;
          return () => undefined;
        },
      },
      series: {
        seriesOf: store.seriesOf,
        aggregate: (selection, options) => {
          asked += 1;
          return store.aggregate(selection, options);
        },
      },
    },
    new Set(["pm2_5"]),
  );
  return {
    asked: () => asked,
    async add(at: number, value: number) {
      const readings = [{ at, sensor: "sds011", values: { pm2_5: value } }];
      await store.append({ station: "quai", received: at, readings });
      told({ station: "quai", received: at, readings });
    },
    recompute: (from: number) => recomputed({ station: "quai", from }),
    /** What a recipe made, of which no reading tells. */
    make: (at: number, value: number) =>
      store.append({
        ...{ station: "quai", received: at, variant: "colocation@1" },
        readings: [{ at, sensor: "sds011", values: { pm2_5: value } }],
      }),
    variants: async (now: number) =>
      ((await memory.of(["quai"], now)).get("quai") ?? []).map(({ variant }) => variant),
    async at(now: number, hour: number) {
      const [series] = (await memory.of(["quai"], now)).get("quai") ?? [];
      return series?.at(hour)?.mean;
    },
  };
};

test("a day of hours is read once, and each hour that ends once more", async () => {
  const memory = openMemory();
  await memory.add(NOON - HOUR, 4);
  await memory.add(NOON - 30 * HOUR, 9);
  expect(await memory.at(NOON + 400_000, NOON - HOUR)).toBe(4);
  expect(await memory.at(NOON + 400_000, NOON - 30 * HOUR)).toBeUndefined();
  expect(await memory.at(NOON + 800_000, NOON - HOUR)).toBe(4);
  expect(memory.asked()).toBe(1);
  await memory.add(NOON + 900_000, 8);
  expect(await memory.at(NOON + HOUR + 400_000, NOON)).toBe(8);
  expect(await memory.at(NOON + HOUR + 400_000, NOON - HOUR)).toBe(4);
  expect(memory.asked()).toBe(2);
});

test("the newest hour is read again once it has settled, an hour that was touched a minute later", async () => {
  const memory = openMemory();
  await memory.add(NOON - HOUR, 4);
  expect(await memory.at(NOON + 1_000, NOON - HOUR)).toBe(4);
  await memory.add(NOON - HOUR + 60_000, 8);
  expect(await memory.at(NOON + 30_000, NOON - HOUR)).toBe(4);
  expect(await memory.at(NOON + 61_000, NOON - HOUR)).toBe(6);
  expect(memory.asked()).toBe(2);
  expect(await memory.at(NOON + 301_000, NOON - HOUR)).toBe(6);
  expect(memory.asked()).toBe(3);
});

test("hours of a day ago are forgotten as time goes on", async () => {
  const memory = openMemory();
  await memory.add(NOON - HOUR, 4);
  expect(await memory.at(NOON + 400_000, NOON - HOUR)).toBe(4);
  await memory.add(NOON, 7);
  expect(await memory.at(NOON + 23 * HOUR, NOON - HOUR)).toBe(4);
  expect(await memory.at(NOON + 24 * HOUR, NOON - HOUR)).toBeUndefined();
  expect(await memory.at(NOON + 24 * HOUR, NOON)).toBe(7);
});

test("what was made again is read again, also by a recipe that nobody knew before", async () => {
  const memory = openMemory();
  await memory.add(NOON - HOUR, 4);
  expect(await memory.variants(NOON + 400_000)).toEqual(["raw"]);
  await memory.make(NOON - HOUR, 3);
  expect(await memory.variants(NOON + 800_000)).toEqual(["raw"]);
  memory.recompute(NOON - 300 * HOUR);
  expect(await memory.variants(NOON + 900_000)).toEqual(["raw", "colocation@1"]);
});
