import fc from "fast-check";
import { expect, test } from "vitest";
import { gridStart } from "../store.ts";
import { slicesOf } from "./slices.ts";

const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });

test("slices hold the whole range, follow each other, are few, and cut no bucket in two", () => {
  const buckets = fc.oneof(
    fc.integer({ min: 1000, max: 40 * 86_400_000 }).map((every) => ({ every })),
    fc
      .uniqueArray(instant, { minLength: 2, maxLength: 400 })
      .map((edges) => ({ edges: edges.toSorted((one, other) => one - other) })),
  );
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: 1, max: 100_000_000_000 }),
      buckets,
      fc.integer({ min: 1, max: 100_000_000_000 }),
      (from, length, asked, mostMs) => {
        const until = from + length;
        const slices = slicesOf({ from, until }, asked, mostMs);
        expect(slices[0]?.from).toBe(from);
        expect(slices.at(-1)?.until).toBe(until);
        for (const [index, slice] of slices.slice(1).entries()) {
          expect(slice.from).toBe(slices[index]?.until);
          expect(slice.until).toBeGreaterThan(slice.from);
          const isEdge =
            "every" in asked
              ? gridStart(slice.from, asked.every) === slice.from
              : asked.edges.includes(slice.from);
          expect(isEdge).toBe(true);
        }
        expect(slices.length).toBeLessThanOrEqual("every" in asked ? 130 : 65);
      },
    ),
  );
});

test("a range that ends where it begins has no slice", () => {
  expect(slicesOf({ from: 5, until: 5 }, { every: 1 }, 1)).toEqual([]);
});
