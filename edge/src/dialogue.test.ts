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
