import { performance } from "node:perf_hooks";
import { sensors } from "@datacityzen/hardware/sensors";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "./listen.ts";
import { openPseudoTerminal } from "./ports/pseudo-terminal.ts";
import { openSerialPort } from "./ports/serial.ts";

/** Longer than any test: only silence can end the listening. */
const FOR_MS = 3_600_000;

const hearAt = (path: string) =>
  listen({
    sensor: sensors.sps30,
    port: openSerialPort({
      ...{ path, baudRate: 115_200, random: () => 0.5 },
      now: () => performance.now(),
    }),
    ...{ path, forMs: FOR_MS, silentMs: 300 },
  });

test("a port that is not there is not waited for to the end", async () => {
  const { line } = await hearAt("/dev/serial-that-is-not-there");
  expect(line).toMatchObject({ state: "closed", advice: "port_absent" });
});

test("nor is a sensor that says nothing", async () => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  onTestFinished(opened.terminal.unplug);
  const { line } = await hearAt(opened.terminal.path);
  expect(line).toMatchObject({ state: "silent", bytes: 0 });
});
