import fc from "fast-check";
import { expect, test } from "vitest";
import { batch as anyBatch } from "./arbitrary.ts";
import { Batch } from "./batch.ts";
import { parseBatch } from "./partial-batch.ts";
import { encodePayload } from "./payload.ts";

const AT = Date.UTC(2026, 10, 24, 10);
const batch = (readings: unknown, more: object = {}) =>
  encodePayload({ boot: "k3v9x0qz", seq: 1, clock: "ntp", readings, ...more }, "json");
const reading = (values: unknown, more: object = {}) => ({
  at: AT,
  sensor: "sds011",
  values,
  ...more,
});

/** Sensors and values that were kept, and the faults. */
const salvaged = (payload: Uint8Array) => {
  const parsed = parseBatch(payload);
  if (!parsed.ok) return parsed.reason;
  const { batch: kept, faults } = parsed.value;
  return { values: kept.readings.map(({ values }) => values), faults };
};

test("a good batch is kept whole", () => {
  fc.assert(
    fc.property(anyBatch, (good) => {
      const parsed = parseBatch(encodePayload(good, "json"));
      expect(parsed).toEqual({ ok: true, value: { batch: good, faults: [] } });
    }),
  );
});

test.each([
  [
    "one null among values",
    [reading({ pm2_5: 5, pm10: null }), reading({ pm2_5: 6 })],
    {
      values: [{ pm2_5: 5 }, { pm2_5: 6 }],
      faults: [expect.stringContaining("readings.0.values.pm10")],
    },
  ],
  [
    "a value as text",
    [reading({ pm2_5: "5.3", pm10: 9 })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining('not "5.3"')] },
  ],
  [
    "a quantity that is not known",
    [reading({ pm3: 5, pm10: 9 })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining('"pm3"')] },
  ],
  [
    "names that every object has",
    [reading(JSON.parse('{"__proto__": 1, "constructor": 2, "pm10": 9}'))],
    {
      values: [{ pm10: 9 }],
      faults: expect.arrayContaining([expect.stringContaining("constructor")]),
    },
  ],
  [
    "a reading without values",
    [reading({}), reading({ pm10: 9 })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining("readings.0")] },
  ],
  [
    "an instant in seconds",
    [{ ...reading({ pm10: 8 }), at: AT / 1000 }, reading({ pm10: 9 })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining("readings.0.at")] },
  ],
  [
    "a name that is none",
    [{ ...reading({ pm10: 8 }), sensor: "SDS 011" }, reading({ pm10: 9 })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining("readings.0.sensor")] },
  ],
  [
    "a flag that is not known",
    [reading({ pm10: 9 }, { flags: ["humid", "tired"] })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining('"tired"')] },
  ],
  [
    "a reading that is null",
    [null, reading({ pm10: 9 })],
    { values: [{ pm10: 9 }], faults: [expect.stringContaining("readings.0")] },
  ],
  ["nothing good", [reading({ pm10: null })], "invalid"],
] as const)("%s: the rest is kept, and the fault is named", (_, readings, expected) => {
  expect(salvaged(batch(readings))).toEqual(expected);
});

test.each(["NaN", "nan", "Infinity", "-Infinity", "-inf"])(
  "%s, which is no JSON, costs its value alone",
  (token) => {
    const text = new TextDecoder().decode(batch([reading({ pm2_5: 5, pm10: 4711 })]));
    const payload = new TextEncoder().encode(text.replace("4711", token));
    expect(salvaged(payload)).toEqual({
      values: [{ pm2_5: 5 }],
      faults: [expect.stringContaining("readings.0.values.pm10")],
    });
  },
);

test("NaN in CBOR costs its value alone", () => {
  const readings = [reading({ pm2_5: 5, pm10: Number.NaN })];
  const payload = encodePayload({ boot: "k3v9x0qz", seq: 1, clock: "ntp", readings }, "cbor");
  expect(salvaged(payload)).toMatchObject({
    values: [{ pm2_5: 5 }],
    faults: [expect.stringContaining("not NaN")],
  });
});

