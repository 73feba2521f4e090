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

test("a clock that was years ahead at boot leaves the next month its bytes; one that goes to and fro adds up", () => {
  const ahead = open(Date.UTC(2031, 0, 20));
  ahead.ledger.note(600_000);
  ahead.at(november + 20 * day);
  expect(ahead.ledger.now()).toEqual({ month: "2026-11", bytes: 600_000, leftOut: 0, budget });
  ahead.at(november + 30 * day);
  expect(ahead.ledger.now()).toMatchObject({ month: "2026-12", bytes: 0 });

  // What was spent while it was ahead is charged once, also when that happens at each start.
  let now = november + 20 * day;
  let before: Month | undefined;
  for (let start = 0; start < 8; start++) {
    const wrong = open(now + 40 * day, before);
    wrong.ledger.note(10_000);
    const { ledger, kept, at } = open(now + 40 * day, wrong.kept.at(-1));
    at(now);
    ledger.note(50_000);
    expect(ledger.now()).toMatchObject({ month: "2026-11", bytes: 60_000 * (start + 1) });
    before = kept.at(-1);
    now += day;
  }
  // A month that was known before is not begun anew by a clock that went back for a moment.
  const glitch = open(now, before);
  glitch.at(november - 30 * day);
  expect(glitch.ledger.now().bytes).toBe(480_000);
  glitch.at(now);
  expect(glitch.ledger.now()).toMatchObject({ month: "2026-11", bytes: 480_000 });
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
