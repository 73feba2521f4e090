import fc from "fast-check";
import { expect, test } from "vitest";
import { joinParts, type Part, partOf, partsOf, tileOf, withParts } from "./tile.ts";

const FIRST = 5 * 512;
const tile = tileOf({ id: FIRST, quantity: "pm2_5" });

const parts: fc.Arbitrary<Part[]> = fc.uniqueArray(
  fc.record({
    series: fc.integer({ min: FIRST, max: FIRST + 511 }),
    bytes: fc.uint8Array({ maxLength: 300 }),
  }),
  { selector: ({ series }) => series, maxLength: 20 },
);

const asEntries = (some: Iterable<Part>) =>
  [...some].map(({ series, bytes }) => [series, [...bytes]] as const);

test("a part stands in place of the one before of its series, and the others stay", () => {
  fc.assert(
    fc.property(parts, parts, (before, after) => {
      const joined = withParts(tile, joinParts(before), after);
      const expected = new Map([...asEntries(before), ...asEntries(after)]);
      const inOrder = [...expected].sort(([one], [other]) => one - other);
      expect(asEntries(partsOf(tile, joined))).toEqual(inOrder);
      for (const [series, bytes] of expected)
        expect([...(partOf(tile, series, joined) ?? [])]).toEqual(bytes);
      for (const series of [FIRST, FIRST + 511])
        if (!expected.has(series)) expect(partOf(tile, series, joined)).toBeUndefined();
    }),
  );
});

test("damaged bytes are read as some parts, without an error", () => {
  fc.assert(
    fc.property(parts, fc.nat(), fc.nat(255), fc.nat(), (some, place, byte, length) => {
      const joined = Uint8Array.from(joinParts(some));
      joined[place % joined.length] = byte;
      const cut = joined.subarray(0, length % (joined.length + 1));
      expect([...partsOf(tile, cut)].length).toBeLessThanOrEqual(65_535);
      partOf(tile, FIRST + 3, cut);
      withParts(tile, cut, some);
    }),
  );
});
