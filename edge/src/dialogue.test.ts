import { expect, test } from "vitest";
import { runDialogue } from "./dialogue.ts";

const START = Uint8Array.of(1);
const FOLLOW = Uint8Array.of(2);
const READ = Uint8Array.of(3);

test("a sensor is started once, then asked again and again until the port is lost", async () => {
  const lost = new AbortController();
  const told: number[] = [];
  await runDialogue({
    dialogue: { start: [{ send: START, waitMs: 5 }, { send: FOLLOW }], read: [{ send: READ }] },
    everyMs: 1,
    write: async ([byte = 0]) => {
      told.push(byte);
      if (told.length === 5) lost.abort();
      // A question that goes astray does not end the conversation.
      return { ok: false, reason: "failed" };
    },
    signal: lost.signal,
  });
  expect(told).toEqual([1, 2, 3, 3, 3]);
});

test("a sensor that speaks by itself is started and then left alone", async () => {
  const told: number[] = [];
  await runDialogue({
    dialogue: { start: [{ send: START }] },
    everyMs: 1,
    write: async ([byte = 0]) => {
      told.push(byte);
      return { ok: true };
    },
    signal: new AbortController().signal,
  });
  expect(told).toEqual([1]);
});

test("a sensor that rests is put to sleep after its turn, and woken and started for the next", async () => {
  const sent: string[] = [];
  const awake: number[] = [];
  const stopping = new AbortController();
  const exchange = (name: string) => [{ send: Buffer.from(name) }];
  const ran = runDialogue({
    dialogue: {
      ...{ start: exchange("start"), read: exchange("read") },
      ...{ sleep: exchange("sleep"), wake: exchange("wake") },
    },
    everyMs: 15,
    duty: { on: 40, every: 80 },
    isAsleep: true,
    onAwake: () => void awake.push(sent.length),
    write: async (bytes) => {
      sent.push(Buffer.from(bytes).toString());
      return { ok: true };
    },
    signal: stopping.signal,
  });
  await expect.poll(() => sent.filter((one) => one === "sleep").length).toBe(2);
  stopping.abort();
  await ran;
  const turns = sent.join(" ").replace(/( read)+/g, " read");
  expect(turns).toMatch(/^wake start read sleep wake start read sleep/);
  expect(awake).toEqual([sent.indexOf("sleep") + 1]);
});
