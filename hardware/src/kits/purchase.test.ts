import fc from "fast-check";
import { expect, test } from "vitest";
import type { BomLine } from "./bom.ts";
import { purchaseList } from "./purchase.ts";

const part = (id: string, quantity: number, pack = 1, price_eur = 1): BomLine => ({
  id,
  part_fr: id,
  part_en: id,
  quantity,
  pack,
  price_eur,
  price_date: "2025-06-30",
  source_1: "distributor",
  source_2: "fablab",
  alternatives_fr: "",
  alternatives_en: "",
});

test("equal parts of two kits are bought together, packs rounded up once", () => {
  const list = purchaseList(
    [
      { kit: "a", count: 10, lines: [part("wire", 14, 40, 0.1), part("pi", 1, 1, 50)] },
      { kit: "b", count: 5, lines: [part("wire", 22, 40, 0.1)] },
    ],
    15,
  );
  expect(list).toMatchObject({
    ok: true,
    lines: [
      { part: { id: "wire" }, needed: 250, packs: 7, bought: 280, costEur: 28, kits: ["a", "b"] },
      { part: { id: "pi" }, needed: 10, packs: 10, bought: 10, costEur: 500, kits: ["a"] },
    ],
    totalEur: 528,
    kits: [
      { kit: "a", count: 10, partsEur: 51.4 },
      { kit: "b", count: 5, partsEur: 2.2 },
    ],
    perHeadEur: 35.2,
    prices: { from: "2025-06-30", until: "2025-06-30" },
  });
});

test("a part that two kits describe differently is reported, not guessed", () => {
  const orders = [
    { kit: "a", count: 1, lines: [part("pi", 1, 1, 50)] },
    { kit: "b", count: 1, lines: [part("pi", 1, 1, 40)] },
  ];
  expect(purchaseList(orders, 2)).toEqual({ ok: false, reason: "part_differs", part: "pi" });
});

test("tenths of a metre add up to whole metres", () => {
  const list = purchaseList([{ kit: "a", count: 5, lines: [part("hose", 0.2)] }], 5);
  expect(list).toMatchObject({ lines: [{ needed: 1, packs: 1 }] });
  const three = purchaseList([{ kit: "a", count: 3, lines: [part("hose", 0.1)] }], 3);
  expect(three).toMatchObject({ lines: [{ needed: 0.3, packs: 1 }] });
});

test("what is bought is enough, and one pack fewer would not be", () => {
  const orders = fc.array(
    fc.record({
      kit: fc.constantFrom("a", "b", "c"),
      count: fc.integer({ min: 1, max: 200 }),
      tenths: fc.integer({ min: 1, max: 400 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(orders, fc.integer({ min: 1, max: 60 }), (some, pack) => {
      const list = purchaseList(
        some.map(({ kit, count, tenths }) => ({
          kit,
          count,
          lines: [part("wire", tenths / 10, pack)],
        })),
        1,
      );
      const needed = some.reduce((sum, { count, tenths }) => sum + count * tenths, 0) / 10;
      const [line] = list.ok ? list.lines : [];
      expect(line?.needed).toBeCloseTo(needed, 6);
      expect(line?.bought).toBeGreaterThanOrEqual(needed - 1e-9);
      expect((line?.bought ?? 0) - pack).toBeLessThan(needed);
    }),
  );
});
