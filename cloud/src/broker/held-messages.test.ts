import fc from "fast-check";
import { expect, test } from "vitest";
import { createHeldMessages } from "./held-messages.ts";

const limits = { heldOfClient: 100, held: 250 };

/** A client as Aedes has it: paused, it is not read. */
const openClient = () => {
  const client = {
    closed: false,
    isPaused: false,
    pause() {
      client.isPaused = true;
    },
    resume() {
      client.isPaused = false;
    },
  };
  return client;
};

test("all clients together have so many bytes that wait for the disk, whoever has them", () => {
  const held = createHeldMessages(limits);
  const clients = [openClient(), openClient(), openClient()];
  for (const client of clients) held.add(client, 80);
  expect(held.bytes()).toBe(240);
  expect([held.admits(10), held.admits(11)]).toEqual([true, false]);
  held.release(clients[0] ?? openClient(), 80);
  expect([held.admits(90), held.admits(91)]).toEqual([true, false]);
});

test("in whatever order messages come and go, a client is read while it holds no more than its share", () => {
  const step = fc.record({ client: fc.nat(2), bytes: fc.integer({ min: 1, max: 90 }) });
  fc.assert(
    fc.property(fc.array(fc.oneof(step, fc.constant("release" as const))), (steps) => {
      const held = createHeldMessages(limits);
      const clients = [openClient(), openClient(), openClient()];
      const waiting: { client: number; bytes: number }[] = [];
      const bytesOf = (client: number) =>
        waiting.reduce((sum, one) => sum + (one.client === client ? one.bytes : 0), 0);
      for (const next of steps) {
        if (next === "release") {
          const first = waiting.shift();
          if (first !== undefined) held.release(clients[first.client] as never, first.bytes);
        } else if (held.admits(next.bytes)) {
          waiting.push(next);
          held.add(clients[next.client] as never, next.bytes);
        }
        expect(held.bytes()).toBe(waiting.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(held.bytes()).toBeLessThanOrEqual(limits.held);
        for (const [place, client] of clients.entries())
          expect(client.isPaused).toBe(bytesOf(place) > limits.heldOfClient);
      }
    }),
  );
});
