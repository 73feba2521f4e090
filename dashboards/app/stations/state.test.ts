import { expect, test } from "vitest";
import { tellState } from "./state.ts";

const now = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;

test("a station that says it is there and gives readings is online", () => {
  const facts = { state: "online", newest: now - 20_000, everyMs: 10_000 } as const;
  expect(tellState(facts, now)).toEqual({ kind: "online" });
});

test("a station that says it is there and gives nothing for five minutes is silent", () => {
  const facts = { state: "online", newest: now - 5 * MINUTE - 1, everyMs: 10_000 } as const;
  expect(tellState(facts, now)).toEqual({ kind: "silent", forMs: 5 * MINUTE + 1 });
});

test("a station that measures each quarter of an hour is given three of them", () => {
  const facts = { state: "online", newest: now - 40 * MINUTE, everyMs: 15 * MINUTE } as const;
  expect(tellState(facts, now)).toEqual({ kind: "online" });
  expect(tellState(facts, now + 6 * MINUTE)).toMatchObject({ kind: "silent" });
});

test("a station that has just come and measured nothing yet is online", () => {
  expect(tellState({ state: "online", everyMs: 10_000 }, now)).toEqual({ kind: "online" });
});

test("how long a station is offline is told when it is known", () => {
  expect(tellState({ state: "offline", since: now - MINUTE, everyMs: 1 }, now)).toEqual({
    kind: "offline",
    forMs: MINUTE,
  });
  expect(tellState({ state: "sleeping", everyMs: 1 }, now)).toEqual({ kind: "sleeping" });
});

test("a station that never spoke of itself has no known state, however fresh its readings", () => {
  expect(tellState({ state: "unknown", newest: now, everyMs: 1 }, now)).toEqual({
    kind: "unknown",
  });
});
