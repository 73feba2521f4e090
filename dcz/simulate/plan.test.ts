import { expect, test } from "vitest";
import { planOf, type Wishes } from "./plan.ts";
import { simulateTexts } from "./texts.ts";

const wishes: Wishes = { stations: "10", broker: "mqtt://127.0.0.1:1884", seed: "1" };
const planned = (changes: Partial<Wishes>) => planOf({ ...wishes, ...changes }, simulateTexts.en);
const planFor = (changes: Partial<Wishes>) => {
  const result = planned(changes);
  if (!result.ok) throw new Error(result.sentence);
  return result.plan;
};

test("a station speaks every 10 s until somebody stops it, when nothing is said", () => {
  expect(planFor({})).toEqual({
    stations: 10,
    broker: "mqtt://127.0.0.1:1884",
    everyMs: 10_000,
    backlogMs: 0,
    backlogPaceMs: 0,
    durationMs: undefined,
    seed: 1,
  });
});

test("a rate is the rhythm, or the pace of a backlog", () => {
  expect(planFor({ rate: "4" })).toMatchObject({ everyMs: 250 });
  expect(planFor({ rate: "50", backlog: "PT24H" })).toMatchObject({
    everyMs: 10_000,
    backlogMs: 86_400_000,
    backlogPaceMs: 20,
  });
});

test("a duration may be nothing: only the backlog is published", () => {
  for (const duration of ["0", "PT0S"])
    expect(planFor({ backlog: "PT1H", duration }).durationMs).toBe(0);
  expect(planFor({ duration: "PT1M" }).durationMs).toBe(60_000);
});

test.each([
  [{ stations: "many" }, '--stations takes a whole number from 1 to 20000, not "many".'],
  [{ stations: "0" }, "--stations"],
  [{ seed: "-1" }, "--seed"],
  [{ broker: "http://x" }, "--broker takes an address"],
  [{ rate: "fast" }, '--rate takes a number above 0, not "fast".'],
  [{ rate: "50" }, "not 50 a second: take more stations"],
  [{ every: "10s" }, "--every takes an ISO 8601 duration"],
  [{ every: "PT0.01S" }, "--every"],
  [{ backlog: "P1M" }, "--backlog"],
  [{ backlog: "PT1H", rate: "0.05" }, "never catches up"],
  [{ duration: "1h" }, "--duration"],
] satisfies [Partial<Wishes>, string][])("%j is refused with a sentence", (changes, sentence) => {
  const result = planned(changes);
  expect(!result.ok && result.sentence).toContain(sentence);
});
