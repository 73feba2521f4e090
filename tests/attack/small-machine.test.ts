import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { openMeasuredMachine } from "./measured-machine.ts";
import { parseMemory } from "./small-machine.ts";

test("amounts of memory", () => {
  expect(parseMemory("1G")).toBe(1024 ** 3);
  expect(parseMemory("768m")).toBe(768 * 1024 ** 2);
  for (const text of ["1", "G", "1.5G", "-1G", "1T", ""]) expect(parseMemory(text)).toBeUndefined();
});

test("what a process and its children take together is measured", async () => {
  const machine = openMeasuredMachine();
  const fill = "globalThis.kept = Buffer.alloc(150e6, 1); process.stdin.resume()";
  // Each ends with whoever started it.
  const inner = JSON.stringify(`${fill}.on("end", () => process.exit())`);
  const outer = `${fill}; require("node:child_process").spawn(process.execPath, ["-e", ${inner}])`;
  const child = spawn(process.execPath, ["-e", outer]);
  await once(child, "spawn");
  onTestFinished(async () => {
    await machine.close();
    child.kill("SIGKILL");
  });
  machine.take(child.pid ?? 0);
  await expect.poll(machine.peakBytes, { timeout: 20_000 }).toBeGreaterThan(300e6);
  expect(machine.peakBytes()).toBeLessThan(1e9);
});
