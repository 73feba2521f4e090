import fc from "fast-check";
import { expect, test } from "vitest";
import type { Range } from "../store.ts";
import { type CountSlices, windowsOf } from "./windows.ts";

test("windows are small, follow each other and hold every point", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      async (instants, most) => {
        const range = { from: 0, until: 2_000_001 };
        const count: CountSlices = async ({ from, until }, width) =>
          [
            ...Map.groupBy(
              instants.filter((at) => at >= from && at < until),
              (at) => Math.floor((at - from) / width),
            ),
          ]
            .map(([slice, points]) => [slice, points.length] as const)
            .sort(([one], [other]) => one - other);
        const windows: Range[] = [];
        for await (const window of windowsOf(range, most, count)) windows.push(window);
        const held = windows.map(({ from, until }) =>
          instants.filter((at) => at >= from && at < until),
        );
        expect(held.flat().toSorted((a, b) => a - b)).toEqual(instants.toSorted((a, b) => a - b));
        for (const points of held)
          expect(points.length <= most || new Set(points).size === 1).toBe(true);
        for (const [index, { from }] of windows.entries())
          expect(from).toBeGreaterThanOrEqual(windows[index - 1]?.until ?? 0);
      },
    ),
  );
});
