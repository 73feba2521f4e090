import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bytesOf, hexOf, joined } from "../bytes.ts";
import { createDeframer, type Framed, type Framing } from "../framing.ts";
import { sensors } from "../sensors.ts";

const whole = (framing: Framing, ...parts: readonly Uint8Array[]): Framed[] => {
  const deframer = createDeframer(framing);
  return [...deframer.push(joined(...parts)), ...deframer.end()];
};
const frames = (pieces: readonly Framed[]): string[] =>
  pieces.flatMap((piece) => (piece.ok ? [hexOf(piece.frame)] : []));
const flipped = (frame: Uint8Array, bit: number): Uint8Array =>
  frame.map((value, index) => (index === bit >>> 3 ? value ^ (1 << (bit & 7)) : value));

describe("replies amid other bytes, as a logic analyser or a dongle writes them down", () => {
  const { scd4x, sen5x, sht3x, dnms, opcn3 } = sensors;
  const replies = {
    scd4x: bytesOf("01 F4 33 66 67 A2 5E B9 3C"),
    sen5x: bytesOf("00 52 9D 00 58 46 00 5A 24 00 5B 15 11 4C 5B 12 A4 0E 01 A4 4D 00 0A 5A"),
    dnms: bytesOf("42 5A 74 CC CD 94 42 24 93 CC CD 94 42 9D A4 CC CD 94"),
  };
  const noise = bytesOf("13 37 00 FF 5A");

  test.each([
    ["scd4x", scd4x, replies.scd4x],
    ["sen5x", sen5x, replies.sen5x],
    ["dnms", dnms, replies.dnms],
  ] as const)("%s: are found", (_, { framing }, reply) => {
    const good = hexOf(reply);
    expect(frames(whole(framing, noise, reply))).toEqual([good]);
    expect(frames(whole(framing, noise, reply, noise, reply))).toEqual([good, good]);
    expect(frames(whole(framing, reply.subarray(0, reply.length - 2), reply))).toEqual([good]);
    expect(frames(whole(framing, noise, reply, flipped(reply, 12), reply))).toContain(good);
  });

  test("the end of a damaged one and the beginning of the next are none", () => {
    // Bits flipped in word 3 of one and word 4 of the next leave eight good words between them.
    const [first, second] = [flipped(replies.sen5x, 8 * 7), flipped(replies.sen5x, 8 * 10)];
    expect(frames(whole(sen5x.framing, noise, first, second, noise))).toEqual([]);
    expect(frames(whole(sen5x.framing, first, second))).toEqual([]);
  });

  test("two words are few: they count at the beginning and at the end of a capture only", () => {
    const reply = bytesOf("66 66 93 80 00 A2");
    expect(frames(whole(sht3x.framing, noise, reply))).toEqual([hexOf(reply)]);
    expect(frames(whole(sht3x.framing, reply, noise))).toEqual([hexOf(reply)]);
    expect(frames(whole(sht3x.framing, noise, reply, noise))).toEqual([]);
  });

  test("words that do not fill whole replies are ambiguous, and refused", () => {
    const { scd4x: reply } = replies;
    expect(frames(whole(scd4x.framing, reply.subarray(0, 6), reply))).toEqual([]);
  });

  test("an OPC-N3's histogram is found after its ready byte, and in a dongle's pairs", () => {
    const text = readFileSync(new URL("../../captures/opcn3/worked.hex", import.meta.url), "utf8");
    const histogram = bytesOf(text.split("\n")[1] ?? "");
    const pairs = Uint8Array.from([...histogram].flatMap((byte) => [0xff, byte]));
    const direct = opcn3.decode(histogram);
    expect(direct.ok).toBe(true);
    const ready = bytesOf("FF 31 FF F3");
    for (const stream of [
      [bytesOf("31 F3"), histogram],
      [pairs],
      [ready, pairs, ready, pairs],
      [pairs.subarray(20), ready, pairs],
    ]) {
      const found = whole(opcn3.framing, ...stream).flatMap((one) => (one.ok ? [one.frame] : []));
      const sent = stream.filter((part) => part === histogram || part === pairs);
      expect(found).toHaveLength(sent.length);
      for (const frame of found) expect(opcn3.decode(frame)).toEqual(direct);
    }
    expect(frames(whole(opcn3.framing, ready, flipped(pairs, 8 * 41), ready))).toEqual([]);
  });
});
