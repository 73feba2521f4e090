import fc from "fast-check";
import mqttPacket, { type Packet } from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { type PacketParser, readPublicationsQuickly } from "./plain-publications.ts";

const publication = fc
  .record({
    topic: fc.oneof(
      fc.constant("dcz/1/tree-3/readings"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
    ),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    qos: fc.constantFrom(0, 1, 2),
    retain: fc.boolean(),
    dup: fc.boolean(),
    messageId: fc.integer({ min: 1, max: 65_535 }),
  })
  .map((fields) => ({ cmd: "publish", ...fields, dup: fields.qos > 0 && fields.dup }) as Packet);

const other = fc.constantFrom<Packet>(
  { cmd: "pingreq" },
  { cmd: "puback", messageId: 7 },
  { cmd: "subscribe", messageId: 8, subscriptions: [{ topic: "a/b", qos: 1 }] },
  { cmd: "connect", clientId: "tree-3", protocolVersion: 4, protocolId: "MQTT", clean: true },
  { cmd: "disconnect" },
);

/** Bytes that are packets, and some that are none. */
const streams = (good: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: publication.map((packet) => mqttPacket.generate(packet)) },
        { weight: 2, arbitrary: other.map((packet) => mqttPacket.generate(packet)) },
        { weight: good, arbitrary: fc.uint8Array({ maxLength: 12 }).map(Buffer.from) },
        {
          weight: good,
          // A PUBLISH whose parts do not fit each other.
          arbitrary: fc
            .tuple(
              fc.integer({ min: 0x30, max: 0x3f }),
              fc.nat(40),
              fc.uint8Array({ maxLength: 40 }),
            )
            .map(([first, length, rest]) => Buffer.from([first, length, 0, ...rest])),
        },
      ),
      { maxLength: 12 },
    )
    .map((packets) => Buffer.concat(packets));

const cutInto = (stream: Buffer, cuts: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < stream.length; index++) {
    const next = at + (cuts[index % cuts.length] ?? 1);
    chunks.push(stream.subarray(at, next));
    at = next;
  }
  return chunks;
};

/**
 * Each packet for itself, by its fixed header (MQTT 3.1.1, 2.2): of one that is too short for its parts,
 * mqtt-packet reads on in the next.
 */
const packetsOf = (stream: Buffer): Buffer[] => {
  const packets: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    let [length, byte] = [0, 0x80];
    let body = at + 1;
    for (; byte >= 0x80 && body - at <= 4; body++) {
      byte = stream[body] ?? 0;
      length += (byte & 0x7f) * 128 ** (body - at - 1);
    }
    const end = byte >= 0x80 ? stream.length : body + length;
    packets.push(stream.subarray(at, end));
    at = end;
  }
  return packets;
};

/** What a parser makes of chunks. */
const heardOf = (chunks: readonly Buffer[], isQuick: boolean): readonly unknown[] => {
  const parser = mqttPacket.parser();
  if (isQuick) readPublicationsQuickly(parser as unknown as PacketParser);
  const heard: unknown[] = [];
  parser.on("packet", (packet) => heard.push({ ...packet }));
  parser.on("error", (error) => heard.push(error.message));
  // Aedes gives what came in several pieces as plain bytes.
  for (const [index, chunk] of chunks.entries())
    parser.parse(isQuick && index % 2 === 1 ? (new Uint8Array(chunk) as Buffer) : chunk);
  return heard;
};

describe("publications that are read quickly", () => {
  const cuts = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2000 })),
    {
      minLength: 1,
      maxLength: 20,
    },
  );

  test("are what mqtt-packet finds, however the stream is cut", () => {
    fc.assert(
      fc.property(streams(0), cuts, (stream, lengths) => {
        const chunks = cutInto(stream, lengths);
        expect(heardOf(chunks, true)).toEqual(heardOf(chunks, false));
      }),
    );
  });

  test("are what mqtt-packet finds among bytes that are no packets, up to the first error", () => {
    fc.assert(
      fc.property(streams(1), cuts, (stream, lengths) => {
        const untilError = (heard: readonly unknown[]) => {
          const end = heard.findIndex((one) => typeof one === "string");
          return end === -1 ? heard : heard.slice(0, end + 1);
        };
        const quick = heardOf(cutInto(stream, lengths), true);
        expect(untilError(quick)).toEqual(untilError(heardOf(packetsOf(stream), false)));
      }),
      { numRuns: 500 },
    );
  });

  test("end where they say: a number that is missing is not taken from the next packet", () => {
    const stream = Buffer.from([0x32, 2, 0, 0, 0x32, 5, 0, 1, 0x61, 0, 9]);
    expect(heardOf([stream], true)).toMatchObject([{ messageId: -1 }, { messageId: 9 }]);
    expect(heardOf([stream], false)).toMatchObject([{ messageId: 0x3205 }, { messageId: 9 }]);
  });

  test("reach the listener without the parser, also after a packet that was cut", () => {
    const stream = Buffer.concat(
      Array.from({ length: 40 }, (_, index) =>
        mqttPacket.generate({
          ...{ cmd: "publish", topic: "dcz/1/tree-3/readings", payload: `{"seq":${index}}` },
          ...{ qos: 1, messageId: index + 1, dup: false, retain: false },
        }),
      ),
    );
    const parser = mqttPacket.parser();
    let slow = 0;
    const { parse } = parser;
    parser.parse = (chunk) => {
      slow += chunk.length;
      return parse.call(parser, chunk);
    };
    readPublicationsQuickly(parser as unknown as PacketParser);
    let packets = 0;
    parser.on("packet", () => packets++);
    for (const chunk of cutInto(stream, [stream.length / 2 + 10])) parser.parse(chunk);
    expect(packets).toBe(40);
    expect(slow).toBeLessThan(stream.length / 20);
  });
});
