import { totalmem } from "node:os";
import { expect, test } from "vitest";
import { machineDefaults, memoryOfMachine } from "./machine.ts";

test.each([1, 2, 3, 4, 8, 64])(
  "of %i cores, reads leave one to commits where there are two",
  (cores) => {
    const { threads, readers } = machineDefaults(8 * 2 ** 30, cores);
    expect(readers + threads - 1).toBeLessThanOrEqual(Math.max(1, cores - 1));
    expect(readers).toBeGreaterThanOrEqual(1);
  },
);

test.each([
  [1, 128],
  [8, 256],
  [64, 512],
])("of %i GiB the store takes %i MB", (gigabytes, memoryMb) => {
  expect(machineDefaults(gigabytes * 2 ** 30, 4).memoryMb).toBe(memoryMb);
});

test("the memory of the machine is none that it does not have", () => {
  expect(memoryOfMachine()).toBeGreaterThan(0);
  expect(memoryOfMachine()).toBeLessThanOrEqual(totalmem());
});
