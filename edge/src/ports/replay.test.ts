import { expect, onTestFinished, test } from "vitest";
import type { Capture } from "../capture.ts";
import { describePort } from "./port.contract.ts";
import { openReplayPort, type ReplayOptions } from "./replay.ts";

const open = async (
  options: Pick<ReplayOptions, "capture" | "factor"> & Partial<ReplayOptions>,
) => {
  const opened = await openReplayPort({
    baudRate: 9600,
    now: Date.now,
    utc: Date.now,
    random: () => 0.5,
    ...options,
  });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.port;
};

describePort(
  "a replay port",
  async (now) => {
    const bytes = Uint8Array.from({ length: 40 }, (_, index) => index);
    const heard: Uint8Array[] = [];
    const port = await open({
      capture: { frames: [{ offsetMs: 0, bytes }], lengthMs: 5 },
      factor: 1,
      now,
      onCommand: (command) => heard.push(command),
    });
    return {
      port,
      says: Buffer.concat([bytes, bytes, bytes]),
      heard: () => Buffer.concat(heard),
      dispose: async () => undefined,
    };
  },
  { cable: "none", takes: "bytes" },
);

test("frames come in the rhythm of the capture, made faster by the factor", async () => {
  const capture: Capture = {
    frames: [
      { offsetMs: 0, bytes: Uint8Array.of(0) },
      { offsetMs: 3000, bytes: Uint8Array.of(1) },
      { offsetMs: 4000, bytes: Uint8Array.of(2) },
    ],
    lengthMs: 5000,
  };
  const factor = 5;
  const port = await open({ capture, factor });
  onTestFinished(port.close);
  const heard: { at: number; name: number }[] = [];
  for await (const event of port.events) {
    if (event.kind !== "bytes") continue;
    for (const name of event.bytes) heard.push({ at: event.at, name });
    if (heard.length >= 4) break;
  }
  const start = heard[0]?.name ?? 0;
  heard.forEach(({ at, name }, index) => {
    expect(name).toBe((start + index) % 3);
    // Each frame has its own place on the capture's clock: never early, and not a half round late.
    const due = capture.frames[name]?.offsetMs ?? 0;
    expect((at * factor - due) % capture.lengthMs).toBeLessThan(capture.lengthMs / 2);
  });
});
