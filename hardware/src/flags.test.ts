import fc from "fast-check";
import { expect, test } from "vitest";
import { Flag, flags, packFlags, unpackFlags } from "./flags.ts";

test("flags survive packing, and every flag has a bit of its own", () => {
  expect(unpackFlags(packFlags(Flag.options)).sort()).toEqual(Object.keys(flags).sort());
  fc.assert(
    fc.property(fc.subarray([...Flag.options]), (names) => {
      expect(unpackFlags(packFlags(names)).sort()).toEqual([...names].sort());
    }),
  );
});
