import fc from "fast-check";
import { expect, test } from "vitest";
import { createGathered } from "./gathered.ts";

test("what was gathered is what came, however it was cut, again and again", () => {
  const sizes = fc.array(fc.oneof(fc.nat(300), fc.nat(100_000)), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(sizes, { minLength: 1, maxLength: 3 }), (bodies) => {
      const gathered = createGathered();
      const taken: Buffer[] = [];
      const came = bodies.map((pieces, body) => {
        const all = pieces.map((size, index) => Buffer.alloc(size, 7 * body + index + 1));
        for (const piece of all) gathered.add(piece);
        const whole = Buffer.concat(all);
        expect(gathered.length()).toBe(whole.length);
        taken.push(gathered.take());
        expect(gathered.length()).toBe(0);
        return whole;
      });
      // What was taken does not change when more comes.
      for (const [index, whole] of came.entries()) expect(taken[index]?.equals(whole)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
