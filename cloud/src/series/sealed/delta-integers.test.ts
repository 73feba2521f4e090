import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteWriter } from "./byte-writer.ts";
import { readDeltas, writeDeltas } from "./delta-integers.ts";

/** Numbers whose differences take about so many bits. */
const ofWidth = (bits: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { maxLength: 300 }).map((steps) => {
    let sum = -(2 ** bits);
    return steps.map((step) => {
      sum += step;
      return sum;
    });
  });

test("differences of every width are read back, all of them or a part", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }).chain(ofWidth),
      fc.constantFrom("bytes" as const, "bits" as const),
      fc.nat(300),
      fc.nat(300),
      (numbers, packing, one, other) => {
        const out = createByteWriter();
        writeDeltas(out, numbers, numbers.length, packing);
        const bytes = out.take();
        const all = readDeltas({ bytes, at: 0 });
        expect([...all.numbers]).toEqual(numbers);
        const [from, until] = [Math.min(one, other), Math.max(one, other)];
        const part = readDeltas({ bytes, at: 0 }, until, from);
        expect([...part.numbers]).toEqual(numbers.slice(from, until));
        expect(part.count).toBe(numbers.length);
      },
    ),
    { numRuns: 500 },
  );
});
