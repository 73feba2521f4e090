import fc from "fast-check";
import { expect, test } from "vitest";
import { airtimeRules, createAirtimeLedger, type Transmission } from "./airtime-ledger.ts";

const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 24);

test("whatever is sent whenever there is an allowance, no hour and no day has more than its share", () => {
  for (const [network, rules] of Object.entries(airtimeRules))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2 * hourMs), fc.integer({ min: 40, max: 3000 })), {
          minLength: 1,
          maxLength: 200,
        }),
        (steps) => {
          let now = start;
          const sent: Transmission[] = [];
          let kept: readonly Transmission[] = [];
          const open = () =>
            createAirtimeLedger({
              ...{ rules, now: () => now, before: kept },
              keep: (transmissions) => {
                kept = transmissions;
              },
            });
          let ledger = open();
          for (const [pauseMs, ms] of steps) {
            now += pauseMs;
            // A restart in between changes nothing.
            if (pauseMs % 3 === 0) ledger = open();
            if (ms > ledger.allowance()) continue;
            ledger.note(ms);
            sent.push([now, ms]);
          }
          const most = (windowMs: number) =>
            Math.max(
              0,
              ...sent.map(([end]) =>
                sent.reduce(
                  (sum, [at, ms]) => (at > end - windowMs && at <= end ? sum + ms : sum),
                  0,
                ),
              ),
            );
          expect(most(hourMs)).toBeLessThanOrEqual(36_000);
          if (network === "ttn") expect(most(24 * hourMs)).toBeLessThanOrEqual(30_000);
        },
      ),
    );
});

test("a clock that goes back gives no airtime back", () => {
  let now = start;
  const ledger = createAirtimeLedger({
    ...{ rules: airtimeRules.ttn, now: () => now, before: [], keep: () => {} },
  });
  ledger.note(4900);
  now -= 30 * 24 * hourMs;
  expect(ledger.allowance()).toBeLessThan(101);
  expect(ledger.day()).toEqual({ ms: 4900, mostMs: 30_000 });
});

test("a clock that was years ahead at boot silences the link for a day, and not for years", () => {
  let now = start + 4 * 365 * 24 * hourMs;
  let kept: readonly Transmission[] = [];
  const open = () =>
    createAirtimeLedger({
      ...{ rules: airtimeRules.ttn, now: () => now, before: kept },
      keep: (transmissions) => {
        kept = transmissions;
      },
    });
  const ledger = open();
  ledger.note(4900);
  now = start;
  expect(ledger.allowance()).toBeLessThan(101);
  now += hourMs + 1;
  expect(ledger.allowance()).toBe(5000);
  // A restart in between remembers it as well.
  expect(open().day()).toEqual({ ms: 4900, mostMs: 30_000 });
  now += 24 * hourMs;
  expect(open().day()).toEqual({ ms: 0, mostMs: 30_000 });
});
