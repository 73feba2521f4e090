import fc from "fast-check";
import { expect, test } from "vitest";
import { type DayRule, judgeDay } from "./following-forecasts.ts";
import type { SaidForecast } from "./forecast-figures.ts";

const DAY = 86_400_000;
const rule: DayRule = { up: 3, down: 3, begin: 0 };
const said: SaidForecast = {
  ...{ source: "atmo-france", subject: "pollen_betula", day: "2026-04-21", value: 4 },
  ...{ scale: "atmo-france", issued: "2026-04-20T12:00:00.000Z", territory: null },
};

/** What is recorded after forecasts of some days have come one after the other. */
const follow = (own: DayRule, forecasts: readonly { day: number; level: number }[]) => {
  const recorded = new Map<number, { kind: "raised" | "cleared"; answer: "told" }[]>();
  for (const { day, level } of forecasts) {
    const at = day * DAY;
    const found = judgeDay(own, { at, level, said }, recorded);
    if (found === undefined) continue;
    const kind = found.kind === "raised" ? "raised" : "cleared";
    recorded.set(at, [...(recorded.get(at) ?? []), { kind, answer: "told" }]);
  }
  return recorded;
};
const kinds = (...levels: readonly number[]) =>
  (
    follow(
      rule,
      levels.map((level) => ({ day: 1, level })),
    ).get(DAY) ?? []
  ).map(({ kind }) => kind);

test("a day is raised at the threshold itself, taken back below the lower one, and never raised again", () => {
  expect(kinds(2)).toEqual([]);
  expect(kinds(3)).toEqual(["raised"]);
  expect(kinds(3, 4, 3, 3)).toEqual(["raised"]);
  expect(kinds(4, 2, 4, 1, 4)).toEqual(["raised", "cleared"]);
});

test("between the thresholds nothing changes", () => {
  const wide = { ...rule, down: 2 };
  expect(
    follow(
      wide,
      [4, 2, 4].map((level) => ({ day: 1, level })),
    ).get(DAY),
  ).toHaveLength(1);
});

test("a day that had begun when it began to be followed is told to nobody", () => {
  expect(follow({ ...rule, begin: DAY + 1 }, [{ day: 1, level: 4 }]).size).toBe(0);
  expect(follow({ ...rule, begin: DAY }, [{ day: 1, level: 4 }]).size).toBe(1);
});

test("whatever comes, each day is raised once at most, taken back once at most, and stands for itself", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ day: fc.nat(3), level: fc.nat(4) }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(2),
      (forecasts, up, margin) => {
        const own = { up, down: up - margin, begin: 0 };
        const all = follow(own, forecasts);
        for (let day = 0; day < 4; day++) {
          const here = (all.get(day * DAY) ?? []).map(({ kind }) => kind);
          expect([[], ["raised"], ["raised", "cleared"]]).toContainEqual(here);
          const alone = follow(
            own,
            forecasts.filter((one) => one.day === day),
          );
          expect((alone.get(day * DAY) ?? []).map(({ kind }) => kind)).toEqual(here);
          const isReached = forecasts.some((one) => one.day === day && one.level >= up);
          expect(here.includes("raised")).toBe(isReached);
        }
      },
    ),
  );
});
