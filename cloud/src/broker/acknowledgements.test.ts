import { expect, test } from "vitest";
import { type AcknowledgedClient, createAcknowledgements } from "./acknowledgements.ts";

/** A client with packets that were read, as Aedes has it. */
const connected = (read: number, { takes = true } = {}) => {
  const written: Buffer[] = [];
  const drains: ((error?: Error) => void)[] = [];
  const seen = { nextReads: 0, errors: 0 };
  const client: AcknowledgedClient & { closed: boolean } = {
    closed: false,
    connected: true,
    conn: {
      write(bytes) {
        written.push(Buffer.from(bytes));
        return takes;
      },
    },
    waitForDrain: (drained) => void drains.push(drained),
    _parsingBatch: read,
    _nextBatch(error) {
      if (error) seen.errors += 1;
      else if (--client._parsingBatch <= 0) seen.nextReads += 1;
    },
  };
  return { client, written, drains, seen };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("all that become known together leave in one piece for each client, in order", async () => {
  const acknowledge = createAcknowledgements();
  const [one, other] = [connected(3), connected(1)];
  acknowledge(one.client, 1);
  acknowledge(other.client, 0x1234);
  acknowledge(one.client, 2);
  acknowledge(one.client, 65_535);
  expect(one.written).toEqual([]);
  await settled();
  const bytes = [0x40, 2, 0, 1, 0x40, 2, 0, 2, 0x40, 2, 0xff, 0xff];
  expect(one.written).toEqual([Buffer.from(bytes)]);
  expect(other.written).toEqual([Buffer.from([0x40, 2, 0x12, 0x34])]);
  acknowledge(one.client, 7);
  await settled();
  expect(one.written.at(-1)).toEqual(Buffer.from([0x40, 2, 0, 7]));
});

test("a client is read on when all that it sent is dealt with, and not before", async () => {
  const acknowledge = createAcknowledgements();
  const { client, seen } = connected(3);
  acknowledge(client, 1);
  acknowledge(client, 2);
  await settled();
  expect([client._parsingBatch, seen.nextReads]).toEqual([1, 0]);
  acknowledge(client, 3);
  await settled();
  expect([client._parsingBatch, seen.nextReads]).toEqual([0, 1]);
});

test("a client that reads no acknowledgements is not read either, until it does or is given up", async () => {
  const acknowledge = createAcknowledgements();
  const [slow, stuck] = [connected(1, { takes: false }), connected(1, { takes: false })];
  acknowledge(slow.client, 1);
  acknowledge(stuck.client, 1);
  await settled();
  expect(slow.seen.nextReads).toBe(0);
  slow.drains[0]?.();
  expect(slow.seen).toEqual({ nextReads: 1, errors: 0 });
  stuck.drains[0]?.(new Error("drain timeout"));
  expect(stuck.seen).toEqual({ nextReads: 0, errors: 1 });
});

test("nothing is written to a client that has left", async () => {
  const acknowledge = createAcknowledgements();
  const { client, written } = connected(1);
  acknowledge(client, 1);
  client.closed = true;
  await settled();
  expect(written).toEqual([]);
});