test("what is no batch at all is refused", () => {
  expect(salvaged(batch([reading({ pm10: 9 })], { clock: "sundial" }))).toBe("invalid");
  expect(salvaged(batch([reading({ pm10: 9 })], { firmware: 3 }))).toBe("invalid");
  expect(salvaged(batch([]))).toBe("invalid");
  expect(salvaged(new TextEncoder().encode("no json"))).toBe("malformed");
});

test("faults are bounded however many there are", () => {
  const bad = Array.from({ length: 900 }, () => reading({ pm10: null }));
  const parsed = salvaged(batch([reading({ pm10: 9 }), ...bad]));
  expect(parsed).toMatchObject({ values: [{ pm10: 9 }], faults: { length: 20 } });
});

test("whatever is put in place of any part, what is kept fits the schema", () => {
  fc.assert(
    fc.property(anyBatch, fc.nat(), fc.anything(), (good, place, junk) => {
      const document = JSON.parse(JSON.stringify(good));
      const readings = document.readings as Record<string, unknown>[];
      const one = readings[place % readings.length] ?? {};
      const keys = Object.keys(one);
      one[keys[place % keys.length] ?? "at"] = junk;
      let payload: Uint8Array;
      try {
        payload = encodePayload(document, "json");
      } catch {
        return;
      }
      const parsed = parseBatch(payload);
      if (parsed.ok) expect(Batch.safeParse(parsed.value.batch).success).toBe(true);
    }),
  );
});

test.each([
  ["seconds", AT / 1000, AT],
  ["seconds", AT / 1000 + 0.25, AT + 250],
  ["microseconds", AT * 1000 + 7, AT],
  ["nanoseconds", AT * 1e6, AT],
])("instants in %s (%d) are converted and marked, and a fault says so", (unit, at, meant) => {
  const earlier = unit === "seconds" ? at - 60 : at - 60_000 * (at / AT);
  const payload = batch([
    { at, sensor: "sds011", values: { pm10: 9, pm2_5: null }, flags: ["humid"] },
    { at: earlier, sensor: "sds011", values: { pm10: 8 } },
  ]);
  const parsed = parseBatch(payload, { received: AT + 2000 });
  if (!parsed.ok) throw new Error(parsed.detail);
  const { batch: kept, faults } = parsed.value;
  expect(kept.readings[0]).toEqual({
    at: meant,
    sensor: "sds011",
    values: { pm10: 9 },
    flags: ["humid", "clock_repaired"],
  });
  expect(kept.readings[1]?.flags).toEqual(["clock_repaired"]);
  expect(faults).toEqual([
    `readings.*.at: in ${unit}, not in milliseconds since 1970-01-01T00:00:00Z; kept with repaired instants`,
    "readings.0.values.pm2_5: must be a finite number, not null",
  ]);
});

test.each([
  ["seconds that are too old", [AT / 1000 - 63 * 86_400]],
  ["seconds that are ahead", [AT / 1000 + 301]],
  ["seconds beside milliseconds", [AT / 1000, AT * 1000]],
  ["seconds since the power came", [300]],
])("%s are no unit that is certain", (_what, instants) => {
  const payload = batch(instants.map((at) => ({ at, sensor: "sds011", values: { pm10: 9 } })));
  expect(parseBatch(payload, { received: AT })).toMatchObject({ ok: false, reason: "invalid" });
});

test("a key that stands twice is refused: which value was meant, nobody knows", () => {
  const text = new TextDecoder().decode(batch([reading({ pm2_5: 5 })]));
  const twice = new TextEncoder().encode(text.replace('"pm2_5":5', '"pm2_5":5,"pm2_5":6'));
  expect(parseBatch(twice)).toEqual({
    ...{ ok: false, reason: "malformed" },
    detail: 'the key "pm2_5" stands twice in one object',
  });
});
