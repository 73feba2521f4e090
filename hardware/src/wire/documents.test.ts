import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { flagsOf } from "./batch.ts";
import { Hello } from "./hello.ts";
import { limits } from "./limits.ts";
import { encodePayload, parsePayload } from "./payload.ts";
import { clipRejected, Status } from "./status.ts";

const status = (rejected: object) => ({
  state: "online",
  at: 1_795_507_200_000,
  health: { uptime: 1.5, waiting: 0, dropped: 0, rejected },
});

const hello = {
  kit: "street-station",
  sensors: [{ id: "sds011-58d9", model: "sds011", serial: "58d9", every: 60_000 }],
  software: { edge: "0.1.0" },
};

const accepts = (schema: z.ZodType, document: object) => {
  const [json, cbor] = (["json", "cbor"] as const).map(
    (encoding) => parsePayload(schema, encodePayload(document, encoding)).ok,
  );
  expect(json).toBe(cbor);
  return json;
};

/** `count` names of `length` characters. */
const names = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `a${index}`.padEnd(length, "x"));
const record = <T>(keys: readonly string[], value: T) =>
  Object.fromEntries(keys.map((key) => [key, value]));

describe("a status", () => {
  test("of 9 500 names is refused, and so are too many counts and long names", () => {
    expect(accepts(Status, status(record(names(9500, 40), { checksum: 1 })))).toBe(false);
    expect(accepts(Status, status(record(names(65, 10), { checksum: 1 })))).toBe(false);
    expect(accepts(Status, status({ sds011: record(names(193, 10), 1) }))).toBe(false);
    expect(accepts(Status, status({ sds011: { ["x".repeat(33)]: 1 } }))).toBe(false);
    expect(accepts(Status, status({ ["x".repeat(65)]: { checksum: 1 } }))).toBe(false);
    expect(accepts(Status, status({ __proto__: null, été: { checksum: 1 } }))).toBe(false);
    expect(accepts(Status, status({ sds011: { checksum: 2 ** 53 } }))).toBe(false);
  });

  test("of a station with every sensor and every reason it can have is accepted", () => {
    const reasons = record(names(3, 32), Number.MAX_SAFE_INTEGER);
    const largest = status(record(names(64, 64), reasons));
    expect(accepts(Status, largest)).toBe(true);
    expect(encodePayload(largest, "json").length).toBeLessThanOrEqual(limits.document);
  });

  test("has the largest counts of a station that counted more than it may send", () => {
    const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,63}$/);
    const reason = fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/);
    const counted = fc.dictionary(name, fc.dictionary(reason, count, { maxKeys: 12 }), {
      maxKeys: 90,
      size: "max",
    });
    fc.assert(
      fc.property(counted, (rejected) => {
        const clipped = clipRejected(rejected);
        expect(Status.safeParse(status(clipped)).error).toBeUndefined();
        for (const [sensor, reasons] of Object.entries(clipped))
          expect(rejected[sensor]).toMatchObject(reasons);
      }),
      { numRuns: 30 },
    );
    const busy = clipRejected({
      quiet: record(names(200, 10), 1),
      loud: { checksum: 500 },
    });
    expect(busy.loud).toEqual({ checksum: 500 });
    expect(Object.keys(busy.quiet ?? {})).toHaveLength(191);
    expect(clipRejected({ sds011: { checksum: 2 } })).toEqual({ sds011: { checksum: 2 } });
  });
});

describe("a hello", () => {
  test("of more than 16 KiB is refused, whatever makes it long", () => {
    expect(accepts(Hello, hello)).toBe(true);
    const [sensor] = hello.sensors;
    const long = "é".repeat(64);
    const sensors = names(64, 64).map((id) => ({ ...sensor, id, model: long, serial: long }));
    expect(accepts(Hello, { ...hello, sensors })).toBe(false);
    const escaped = "\u0001".repeat(64);
    const software = Object.fromEntries(
      names(32, 4).map((name) => [`${escaped.slice(4)}${name}`, escaped]),
    );
    expect(accepts(Hello, { ...hello, software })).toBe(false);
    expect(
      accepts(Hello, {
        ...hello,
        sensors: sensors.map((one) => ({ ...one, model: "sds011", serial: "58d9" })),
      }),
    ).toBe(true);
  });
});

test("a value has the flags of its reading and its own, each once", () => {
  const reading = {
    flags: ["humid", "simulated"],
    value_flags: { pm10: ["implausible", "humid"] },
  } as const;
  const mutable = structuredClone(reading) as unknown as Parameters<typeof flagsOf>[0];
  expect(flagsOf(mutable, "pm10")).toEqual(["humid", "simulated", "implausible"]);
  expect(flagsOf(mutable, "pm2_5")).toEqual(["humid", "simulated"]);
  expect(flagsOf({}, "pm2_5")).toEqual([]);
});

test("a message beyond its limit is refused without being read", () => {
  expect(parsePayload(Hello, encodePayload(hello, "json"), 40)).toEqual({
    ok: false,
    reason: "too_large",
    detail: "132 bytes; at most 40",
  });
});

test("what is said of a refused message is short, however much of it is wrong", () => {
  const readings = Array(1000).fill({ at: 0, sensor: "É", values: { pm2_5: null } });
  const bytes = encodePayload({ boot: "x", seq: -1, clock: "sun", readings }, "json");
  const parsed = parsePayload(Status, bytes);
  expect(parsed.ok || parsed.detail.length).toBeLessThanOrEqual(500);
});
