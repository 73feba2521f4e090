import { encode } from "cborg";
import fc from "fast-check";
import { expect, test } from "vitest";
import { batch as anyBatch } from "./arbitrary.ts";
import { Batch } from "./batch.ts";
import { encodeCompact } from "./compact-batch.ts";
import { encodePayload, parsePayload } from "./payload.ts";

/** In the order in which the compact form gives readings back. */
const ordered = (batch: Batch): Batch => {
  const bySensor = [
    ...Map.groupBy(
      batch.readings.toSorted((a, b) => a.at - b.at),
      (r) => r.sensor,
    ),
  ];
  const readings = bySensor
    .flatMap(([, own]) => own)
    .toSorted((a, b) => a.at - b.at)
    // An empty list of flags of values says nothing.
    .map(({ value_flags = {}, ...rest }) =>
      Object.keys(value_flags).length > 0 ? { ...rest, value_flags } : rest,
    );
  return { ...batch, readings };
};

test("every batch comes back as it was, to the last digit", () => {
  fc.assert(
    fc.property(anyBatch, (batch) => {
      const parsed = parsePayload(Batch, encodeCompact(batch));
      expect(parsed).toEqual({ ok: true, value: ordered(batch) });
    }),
  );
});

const tenths = (count: number): number => count / 10;

/** An hour of a street station: six quantities every five minutes. */
const hour: Batch = {
  ...{ boot: "k3v9x0qz", seq: 4711, clock: "ntp" },
  readings: Array.from({ length: 12 }, (_, index) => [
    {
      ...{ at: 1_795_507_200_000 + index * 300_000, sensor: "sds011-58d9" },
      values: { pm2_5: tenths(53 + (index % 4)), pm10: tenths(91 + 2 * (index % 5)) },
    },
    {
      ...{ at: 1_795_507_200_000 + index * 300_000, sensor: "bme280" },
      values: {
        temperature: tenths(120 + index),
        humidity: tenths(715 - 2 * index),
        pressure: 1013.2,
      },
    },
    {
      ...{ at: 1_795_507_200_000 + index * 300_000, sensor: "dnms" },
      values: { laeq: tenths(500 + 5 * ((index * 7) % 11)) },
    },
  ]).flat(),
};

test("an hour of six quantities takes a tenth of its JSON", () => {
  const rounded = parsePayload(Batch, encodeCompact(hour));
  expect(rounded).toEqual({ ok: true, value: ordered(hour) });
  expect(encodeCompact(hour).length).toBeLessThan(240);
  expect(encodePayload(hour, "json").length).toBeGreaterThan(2900);
});

test("its bytes are frozen", () => {
  const small: Batch = {
    ...{ boot: "k3v9x0qz", seq: 41, clock: "gps" },
    readings: [
      { at: 1_795_507_200_000, sensor: "bme280", values: { temperature: -0.5 } },
      { at: 1_795_507_500_000, sensor: "bme280", values: { temperature: 1 }, flags: ["humid"] },
    ],
  };
  const bytes = Buffer.from(encodeCompact(small)).toString("hex");
  expect(bytes).toMatchInlineSnapshot(
    `"8601686b3376397830717a1829011b000001a20c91a000818466626d653238308400011a000493e00181836b74656d70657261747572650182240f81830160816568756d6964"`,
  );
  expect(parsePayload(Batch, Buffer.from(bytes, "hex"))).toEqual({ ok: true, value: small });
});

test("hostile bytes are refused, and cost no more than they are long", () => {
  const group = (instants: unknown, columns: unknown, marks: unknown = []) =>
    encode([1, "k3v9x0qz", 1, 0, 1_795_507_200_000, [["bme280", instants, columns, marks]]]);
  const refused = [
    encode([]),
    encode([2, "k3v9x0qz", 1, 0, 1_795_507_200_000, []]),
    group([], []),
    group([0, 1], [["temperature", 1, [Number.NaN]]]),
    group([0, 1], [["temperature", 1, [1e308]]].concat([["humidity", 7, [1]]] as never)),
    group([0, 1], [["temperature", 1, ["1"]]]),
    group([0, 1, Number.MAX_SAFE_INTEGER, 1], [["temperature", 1, [1, 1]]]),
    group([0, Number.MAX_SAFE_INTEGER], [["temperature", 1, [1, 1]]]),
    group([0, 1, 1000], [["temperature", 1, [1, 1]]]),
    group([0, 1], [["__proto__", 1, [1]]]),
    group([0, 1], [["temperature", 1, [null]]]),
    group([0, 1001], [["temperature", 1, [1]]]),
    // Twice a thousand readings in two groups.
    encode([
      ...[1, "k3v9x0qz", 1, 0, 1_795_507_200_000],
      Array(2).fill(["bme280", [1000, 600], [["temperature", 1, Array(600).fill(1)]], []]),
    ]),
    // An array that announces 2^32 items, and one that nests without end.
    Buffer.from("9affffffff", "hex"),
    Buffer.alloc(100_000, 0x81),
  ];
  for (const payload of refused) expect(parsePayload(Batch, payload).ok).toBe(false);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const payload = Uint8Array.from([0x86, ...bytes]);
      const parsed = parsePayload(Batch, payload);
      if (parsed.ok) expect(Batch.parse(parsed.value)).toEqual(parsed.value);
    }),
  );
});

test("half a million faults cost no more than the first, wherever they stand", () => {
  const wrong = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
  const group = (instants: unknown, columns: unknown, marks: unknown) => [
    ...["sds011", instants, columns, marks],
  ];
  const column = ["pm10", 0, [1]];
  const documents = [
    wrong(8, group([0, 1], wrong(63, ["pm10", 0, wrong(1000, "x")]), [])),
    wrong(300, group([0, 1], [column], wrong(1000, []))),
    wrong(300, group(wrong(2000, -1), [column], [])),
    wrong(1000, group([0, 1], wrong(64, ["pm10", 7, []]), [])),
  ];
  for (const groups of documents) {
    const payload = encode([1, "k3v9x0qz", 1, 0, 0, groups]);
    const before = process.cpuUsage();
    const detail = "it is no batch in columns (docs/wire.md)";
    expect(parsePayload(Batch, payload)).toEqual({ ok: false, reason: "malformed", detail });
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(700_000);
  }
});

test("one changed byte gives a good batch or a refusal, and never throws", () => {
  const bytes = encodeCompact(hour);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = value;
      const parsed = parsePayload(Batch, changed);
      if (parsed.ok) expect(parsed.value.readings.length).toBeLessThanOrEqual(1000);
    }),
  );
});
