import fc from "fast-check";
import { expect, test } from "vitest";
import { firstPage } from "./page.ts";
import type { Range } from "./store.ts";

const instants = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 300_000_000_000 }),
      fc.integer({ min: 1_700_000_000_000, max: 1_700_000_090_000 }),
    ),
    { maxLength: 60 },
  )
  .map((some) => some.toSorted((one, other) => one - other));

test("pages follow each other, hold no more than they may, and together each point once", async () => {
  await fc.assert(
    fc.asyncProperty(instants, fc.integer({ min: 1, max: 20 }), async (points, most) => {
      const until = 1_800_000_000_000;
      let questions = 0;
      const within = ({ from, until: end }: Range) => points.filter((at) => at >= from && at < end);
      const found: number[] = [];
      for (let from = 0; from < until; ) {
        questions = 0;
        const page = await firstPage({ from, until }, most, async (range) => {
          questions += 1;
          return within(range).length;
        });
        const held = within(page);
        expect(page.from).toBe(from);
        expect(page.until).toBeGreaterThan(from);
        expect(page.points).toBe(held.length);
        if (page.until - page.from > 1) expect(held.length).toBeLessThanOrEqual(most);
        expect(questions).toBeLessThanOrEqual(64);
        found.push(...held);
        from = page.until;
      }
      expect(found).toEqual(points);
    }),
    { numRuns: 40 },
  );
});

test("a page of points that come steadily is found in few questions, and is well filled", async () => {
  for (const every of [1, 1000, 60_000, 86_400_000]) {
    let questions = 0;
    const page = await firstPage({ from: 0, until: 1e15 }, 1000, async ({ from, until }) => {
      questions += 1;
      return Math.ceil((until - from) / every);
    });
    expect(page.points).toBeGreaterThanOrEqual(500);
    expect(page.points).toBeLessThanOrEqual(1000);
    expect(questions).toBeLessThan(8);
  }
});
