import { quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { summarise } from "./averaging.ts";

const levels = fc.array(fc.double({ min: 0, max: 140, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});

test("a mean is rounded to one decimal more than means something", () => {
  expect(summarise("pm2_5", [1, 2, 2])).toBe(1.67);
  expect(summarise("n_above_0_3", [1, 2, 2])).toBe(1.667);
});

test("sound is averaged by its energy", () => {
  // Half the time at 60 dB and half at 70 dB: 10·log10((10^6 + 10^7) / 2).
  expect(summarise("laeq", [60, 70])).toBe(67.4);
  expect(summarise("laeq", [50, 50, 50])).toBe(50);
});

test("a day of ten frames a second is summed up", () => {
  const day = Array.from({ length: 864_000 }, (_, index) => (index % 2 === 0 ? 60 : 70));
  expect(summarise("laeq", day)).toBe(67.4);
  expect(summarise("lamax", day)).toBe(70);
  expect(summarise("lamin", day)).toBe(60);
});

test("no mean is a negative zero", () => {
  expect(summarise("temperature", [-0.001, -0.002])).toBe(0);
});

test("every quantity's summary lies between the least and the most, whatever the order", () => {
  const ordered = (Object.keys(quantities) as (keyof typeof quantities)[]).filter(
    (name) => quantities[name].averaging !== "circular",
  );
  fc.assert(
    fc.property(fc.constantFrom(...ordered), levels, (name, values) => {
      const slack = 0.51 * 10 ** -(quantities[name].digits + 1);
      const summary = summarise(name, values);
      expect(summary).toBeGreaterThanOrEqual(Math.min(...values) - slack);
      expect(summary).toBeLessThanOrEqual(Math.max(...values) + slack);
      expect(Math.abs(summarise(name, values.toReversed()) - summary)).toBeLessThanOrEqual(
        2 * slack,
      );
    }),
  );
});

test("an energetic mean is never below the arithmetic one", () => {
  fc.assert(
    fc.property(levels, (values) => {
      const arithmetic = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(summarise("laeq", values)).toBeGreaterThanOrEqual(arithmetic - 0.01);
    }),
  );
});
