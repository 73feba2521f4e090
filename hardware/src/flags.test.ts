import fc from "fast-check";
import { expect, test } from "vitest";
import { Flag, flags, originOf, packFlags, unpackFlags } from "./flags.ts";

test("flags survive packing, and every flag has a bit of its own", () => {
  expect(unpackFlags(packFlags(Flag.options)).sort()).toEqual(Object.keys(flags).sort());
  fc.assert(
    fc.property(fc.subarray([...Flag.options]), (names) => {
      expect(unpackFlags(packFlags(names)).sort()).toEqual([...names].sort());
    }),
  );
});

test("the bits of stored data stay what they are", () => {
  const stored: Record<Flag, number> = {
    replayed: 1,
    warming_up: 2,
    out_of_range: 4,
    humid: 8,
    simulated: 16,
    implausible: 32,
    clock_doubtful: 64,
    clock_repaired: 128,
    below_noise_floor: 256,
    clipped: 512,
    windy: 1024,
    stuck: 2048,
    step: 4096,
    supply: 8192,
    sensor_fault: 16_384,
    wrong_sensor: 32_768,
    line_noise: 65_536,
    duplicate: 131_072,
    incomplete: 262_144,
    hourly_mean: 524_288,
  };
  for (const flag of Flag.options) expect([flag, packFlags([flag])]).toEqual([flag, stored[flag]]);
});

test("a flag named twice is one flag", () => {
  expect(packFlags(["humid", "humid"])).toBe(8);
});

test.each([
  [undefined, "measured"],
  [[], "measured"],
  [["humid", "out_of_range"], "measured"],
  [["humid", "replayed"], "replayed"],
  [["simulated"], "simulated"],
  [["replayed", "simulated"], "simulated"],
] as const)("readings with the flags %j are %s", (names, origin) => {
  expect(originOf(names)).toBe(origin);
});
