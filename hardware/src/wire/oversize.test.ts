import { EventEmitter } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPacketMeter, guardAgainstOversize } from "./oversize.ts";

/** An MQTT packet of a type with so many bytes after its fixed header. */
const packet = (length: number, type = 0x30): number[] => {
  const head = [type];
  let rest = length;
  do {
    head.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return [...head, ...Array<number>(length).fill(0xff)];
};

describe("a meter", () => {
  test("finds the ends of packets however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(0, 1, 127, 128), fc.nat(20_000)), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }),
        (lengths, cuts) => {
          const stream = Uint8Array.from(lengths.flatMap((length) => packet(length)));
          const meter = createPacketMeter();
          let at = 0;
          for (let index = 0; at < stream.length; index++) {
            const next = at + (cuts[index % cuts.length] ?? 1);
            meter.push(stream.subarray(at, next));
            at = next;
            expect(meter.arrived()).toBeLessThanOrEqual(meter.announced());
          }
          expect([meter.announced(), meter.arrived()]).toEqual([0, 0]);
        },
      ),
    );
  });

  test("tells what is announced as soon as the header has come", () => {
    const meter = createPacketMeter();
    const large = Uint8Array.from(packet(300_000));
    meter.push(large.subarray(0, 3));
    expect(meter.announced()).toBe(0);
    meter.push(large.subarray(3, 4));
    expect([meter.announced(), meter.arrived()]).toEqual([300_000, 0]);
    meter.push(large.subarray(4, 1004));
    expect([meter.announced(), meter.arrived()]).toEqual([300_000, 1000]);
  });

  test("leaves a length of five bytes to the broker, and never throws", () => {
    const meter = createPacketMeter();
    meter.push(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0xff));
    expect(meter.announced()).toBe(0);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => createPacketMeter().push(bytes)),
    );
  });
});

describe("a guard", () => {
  const limits = { packet: 1000, unfinished: 2500 };
  const guarded = () => {
    const gone: EventEmitter[] = [];
    const guard = guardAgainstOversize<EventEmitter>(limits, (connection) => gone.push(connection));
    const connect = () => {
      const connection = new EventEmitter();
      guard.watch(connection);
      const send = (bytes: readonly number[]) => connection.emit("data", Uint8Array.from(bytes));
      return { connection, send };
    };
    return { guard, gone, connect };
  };

  test("disconnects a client whose packet is announced too long, before it comes", () => {
    const { gone, connect } = guarded();
    const { connection, send } = connect();
    send(packet(1000));
    expect(gone).toEqual([]);
    send(packet(1001).slice(0, 3));
    expect(gone).toEqual([connection]);
  });

  test("keeps a client that sends short packets for ever, whatever their type", () => {
    const { gone, guard, connect } = guarded();
    const { send } = connect();
    // What a subscriber of QoS 1 sends: an acknowledgement for each message.
    for (let index = 0; index < 10_000; index++) send([...packet(2, 0x40), ...packet(0, 0xc0)]);
    expect(gone).toEqual([]);
    expect(guard.unfinished()).toBe(0);
  });

  test("disconnects the one that holds most when all together hold too much", () => {
    const { gone, guard, connect } = guarded();
    const [first, second, third, fourth] = [connect(), connect(), connect(), connect()];
    first.send(packet(900).slice(0, 703));
    second.send(packet(1000).slice(0, 993));
    third.send(packet(900).slice(0, 703));
    expect(gone).toEqual([]);
    fourth.send(packet(900).slice(0, 203));
    expect(gone).toEqual([second.connection]);
    expect(guard.unfinished()).toBe(700 + 700 + 200);
    first.connection.emit("close");
    second.connection.emit("close");
    expect(guard.unfinished()).toBe(900);
  });
});
