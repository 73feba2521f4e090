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
  const measure = async (station: string, at: number, values: object) => {
    const readings = [{ at, sensor: "node", values }];
    events.publish("readings.committed", { station, received: at, readings });
    await events.settled();
    return of(station);
  };
  return { of, measure };
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
