import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { findNodeRed, TRIED_VERSION } from "./installed.ts";
import type { FlowAlert } from "./messages.ts";
import { type NodeRedOptions, openNodeRed } from "./node-red.ts";

// A program that speaks as Node-RED's process does; Node-RED itself: tests/node-red.test.ts.

const log = { info: () => {}, warn: () => {}, debug: () => {} };

const open = (script: string, more: Partial<NodeRedOptions> = {}) => {
  const folder = temporaryFolder();
  const program = join(folder, "program.cjs");
  writeFileSync(program, script);
  const alerts: FlowAlert[] = [];
  const flows = openNodeRed({
    ...{ program, folder, memoryMb: 64, log, now: Date.now, random: Math.random },
    stations: () => [{ station: "balcony", state: "online" }],
    onAlert: (alert) => void alerts.push(alert),
    limits: {
      ...{ silenceMs: 1500, startMs: 20_000, lookEveryMs: 50 },
      patience: { firstMs: 10, longestMs: 20 },
    },
    ...more,
  });
  onTestFinished(() => flows.stop());
  return { flows, folder, alerts };
};

const alive = (heard: string) =>
  `process.send({ kind: "alive", heard: ${heard}, areFlowsStarted: true, memory: 1e7 });`;
const reading = (value: number) => ({ at: 1, sensor: "s", values: { pm2_5: value } });
const waitFor = { timeout: 20_000 };

test("readings and states reach the flows, and what they say comes back", async () => {
  const { flows, alerts } = open(`
    let heard = 0;
    process.on("message", (message) => {
      heard += 1;
      const text = JSON.stringify(message);
      process.send({ kind: "alert", level: "alarm", text, station: "balcony" });
    });
    // Its flows listen a moment later only.
    process.send({ kind: "alive", heard: 0, areFlowsStarted: false, memory: 1e7 });
    setInterval(() => { ${alive("heard")} }, 200);`);
  await expect.poll(() => alerts.length, waitFor).toBe(1);
  expect(JSON.parse(alerts[0]?.text ?? "")).toEqual({
    kind: "health",
    stations: [{ station: "balcony", state: "online" }],
  });
  // One alert a second is heard.
  await expect
    .poll(() => {
      flows.tellReadings("balcony", [reading(7)]);
      return alerts.length;
    }, waitFor)
    .toBe(2);
  expect(JSON.parse(alerts[1]?.text ?? "")).toMatchObject({ kind: "readings", station: "balcony" });
  expect(flows.state()).toMatchObject({ isRunning: true, restarts: 0, areFlowsStopped: false });
  expect(flows.state().leftOut).toBeGreaterThan(0);
});

test("nonsense from a flow is left unread", async () => {
  const { flows, alerts } = open(`
    process.send("no");
    process.send({ kind: "alert", level: "alarm", text: "" });
    process.send({ kind: "alert", level: "loud", text: "x" });
    process.send({ kind: "alert", level: "alarm", text: "x".repeat(501) });
    process.send({ kind: "alert", level: "alarm", text: "x", station: "../../x" });
    setInterval(() => { ${alive("0")} }, 50);`);
  await expect.poll(() => flows.state().isRunning, waitFor).toBe(true);
  expect(alerts).toEqual([]);
});

test("a process that ends again and again starts with its flows stopped", async () => {
  const { flows, folder } = open(`${alive("0")} setTimeout(() => process.exit(1), 20);`);
  await expect.poll(() => flows.state().areFlowsStopped, waitFor).toBe(true);
  await expect
    .poll(() => JSON.parse(readFileSync(join(folder, "host.json"), "utf8")), waitFor)
    .toMatchObject({ areFlowsStopped: true });
  expect(flows.state().restarts).toBeGreaterThanOrEqual(4);
  expect(flows.state().lastEnd?.why).toBe("ended");
});

test("one that runs without an end is ended, and what it did not hear is counted", async () => {
  const { flows } = open(`${alive("0")} setTimeout(() => { while (true) {} }, 200);`);
  await expect.poll(() => flows.state().isRunning, waitFor).toBe(true);
  for (let index = 0; index < 3000; index++) flows.tellReadings("balcony", [reading(index)]);
  expect(flows.state().leftOut).toBeGreaterThan(900);
  await expect.poll(() => flows.state().lastEnd?.why, waitFor).toBe("stuck");
});

test("one that takes too much memory is ended", async () => {
  const { flows } = open(
    `setInterval(() => process.send({ kind: "alive", heard: 0, areFlowsStarted: true, memory: 1e9 }), 50);`,
  );
  await expect.poll(() => flows.state().lastEnd?.why, waitFor).toBe("memory");
});

test("one that never starts is tried again, and a missing one is named", async () => {
  const { flows } = open("setInterval(() => {}, 1000);", {
    limits: { startMs: 300, lookEveryMs: 50, patience: { firstMs: 10, longestMs: 20 } },
  });
  await expect.poll(() => flows.state().lastEnd?.why, waitFor).toBe("not_started");

  const folder = temporaryFolder();
  expect(findNodeRed(folder, folder)).toMatchObject({
    ok: false,
    sentence: expect.stringContaining(`node-red@${TRIED_VERSION}`),
  });
});
