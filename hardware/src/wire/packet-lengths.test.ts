import fc from "fast-check";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { createPacketLengths } from "./packet-lengths.ts";

const publication = (length: number) =>
  generate({
    ...{ cmd: "publish", topic: "v3/a/devices/b/up", qos: 0, retain: false, dup: false },
    payload: Buffer.alloc(length),
  });
const pings = Buffer.concat([
  generate({ cmd: "pingresp" }),
  generate({ cmd: "puback", messageId: 7 }),
]);

/** In pieces of these lengths, in turns. */
const cut = (bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] => {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const until = from + (lengths[pieces.length % lengths.length] as number);
    pieces.push(bytes.subarray(from, until));
    from = until;
  }
  return pieces;
};

test("a packet is too long by what its head says, wherever the stream is cut", () => {
  const packets = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(16_000, 20_000, 70_000)), {
    maxLength: 12,
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(packets, cuts, (lengths, pieces) => {
      const all = lengths.flatMap((length) => [publication(length), pings]);
      const isTooLong = createPacketLengths(65_536);
      const told = cut(Buffer.concat(all), pieces).some(isTooLong);
      expect(told).toBe(lengths.some((length) => length > 65_000));
    }),
  );
});

test("a length that never ends is too long", () => {
  expect(createPacketLengths(1000)(Buffer.alloc(10, 0xff))).toBe(true);
});
