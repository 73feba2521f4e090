import fc from "fast-check";
import { expect, test } from "vitest";
import { batch } from "./arbitrary.ts";
import { Batch } from "./batch.ts";
import { encodePayload, parsePayload } from "./payload.ts";

test("a batch survives JSON and CBOR", () => {
  fc.assert(
    fc.property(batch, fc.constantFrom("json", "cbor"), (value, encoding) => {
      expect(parsePayload(Batch, encodePayload(value, encoding))).toEqual({ ok: true, value });
    }),
  );
});

test("no bytes make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(parsePayload(Batch, bytes).ok).toBe(false);
    }),
  );
});

test("a message cut short is refused, in either encoding", () => {
  fc.assert(
    fc.property(
      batch,
      fc.constantFrom("json", "cbor"),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (value, encoding, part) => {
        const whole = encodePayload(value, encoding);
        expect(parsePayload(Batch, whole.slice(0, Math.floor(part * whole.length))).ok).toBe(false);
      },
    ),
  );
});

const valid = {
  boot: "abcdefgh",
  seq: 1,
  clock: "ntp",
  readings: [{ at: 1_700_000_000_000, sensor: "sds011", values: { pm2_5: 1 } }],
};

test.each([
  ["an unknown field", { ...valid, extra: 1 }],
  ["an unknown quantity", { ...valid, readings: [{ ...valid.readings[0], values: { pm25: 1 } }] }],
  ["no value", { ...valid, readings: [{ ...valid.readings[0], values: {} }] }],
  ["an unknown flag", { ...valid, readings: [{ ...valid.readings[0], flags: ["odd"] }] }],
  [
    "seconds for milliseconds",
    { ...valid, readings: [{ ...valid.readings[0], at: 1_700_000_000 }] },
  ],
  [
    "a fraction of a millisecond",
    { ...valid, readings: [{ ...valid.readings[0], at: 1e12 + 0.5 }] },
  ],
  [
    "a sensor's name with accents",
    { ...valid, readings: [{ ...valid.readings[0], sensor: "été" }] },
  ],
  ["too many readings", { ...valid, readings: Array(1001).fill(valid.readings[0]) }],
])("%s is refused", (_what, message) => {
  expect(parsePayload(Batch, encodePayload(message, "json"))).toMatchObject({
    ok: false,
    reason: "invalid",
  });
});

test("CBOR's own numbers that JSON has not are refused", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(
      parsePayload(
        Batch,
        encodePayload(
          { ...valid, readings: [{ ...valid.readings[0], values: { pm2_5: value } }] },
          "cbor",
        ),
      ),
    ).toMatchObject({ ok: false, reason: "invalid" });
});
