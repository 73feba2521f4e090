import { expect, test } from "vitest";
import type { NodeRedState } from "../node-red/node-red.ts";
import { flowFacts } from "./flow-facts.ts";
import { noon } from "./view.fixture.ts";

const running: NodeRedState = {
  ...{ isRunning: true, since: noon - 3_600_000, restarts: 0, areFlowsStopped: false },
  ...{ leftOut: 0, alerts: [], editor: undefined },
};
const said = (state: NodeRedState | undefined, language: "fr" | "en" = "en") =>
  flowFacts(state, noon, language).map(({ fine, sentences }) => [fine, sentences.join(" ")]);

test("without Node-RED the page does not speak of it", () => {
  expect(said(undefined)).toEqual([]);
});

test("flows that run are fine, and what they say is told first", () => {
  expect(said(running)).toEqual([["Running", "For 1 hour."]]);
  const alert = { level: "alarm", text: "CO₂ <b>is</b> 1600", station: "balcony" } as const;
  const [fact] = said({ ...running, alerts: [{ ...alert, at: noon - 60_000 }] });
  expect(fact?.[0]).toBeUndefined();
  expect(fact?.[1]).toMatch(/^1 minute ago, balcony: CO₂ <b>is<\/b> 1600 For/);
  const old = { ...alert, at: noon - 25 * 3_600_000 };
  expect(said({ ...running, alerts: [old] })).toEqual([["Running", "For 1 hour."]]);
});

test("a failure is told with its reason, in both languages", () => {
  const failed: NodeRedState = {
    ...{ ...running, isRunning: false, restarts: 4, areFlowsStopped: true, leftOut: 12 },
    lastEnd: { why: "stuck", at: noon - 60_000 },
  };
  expect(said(failed)[0]?.[1]).toContain("a flow ran without an end");
  expect(said(failed)[0]?.[1]).toContain("collecting goes on");
  expect(said(failed, "fr")[0]?.[1]).toContain("un flux tournait sans fin");
  expect(said(failed, "fr")[0]?.[1]).toContain("la collecte continue");
});
