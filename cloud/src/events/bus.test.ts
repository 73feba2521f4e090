import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventBus } from "./bus.ts";

const subject = () => {
  const faults: string[] = [];
  const bus = createEventBus({
    onFault: (subscriber, event, error) => faults.push(`${subscriber} ${event} ${error}`),
    onLeftOut: (subscriber, event) => faults.push(`${subscriber} ${event} left out`),
  });
  const publish = (at: number) => bus.publish("gateway.left", { gateway: "maison", at });
  return { bus, publish, faults };
};

test("each subscriber gets every event, in order, after the publisher has gone on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), fc.array(fc.boolean()), async (instants, waits) => {
      const { bus, publish } = subject();
      const direct: number[] = [];
      const slow: number[] = [];
      bus.subscribe("gateway.left", { name: "direct", handle: ({ at }) => void direct.push(at) });
      bus.subscribe("gateway.left", {
        name: "slow",
        handle: async ({ at }) => {
          if (waits[slow.length]) await new Promise((resolve) => setImmediate(resolve));
          slow.push(at);
        },
      });
      for (const at of instants) publish(at);
      expect(direct).toEqual([]);
      await bus.settled();
      expect(direct).toEqual(instants);
      expect(slow).toEqual(instants);
    }),
    { numRuns: 50 },
  );
});

test("a subscriber that throws or rejects is reported, and harms nobody", async () => {
  const { bus, publish, faults } = subject();
  const heard: number[] = [];
  bus.subscribe("gateway.left", {
    name: "throws",
    handle: () => {
      throw new Error("no");
    },
  });
  bus.subscribe("gateway.left", { name: "rejects", handle: () => Promise.reject(new Error("no")) });
  bus.subscribe("gateway.left", { name: "hears", handle: ({ at }) => void heard.push(at) });
  publish(1);
  publish(2);
  await bus.settled();
  expect(heard).toEqual([1, 2]);
  expect(faults.toSorted()).toEqual([
    "rejects gateway.left Error: no",
    "rejects gateway.left Error: no",
    "throws gateway.left Error: no",
    "throws gateway.left Error: no",
  ]);
});

test("what waits for a subscriber that never ends is bounded, and told once", async () => {
  const { bus, publish, faults } = subject();
  const begun: number[] = [];
  const gate = Promise.withResolvers<void>();
  bus.subscribe("gateway.left", {
    name: "stuck",
    most: 3,
    handle: async ({ at }) => {
      begun.push(at);
      await gate.promise;
    },
  });
  publish(0);
  await new Promise((resolve) => setImmediate(resolve));
  for (let at = 1; at <= 10; at++) publish(at);
  expect(faults).toEqual(["stuck gateway.left left out"]);
  gate.resolve();
  await bus.settled();
  expect(begun).toEqual([0, 8, 9, 10]);
});

test("other events are not a subscriber's", async () => {
  const { bus, publish } = subject();
  let heard = 0;
  bus.subscribe("gateway.connected", { name: "other", handle: () => void heard++ });
  publish(1);
  await bus.settled();
  expect(heard).toBe(0);
});
