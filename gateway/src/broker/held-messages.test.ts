import type { Client, PublishPacket } from "aedes";
import pino from "pino";
import { expect, test } from "vitest";
import { createHeldMessages, HELD_MESSAGE_COST } from "./held-messages.ts";

test("empty messages that wait for the disk count too", async () => {
  const stopping = new AbortController();
  let refused = 0;
  let hasRoom = false;
  const held = createHeldMessages({
    ...{ mostBytes: 10 * HELD_MESSAGE_COST, retryAfterMs: 1, stopping: stopping.signal },
    onTooMany: () => {
      refused += 1;
    },
    log: pino({ level: "silent" }),
  });
  const client = { closed: false } as Client;
  const packet = { topic: "dcz/1/tiny/readings", payload: Buffer.alloc(0) } as PublishPacket;
  let done = 0;
  const hold = () =>
    held.hold(
      client,
      packet,
      async () => (hasRoom ? { ok: true, value: undefined } : ({ ok: false } as never)),
      () => {
        done += 1;
      },
    );
  for (let count = 0; count < 12; count++) hold();
  expect([refused, done]).toEqual([2, 0]);
  hasRoom = true;
  await held.settled();
  expect(done).toBe(10);
  hold();
  await held.settled();
  expect([refused, done]).toEqual([2, 11]);
});
