import fc from "fast-check";
import { expect, test } from "vitest";
import { batch as anyBatch } from "./arbitrary.ts";
import { Batch } from "./batch.ts";
import { plainBatch } from "./plain-batch.ts";
import { shapeFault } from "./shape.ts";

/** Values that stand on both sides of what the schema allows. */
const field = fc.oneof(
  fc.constantFrom(
    ...[null, undefined, true, "", "ab", "AB", "x".repeat(65), "ntp", "k3v9x0qz", "pm2_5", "humid"],
    ...[0, -0, -1, 0.5, 1e15, 2 ** 53, 315_964_799_999, 4_102_444_800_001, Number.NaN],
    ...[Number.POSITIVE_INFINITY, 10n],
  ),
  fc.constantFrom<unknown>([], {}, [null], ["humid"], ["dry"], { pm2_5: 1 }, { pm2_5: ["humid"] }),
  fc.constantFrom<unknown>({ nox: [] }, { pm2_5: Number.NaN }, { "": 1 }, Array(17).fill("humid")),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":1}'), new Uint8Array(2), { constructor: 1 }),
  fc.anything(),
);
const name = fc.constantFrom(
  ...["boot", "seq", "clock", "readings", "at", "sensor", "values", "flags", "value_flags"],
  ...["pm2_5", "more", "__proto__", "toString"],
);
type Change = { readonly at: number; readonly name: string; readonly value: unknown };
const change: fc.Arbitrary<Change> = fc.record({ at: fc.nat(20), name, value: field });

const objectsIn = (value: unknown): object[] =>
  typeof value !== "object" || value === null
    ? []
    : [value, ...Object.values(value).flatMap(objectsIn)];

/** A good batch with some of its fields set, added or removed. */
const nearlyGood = fc.tuple(anyBatch, fc.array(change, { maxLength: 3 })).map(([good, changes]) => {
  const document = structuredClone(good);
  for (const { at, name, value: drawn } of changes) {
    const value = structuredClone(drawn);
    const objects = objectsIn(document);
    const object = objects[at % objects.length] as object;
    if (Array.isArray(object)) object[at % (object.length + 1)] = value;
    else if (value === undefined && at % 2 === 0) Reflect.deleteProperty(object, name);
    else
      Object.defineProperty(object, name, {
        ...{ value, enumerable: true, configurable: true, writable: true },
      });
  }
  return document as unknown;
});

test("what is called good is what the schema calls good, and the same", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyGood, fc.anything()), (document) => {
      const plain = plainBatch(document);
      if (plain === undefined) return;
      expect(shapeFault(document)).toBeUndefined();
      expect(Batch.safeParse(document)).toEqual({ success: true, data: plain });
    }),
    { numRuns: 3000 },
  );
});

test("every good batch is called good", () => {
  fc.assert(fc.property(anyBatch, (good) => plainBatch(good) === good));
  const [one] = [{ at: 1_780_000_000_000, sensor: "sds011", values: { pm2_5: 1 } }];
  const batch = (readings: unknown) => ({ boot: "k3v9x0qz", seq: 0, clock: "gps", readings });
  expect(plainBatch(batch(Array(1000).fill(one)))).toBeDefined();
  expect(plainBatch(batch(Array(1001).fill(one)))).toBeUndefined();
  expect(plainBatch(batch([]))).toBeUndefined();
});
