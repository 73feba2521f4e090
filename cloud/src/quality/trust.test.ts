import fc from "fast-check";
import { expect, test } from "vitest";
import { type MonthFacts, trustIn } from "./trust.ts";

const FROM = Date.UTC(2026, 9, 1);
const UNTIL = Date.UTC(2026, 10, 1);
const facts = (given: Partial<MonthFacts> = {}): MonthFacts => ({
  ...{ from: FROM, until: UNTIL, expected: 1000, present: 1000, neighbours: 5, farHours: 0 },
  ...{ hours: 700, stuck: 0, driftDays: 0, caredFor: UNTIL - 10 * 86_400_000 },
  ...given,
});
const verdicts = (given: Partial<MonthFacts>) => trustIn(facts(given)).map((one) => one.verdict);

test("a good month, and each limit exactly", () => {
  expect(verdicts({})).toEqual(["whole", "agrees", "sound", "recent"]);
  expect(verdicts({ present: 900 })[0]).toBe("whole");
  expect(verdicts({ present: 899 })[0]).toBe("partial");
  expect(verdicts({ present: 750 })[0]).toBe("partial");
  expect(verdicts({ present: 749 })[0]).toBe("thin");
  expect(verdicts({ farHours: 14 })[1]).toBe("agrees");
  expect(verdicts({ farHours: 70 })[1]).toBe("mostly");
  expect(verdicts({ farHours: 71 })[1]).toBe("differs");
});

test("what is not known is said to be so, and never good", () => {
  expect(verdicts({ expected: null, neighbours: 2, present: 0, caredFor: undefined })).toEqual([
    "not_known",
    "not_known",
    "not_known",
    "never",
  ]);
  expect(verdicts({ hours: 0 })[1]).toBe("not_known");
});

test("a stuck sensor and a drift are told with their figures", () => {
  expect(trustIn(facts({ stuck: 2, driftDays: 9 }))[2]).toMatchObject({
    ...{ verdict: "doubted", figures: { stuck: 2, driftDays: 9 } },
    says: { en: "a sensor was stuck 2 times, and one drifted on 9 days" },
  });
});

test("fewer readings, more far hours and older care never give a better word", () => {
  const order = ["whole", "partial", "thin"];
  const agreement = ["agrees", "mostly", "differs"];
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.nat(700), fc.nat(700), (one, two, far, further) => {
      const [less, more] = [Math.min(one, two), Math.max(one, two)];
      const [few, many] = [Math.min(far, further), Math.max(far, further)];
      const better = verdicts({ present: more, farHours: few });
      const worse = verdicts({ present: less, farHours: many });
      expect(order.indexOf(worse[0] ?? "")).toBeGreaterThanOrEqual(order.indexOf(better[0] ?? ""));
      expect(agreement.indexOf(worse[1] ?? "")).toBeGreaterThanOrEqual(
        agreement.indexOf(better[1] ?? ""),
      );
    }),
    { numRuns: 50 },
  );
});
