import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ConditionState,
  isBlindAt,
  type Observation,
  otherPhase,
  type Rule,
  step,
  type Transition,
} from "./condition.ts";

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const rule: Rule = { up: 25, down: 20, minimumMs: 0 };

const at = (values: readonly (number | undefined)[]): Observation[] =>
  values.map((value, index) => ({ at: index * STEP, value }));

const follow = (own: Rule, from: ConditionState, steps: readonly Observation[]) => {
  let state = from;
  const transitions: Transition[] = [];
  for (const one of steps) {
    const next = step(own, state, one);
    state = next.state;
    if (next.transition !== undefined) transitions.push(next.transition);
  }
  return { state, transitions };
};
const below: ConditionState = { phase: "below" };
const kinds = (values: readonly (number | undefined)[], own: Rule = rule) =>
  follow(own, below, at(values)).transitions.map(({ kind, at: when }) => `${kind} ${when / STEP}`);

test("it is raised at the threshold itself, and over below the lower one", () => {
  expect(kinds([24.9, 25, 24, 20, 19.9, 25])).toEqual(["raised 1", "cleared 4", "raised 5"]);
});

test("a value that trembles around the threshold raises once", () => {
  expect(kinds([24, 25, 24, 25.1, 23, 26, 21, 25])).toEqual(["raised 1"]);
});

test("it must be so for as long as was asked, without a break", () => {
  const long = { ...rule, minimumMs: 3 * STEP };
  expect(kinds([30, 30, 30, 10, 30, 30, 30, 30], long)).toEqual(["raised 7"]);
  // What nobody has seen is no proof.
  expect(kinds([30, 30, undefined, 30, 30, 30, 30], long)).toEqual(["raised 6"]);
});

test("nothing is known two hours after the first figure that is missing; of a day's figure at once", () => {
  const { state } = follow(rule, below, at([30, undefined, undefined]));
  expect(isBlindAt(state, "hour", STEP + 2 * 60 * MINUTE - 1)).toBe(false);
  expect(isBlindAt(state, "hour", STEP + 2 * 60 * MINUTE)).toBe(true);
  expect(isBlindAt(state, "day", STEP)).toBe(true);
  expect(isBlindAt(step(rule, state, { at: 3 * STEP, value: 1 }).state, "day", 3 * STEP)).toBe(
    false,
  );
});

const values = fc.array(
  fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: undefined }),
  { maxLength: 80 },
);
const rules = fc
  .tuple(
    fc.double({ min: 5, max: 45, noNaN: true }),
    fc.double({ min: 0, max: 5, noNaN: true }),
    fc.nat(4),
  )
  .map(([up, margin, steps]): Rule => ({ up, down: up - margin, minimumMs: steps * STEP }));

test("raised and cleared follow each other by turns, whatever comes", () => {
  fc.assert(
    fc.property(values, rules, (all, own) => {
      const { transitions, state } = follow(own, below, at(all));
      for (const [index, { kind, value }] of transitions.entries()) {
        expect(kind).toBe(index % 2 === 0 ? "raised" : "cleared");
        if (kind === "raised") expect(value).toBeGreaterThanOrEqual(own.up);
        else expect(value).toBeLessThan(own.down);
      }
      expect(state.phase).toBe(transitions.length % 2 === 1 ? "above" : "below");
    }),
  );
});

test("whoever starts again at the last recorded crossing finds the same", () => {
  fc.assert(
    fc.property(values, rules, (all, own) => {
      const steps = at(all);
      const { transitions } = follow(own, below, steps);
      let phase = below.phase;
      for (const [index, last] of transitions.entries()) {
        phase = otherPhase(phase);
        const rest = follow(
          own,
          { phase },
          steps.filter((one) => one.at > last.at),
        );
        expect(rest.transitions).toEqual(transitions.slice(index + 1));
      }
    }),
  );
});
