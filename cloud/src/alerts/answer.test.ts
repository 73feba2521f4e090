import fc from "fast-check";
import { expect, test } from "vitest";
import { answerTo, answerToHeld, type Happened, heldUntil, type Wishes } from "./answer.ts";
import { quietUntil } from "./quiet-hours.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 6, 1, 10);
const wishes: Wishes = { zone: "Europe/Paris", everyMs: 6 * HOUR, wantsEnd: false };
const raised: Happened = {
  ...{ kind: "raised", at: NOON, pace: "hour", startWasTold: false },
  state: { phase: "above", isBlind: false },
};
const night = { from: 22 * 60, until: 7 * 60 };

test("what has just been crossed is told", () => {
  expect(answerTo(raised, wishes, NOON)).toEqual({ kind: "told" });
});

test("what was crossed more than the averaging period and an hour ago is not told any more", () => {
  expect(answerTo(raised, wishes, NOON + 2 * HOUR)).toEqual({ kind: "told" });
  expect(answerTo(raised, wishes, NOON + 2 * HOUR + 1)).toEqual({
    kind: "silent",
    reason: "too_old",
  });
  const day: Happened = { ...raised, pace: "day" };
  expect(answerTo(day, wishes, NOON + 25 * HOUR)).toEqual({ kind: "told" });
  expect(answerTo(day, wishes, NOON + 25 * HOUR + 1)).toEqual({
    kind: "silent",
    reason: "too_old",
  });
});

test("in quiet hours it waits for their end, whatever its age then, and is told if it is still true", () => {
  const quiet = { ...wishes, quiet: night };
  // 23:30 in Paris.
  const late = Date.UTC(2026, 6, 1, 21, 30);
  const morning = Date.UTC(2026, 6, 2, 5);
  expect(answerTo({ ...raised, at: late }, quiet, late)).toEqual({ kind: "held", until: morning });
  expect(answerToHeld(raised, quiet, morning)).toEqual({ kind: "told" });
  const over: Happened = { ...raised, state: { phase: "below", isBlind: false } };
  expect(answerToHeld(over, quiet, morning)).toEqual({ kind: "silent", reason: "over" });
  const blind: Happened = { ...raised, state: { phase: "above", isBlind: true } };
  expect(answerToHeld(blind, quiet, morning)).toEqual({ kind: "silent", reason: "not_known" });
});

test("two messages are as far apart as was asked", () => {
  const told = { ...wishes, lastMessage: NOON };
  expect(answerTo({ ...raised, at: NOON + HOUR }, told, NOON + HOUR)).toEqual({
    ...{ kind: "held", until: NOON + 6 * HOUR },
  });
  expect(answerTo({ ...raised, at: NOON + 6 * HOUR }, told, NOON + 6 * HOUR).kind).toBe("told");
});

test("a pause is silent; an end is told to who asked for it and was told the beginning", () => {
  expect(answerTo(raised, { ...wishes, pausedUntil: NOON + 1 }, NOON)).toMatchObject({
    reason: "paused",
  });
  expect(answerTo(raised, { ...wishes, pausedUntil: NOON }, NOON)).toEqual({ kind: "told" });
  const cleared: Happened = {
    ...raised,
    kind: "cleared",
    state: { phase: "below", isBlind: false },
  };
  expect(answerTo(cleared, wishes, NOON)).toMatchObject({ reason: "start_not_told" });
  const ending = { ...cleared, startWasTold: true };
  expect(answerTo(ending, wishes, NOON)).toMatchObject({ reason: "end_not_wanted" });
  expect(answerTo(ending, { ...wishes, wantsEnd: true }, NOON)).toEqual({ kind: "told" });
  const blind: Happened = { ...raised, kind: "blind", state: { phase: "above", isBlind: true } };
  expect(answerTo(blind, wishes, NOON)).toMatchObject({ reason: "nothing_to_tell" });
  expect(answerTo({ ...blind, startWasTold: true }, wishes, NOON)).toEqual({ kind: "told" });
});

test.each([
  ["before it begins", "2026-07-01T19:59:00Z", undefined],
  ["at its first minute", "2026-07-01T20:00:00Z", "2026-07-02T05:00:00Z"],
  ["after midnight", "2026-07-02T04:59:00Z", "2026-07-02T05:00:00Z"],
  ["at its end", "2026-07-02T05:00:00Z", undefined],
  ["in the night in which clocks go back", "2026-10-25T00:30:00Z", "2026-10-25T06:00:00Z"],
  ["in the night in which clocks go forward", "2026-03-29T00:30:00Z", "2026-03-29T05:00:00Z"],
])("quiet hours: %s", (_, at, end) => {
  const found = quietUntil(Date.parse(at), night, "Europe/Paris");
  expect(found === undefined ? undefined : new Date(found).toISOString().replace(".000", "")).toBe(
    end,
  );
});

test("an end of quiet hours that does not exist on a day is the instant after it", () => {
  const quiet = { from: 22 * 60, until: 150 };
  const found = quietUntil(Date.parse("2026-03-29T00:30:00Z"), quiet, "Europe/Paris");
  expect(new Date(found ?? 0).toISOString()).toBe("2026-03-29T01:30:00.000Z");
});

test("what is held is held until an instant at which it may be told", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * 24 * 60 }),
      fc.nat(1_439),
      fc.nat(1_439),
      fc.constantFrom("Europe/Paris", "America/New_York", "Asia/Kathmandu", "UTC"),
      fc.option(fc.nat(40), { nil: undefined }),
      (minutes, from, until, zone, hours) => {
        const now = Date.UTC(2026, 0, 1) + minutes * 60_000;
        const own: Wishes = {
          ...{ zone, everyMs: 6 * HOUR, wantsEnd: false, quiet: { from, until } },
          lastMessage: hours === undefined ? undefined : now - hours * HOUR,
        };
        const end = heldUntil(now, own);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(6 * HOUR + 25 * HOUR);
        expect(heldUntil(end, own)).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
});
