import fc from "fast-check";
import { expect, test } from "vitest";
import { QuantityName } from "../quantities.ts";
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

/** A megabyte of nonsense is judged in the time of a full batch, whatever it is made of. */
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const fields = (count: number) => Object.fromEntries(many(count, (index) => [`k${index}`, 1]));
const [first] = valid.readings;

test.each([
  [
    "readings without content",
    { ...valid, readings: many(340_000, () => ({})) },
    "a list of 340000 items",
  ],
  [
    "unknown quantities",
    { ...valid, readings: [{ ...first, values: fields(90_000) }] },
    "an object of 90000 fields",
  ],
  ["unknown fields", fields(90_000), "an object of 90000 fields"],
  [
    "flags",
    { ...valid, readings: [{ ...first, flags: many(170_000, () => "x") }] },
    "a list of 170000 items",
  ],
])("many %s are refused without a schema", (_what, message, detail) => {
  const parsed = parsePayload(Batch, encodePayload(message, "json"), 8 * 1024 * 1024);
  expect(parsed.ok || parsed.detail).toContain(detail);
});

test.each([
  ["JSON", Buffer.from(`{"boot":${"[".repeat(500_000)}${"]".repeat(500_000)}}`)],
  [
    "CBOR",
    Buffer.concat([
      Buffer.from([0xa1, 0x61, 0x61]),
      Buffer.alloc(1_000_000, 0x81),
      Buffer.from([0x00]),
    ]),
  ],
])("deeply nested %s is refused", (_encoding, bytes) => {
  expect(parsePayload(Batch, bytes).ok).toBe(false);
});

test("the largest batch that there can be is accepted", () => {
  const values = Object.fromEntries(QuantityName.options.map((name) => [name, 1]));
  const flags = Object.fromEntries(QuantityName.options.map((name) => [name, ["humid"]]));
  const batch = {
    ...valid,
    readings: many(1000, () => ({ ...first, values, value_flags: flags })),
  };
  expect(parsePayload(Batch, encodePayload(batch, "json"), 16 * 1024 * 1024).ok).toBe(true);
});
