import { sensors } from "@datacityzen/hardware/sensors";
import { expect, test } from "vitest";
import { cadenceOf, declaredDuty, dutyFault } from "./duty.ts";

const { sds011, mhz19b } = sensors;

test("a laser rests between readings that are wanted rarely, and works all the time for one a minute", () => {
  expect(declaredDuty(sds011, 60_000)).toBeUndefined();
  expect(declaredDuty(sds011, 600_000)).toEqual({ on: 60_000, every: 600_000 });
  expect(declaredDuty(mhz19b, 600_000)).toBeUndefined();
});

test("a sensor that rests gives a reading in each cycle: in no interval that is always empty", () => {
  expect(cadenceOf(60_000, undefined)).toBe(60_000);
  expect(cadenceOf(60_000, { on: 60_000, every: 300_000 })).toBe(300_000);
  expect(cadenceOf(60_000, { on: 60_000, every: 290_000 })).toBe(300_000);
});

test("a cycle that is too short for the warm-up, or for a sensor that cannot sleep, is refused with the reason", () => {
  const cycle = { on: 60_000, every: 300_000 };
  expect(dutyFault(sds011, cycle, true)).toBeUndefined();
  expect(dutyFault(sds011, { ...cycle, on: 20_000 }, true)).toMatch(/at least 35 s/);
  expect(dutyFault(sds011, { ...cycle, every: 62_000 }, true)).toMatch(/no time to sleep/);
  expect(dutyFault(sds011, cycle, false)).toMatch(/cannot be put to sleep/);
  expect(dutyFault(mhz19b, cycle, true)).toMatch(/cannot be put to sleep/);
});
