import fc from "fast-check";
import { Flag } from "../flags.ts";
import { QuantityName } from "../quantities.ts";
import type { Batch, Reading } from "./batch.ts";

/** Any valid batch, for property tests. */
const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });

const flags = fc.uniqueArray(fc.constantFrom(...Flag.options));

export const reading: fc.Arbitrary<Reading> = fc.record(
  {
    at: fc.integer({ min: 315_964_800_000, max: 4_102_444_800_000 }),
    sensor: fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}$/),
    values: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...QuantityName.options), value), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 8,
      })
      // JSON has no negative zero.
      .map((pairs) => Object.fromEntries(pairs.map(([name, number]) => [name, number + 0]))),
    flags,
    value_flags: fc.dictionary(fc.constantFrom(...QuantityName.options), flags, { maxKeys: 3 }),
  },
  { requiredKeys: ["at", "sensor", "values"] },
);

export const batch: fc.Arbitrary<Batch> = fc.record({
  boot: fc.stringMatching(/^[a-z0-9]{8,32}$/),
  seq: fc.nat(),
  clock: fc.constantFrom("ntp", "gps", "free"),
  readings: fc.array(reading, { minLength: 1, maxLength: 20 }),
});
