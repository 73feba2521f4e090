import type { Reading } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { openMemorySeries } from "../series/memory/store.ts";
import type { Block, Choice } from "../series/store.ts";
import { newStation, withHello } from "../stations/station.ts";
import { recomputePart } from "./recompute.ts";

const AT = Date.UTC(2026, 10, 24, 8);
const DAY = { from: Date.UTC(2026, 10, 24), until: Date.UTC(2026, 10, 25) };
const hello = {
  ...{ kit: "test", software: {} },
  sensors: [
    { id: "sds", model: "sds011", every: 60_000 },
    { id: "bme", model: "bme280", every: 60_000 },
  ],
};
const record = withHello(newStation("s", 0), hello, 0);
const humid = (at: number, humidity: number): Reading => ({
  at,
  sensor: "bme",
  values: { humidity },
});
const dusty = (at: number, pm2_5: number): Reading => ({ at, sensor: "sds", values: { pm2_5 } });

/** A station in a store that tells what was written to it. */
const subject = async (readings: readonly Reading[], { indoors = (): boolean => false } = {}) => {
  const store = openMemorySeries();
  const written: { readonly appended: Block[]; readonly chosen: Choice[] } = {
    appended: [],
    chosen: [],
  };
  let beforeRead: (() => Promise<void>) | undefined;
  const series: typeof store = {
    ...store,
    append: (block) => {
      written.appended.push(block);
      return store.append(block);
    },
    choose: (choices) => {
      written.chosen.push(...choices);
      return store.choose(choices);
    },
    read: async (selection, options) => {
      const found = await store.read(selection, options);
      const then = beforeRead;
      beforeRead = undefined;
      await then?.();
      return found;
    },
  };
  await store.append({ station: "s", received: AT, readings });
  const places = [{ since: 0, exposure: "indoor" }];
  const known = { find: () => (indoors() ? { places } : undefined) };
  return {
    ...{ store, written },
    /** Done after the next question is answered. */
    afterRead: (then: () => Promise<void>) => {
      beforeRead = then;
    },
    again: () =>
      recomputePart(
        {
          ...{ series, now: () => AT, calibrations: { of: () => [] } },
          knownStations: known as never,
        },
        record,
        DAY,
      ),
    made: async () =>
      (
        await store.read({
          ...{ stations: ["s"], quantities: ["pm2_5"], variant: "sds011-power@1", ...DAY },
        })
      ).flatMap(({ points }) => points.map(({ value }) => value)),
  };
};

test("making again what is kept writes nothing", async () => {
  const { again, written, made } = await subject([humid(AT, 50), dusty(AT, 20)]);
  expect(await again()).toEqual({ values: 1, changed: 0 });
  expect(written.appended).toHaveLength(1);
  expect(await again()).toEqual({ values: 1, changed: 0 });
  expect(written).toMatchObject({ appended: { length: 1 }, chosen: [] });
  expect(await made()).toEqual([19.97]);
});

test("a value that is made as it was first, after it was made otherwise, counts again", async () => {
  const { again, made, store } = await subject([
    ...[humid(AT - 1000, 90), humid(AT - 60_000, 50)],
    dusty(AT, 20),
  ]);
  await again();
  expect(await made()).toEqual([16.71]);
  const humidity = {
    station: "s",
    sensor: "bme",
    quantity: "humidity",
    origin: "measured",
  } as const;
  const about = {
    ...humidity,
    variant: "raw",
    at: AT - 1000,
    decided: AT,
    by: "a person",
  } as const;
  await store.choose([{ ...about, value: null }]);
  expect(await again()).toEqual({ values: 1, changed: 1 });
  expect(await made()).toEqual([19.97]);
  await store.choose([{ ...about, value: 90, decided: AT + 1 }]);
  expect(await again()).toEqual({ values: 1, changed: 1 });
  expect(await made()).toEqual([16.71]);
  expect(await again()).toEqual({ values: 1, changed: 0 });
});

test("what is not made any more counts no more, stays beside, and comes back when it is made again", async () => {
  let isIndoors = false;
  const { again, made, store } = await subject([humid(AT, 50), dusty(AT, 20)], {
    indoors: () => isIndoors,
  });
  await again();
  isIndoors = true;
  expect(await again()).toEqual({ values: 0, changed: 1 });
  expect(await made()).toEqual([]);
  const kept = await store.read(
    { stations: ["s"], quantities: ["pm2_5"], variant: "sds011-power@1", ...DAY },
    { asKept: true },
  );
  expect(kept[0]?.points[0]?.value).toBe(19.97);
  expect(await again()).toEqual({ values: 0, changed: 0 });
  isIndoors = false;
  expect(await again()).toEqual({ values: 1, changed: 1 });
  expect(await made()).toEqual([19.97]);
});

test("what another recipe made while it was in force stays", async () => {
  const { again, store } = await subject([humid(AT, 50), dusty(AT, 20)]);
  const variant = "colocation@1" as const;
  await store.append({ station: "s", received: AT, variant, readings: [dusty(AT, 12)] });
  await again();
  const [kept] = await store.read({ stations: ["s"], quantities: ["pm2_5"], variant, ...DAY });
  expect(kept?.points.map(({ value }) => value)).toEqual([12]);
});

test("what was measured before a sensor was replaced is made again by the recipe of the former model", async () => {
  const store = openMemorySeries();
  const readings = [humid(AT, 70), dusty(AT, 20), humid(AT + 120_000, 70), dusty(AT + 120_000, 20)];
  await store.append({ station: "s", received: AT, readings });
  const sensors = hello.sensors.map((one) => (one.id === "sds" ? { ...one, model: "sps30" } : one));
  await recomputePart(
    {
      ...{ series: store, now: () => AT, calibrations: { of: () => [] } },
      knownStations: { find: () => undefined },
    },
    withHello(record, { ...hello, sensors }, AT + 60_000),
    DAY,
  );
  const made = async (variant: "sds011-power@1" | "kappa-koehler@1") =>
    (await store.read({ stations: ["s"], quantities: ["pm2_5"], variant, ...DAY })).flatMap(
      ({ points }) => points.map(({ at }) => at),
    );
  expect(await made("sds011-power@1")).toEqual([AT]);
  expect(await made("kappa-koehler@1")).toEqual([AT + 120_000]);
});

test("a reading that comes while a day is made again loses nothing that was made of it", async () => {
  const { again, made, store, afterRead } = await subject([humid(AT, 50), dusty(AT, 20)]);
  await again();
  afterRead(async () => {
    // As live reprocessing does: the raw value is durable first.
    await store.append({ station: "s", received: AT, readings: [dusty(AT + 1000, 20)] });
    const variant = "sds011-power@1" as const;
    await store.append({
      station: "s",
      received: AT,
      variant,
      readings: [dusty(AT + 1000, 19.97)],
    });
  });
  await again();
  expect(await made()).toEqual([19.97, 19.97]);
});
