import type { Reading } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { createEventBus } from "../events/bus.ts";
import type { LatestValue } from "../series/store.ts";
import { createVitals, lowBelow } from "./vitals.ts";

const latest = (
  quantity: "battery" | "signal_strength",
  value: number,
  at: number,
): LatestValue => ({
  ...{ station: "garden", sensor: "node", quantity, origin: "measured", variant: "raw" },
  ...{ value, at, received: at, flags: [] },
});

const open = async (stored: readonly LatestValue[] = []) => {
  const events = createEventBus({ onFault: () => {}, onLeftOut: () => {} });
  const connectivity = (station: string) => (station === "garden" ? "lora" : undefined);
  const vitals = createVitals(events, lowBelow(connectivity), async () =>
    stored.length === 0 ? new Map() : new Map([["garden", stored]]),
  );
  const of = (await vitals.ready()).of;
  const said = async (station: string, received: number, reading: Reading) => {
    events.publish("readings.committed", { station, received, readings: [reading] });
    await events.settled();
    return of(station);
  };
  const measure = (station: string, at: number, values: object) =>
    said(station, at, { at, sensor: "node", values });
  return { of, measure, said };
};

test("a battery is low since the first reading below the limit, until one is above it", async () => {
  const { measure } = await open();
  expect(await measure("garden", 1000, { battery: 20 })).toEqual({});
  expect(await measure("garden", 2000, { battery: 19 })).toEqual({
    battery: { value: 19, since: 2000 },
  });
  expect(await measure("garden", 3000, { battery: 15 })).toEqual({
    battery: { value: 15, since: 2000 },
  });
  // What was measured before and comes late changes nothing.
  expect(await measure("garden", 2500, { battery: 90 })).toEqual({
    battery: { value: 15, since: 2000 },
  });
  expect(await measure("garden", 4000, { battery: 80 })).toEqual({});
});

test("a clock that is ahead neither keeps a battery low nor hides that it is", async () => {
  const { measure, said } = await open();
  const ahead = 34_560_000_000;
  await said("garden", 1000, { at: ahead, sensor: "node", values: { battery: 10 } });
  expect(await measure("garden", 2000, { battery: 90 })).toEqual({});
  const flags = ["clock_doubtful" as const];
  await said("garden", 3000, { at: ahead, sensor: "node", values: { battery: 80 }, flags });
  // Nor does one that is behind.
  const behind = { at: 5, sensor: "node", values: { battery: 7 }, flags };
  expect(await said("garden", 4000, behind)).toEqual({ battery: { value: 7, since: 4000 } });
  const stored = { ...latest("battery", 10, ahead), received: 1000 };
  const restarted = await open([stored]);
  expect(restarted.of("garden")).toEqual({ battery: { value: 10, since: 1000 } });
  expect(await restarted.measure("garden", 2000, { battery: 90 })).toEqual({});
});

test("each sensor that has a battery counts for itself, while it says something", async () => {
  const { said } = await open();
  const say = (sensor: string, at: number, battery: number) =>
    said("garden", at, { at, sensor, values: { battery } });
  const low = { battery: { value: 10, since: 1000 } };
  expect(await say("node", 1000, 10)).toEqual(low);
  expect(await say("box", 1001, 90)).toEqual(low);
  expect(await say("node", 2000, 10)).toEqual(low);
  // The worst of two.
  expect(await say("box", 2001, 5)).toEqual({ battery: { value: 5, since: 2001 } });
  expect(await say("box", 3000, 90)).toEqual(low);
  // Replaced by another, it stays no warning for ever.
  expect(await say("box", 2000 + 86_400_000, 90)).toEqual(low);
  expect(await say("box", 2001 + 86_400_000, 90)).toEqual({});
});

test("a value that no instrument gives says nothing", async () => {
  const { measure, said } = await open();
  const low = { battery: { value: 10, since: 1000 } };
  expect(await measure("garden", 1000, { battery: 10 })).toEqual(low);
  const values = { battery: 1e308, signal_strength: -1e308 };
  const flags = ["implausible" as const];
  const odd = { at: 2000, sensor: "node", values };
  expect(await said("garden", 2000, { ...odd, flags })).toEqual(low);
  // As the cloud itself marks them.
  const value_flags = { battery: flags, signal_strength: flags };
  expect(await said("garden", 3000, { ...odd, at: 3000, value_flags })).toEqual(low);
});

test("what is weak for Wi-Fi is good for LoRa", async () => {
  const { measure } = await open();
  expect(await measure("garden", 1000, { signal_strength: -110 })).toEqual({});
  expect(await measure("garden", 2000, { signal_strength: -126 })).toEqual({
    signal: { value: -126, since: 2000 },
  });
  expect(await measure("house", 1000, { signal_strength: -81 })).toEqual({
    signal: { value: -81, since: 1000 },
  });
});

test("what the store has counts before anything new comes", async () => {
  const { of } = await open([latest("battery", 5, 1000), latest("signal_strength", -90, 1000)]);
  expect(of("garden")).toEqual({ battery: { value: 5, since: 1000 } });
});
