import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteLedger, type Month } from "./byte-ledger.ts";

const day = 86_400_000;
const november = Date.UTC(2026, 10, 1);
const budget = 1_000_000;

const open = (start = november, before?: Month) => {
  let now = start;
  const kept: Month[] = [];
  const ledger = createByteLedger({
    ...{ budget, before, now: () => now },
    keep: (month) => kept.push(month),
  });
  return { ledger, kept, at: (instant: number) => (now = instant) };
};

test("a month's bytes are given out day by day, two days in advance", () => {
  const { ledger, at } = open();
  expect(ledger.allowance()).toBe(Math.floor((budget * 2) / 31));
  at(november + 15 * day);
  expect(ledger.allowance()).toBe(Math.floor(budget * (0.5 + 2 / 31)));
  ledger.note(500_000);
  expect(ledger.allowance()).toBe(Math.floor(budget * (0.5 + 2 / 31)) - 500_000);
  at(november + 29.99 * day);
  expect(ledger.allowance()).toBe(budget - 4096 - 500_000);
  ledger.note(495_904);
  expect([ledger.allowance(), ledger.isSpent()]).toEqual([0, true]);
});

test("a new month begins at nothing; a restart, and a clock that goes back, give nothing back", () => {
  const first = open(november + 20 * day);
  first.ledger.note(600_000);
  first.ledger.leftOut(12);
  const before = first.kept.at(-1);
  expect(before).toEqual({ month: "2026-11", bytes: 600_000, leftOut: 12 });
  const again = open(november + 20 * day, before);
  expect(again.ledger.now()).toEqual({ ...before, budget });
  again.at(november - day);
  expect(again.ledger.now().bytes).toBe(600_000);
  again.at(november + 30 * day);
  expect(again.ledger.now()).toEqual({ month: "2026-12", bytes: 0, leftOut: 0, budget });
});

test("who spends what is allowed, whenever, never exceeds a month", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 2 * day }), fc.nat({ max: 100_000 }))),
      (spends) => {
        const { ledger, kept, at } = open();
        let now = november;
        for (const [later, wanted] of spends) {
          now += later;
          at(now);
          ledger.note(Math.min(wanted, ledger.allowance()));
        }
        for (const { bytes } of kept) expect(bytes).toBeLessThanOrEqual(budget);
      },
    ),
  );
});
