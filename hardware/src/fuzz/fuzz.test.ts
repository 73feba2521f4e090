import { describe, expect, test } from "vitest";
import { fuzzLora } from "./lora.ts";
import { fuzz, noise, seeded } from "./run.ts";
import { fuzzSensors } from "./sensors.ts";
import { fuzzWire } from "./wire.ts";

test("the same seed gives the same inputs", () => {
  const drawn = (seed: number) => {
    const inputs: Uint8Array[] = [];
    let time = 0;
    const next = (random: () => number) => noise(random, 20);
    const judge = (input: Uint8Array) => void inputs.push(input);
    fuzz({ seed, ms: 50, now: () => time++, next, judge });
    return inputs;
  };
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  const random = seeded(7);
  for (let index = 0; index < 1000; index++) expect(random()).toBeLessThan(1);
});

test("what throws, and what is reported, is a failure; their number is bounded", () => {
  let time = 0;
  const options = { seed: 1, ms: 100, now: () => time++, next: () => Uint8Array.of(1, 255) };
  const thrown = fuzz({
    ...options,
    judge: () => {
      throw new Error("so");
    },
  });
  expect(thrown.failures).toHaveLength(20);
  expect(thrown.inputs).toBeGreaterThan(20);
  expect(thrown.failures[0]).toMatchObject({ input: "01ff", what: expect.stringContaining("so") });
  expect(fuzz({ ...options, judge: () => "odd" }).failures[0]?.what).toBe("odd");
});

describe.each([
  ["wire", fuzzWire],
  ["sensors", fuzzSensors],
  ["LoRa", fuzzLora],
] as const)("the fuzzer of %s", (_name, run) => {
  test("finds nothing in half a second", () => {
    const report = run(20_261_126, 500);
    expect(report.failures).toEqual([]);
    // How many depends on what else the machine does.
    expect(report.inputs).toBeGreaterThan(0);
  });
});
