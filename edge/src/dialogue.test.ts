import { expect, test } from "vitest";
import { runDialogue } from "./dialogue.ts";

/** Time that passes when everybody waits, from one due wait to the next: nothing depends on how busy the machine is. */
const virtualTime = () => {
  let now = 0;
  let waits: { readonly due: number; readonly end: () => void }[] = [];
  return {
    now: () => now,
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        waits.push({ due: now + ms, end: resolve });
        signal.addEventListener("abort", () => resolve());
      }),
    /** Lets so many milliseconds pass. */
    async pass(ms: number) {
      const until = now + ms;
      while (true) {
        // Whatever can go on without time, does.
        await new Promise((resolve) => setImmediate(resolve));
        const [next] = waits.toSorted((one, other) => one.due - other.due);
        if (next === undefined || next.due > until) break;
        waits = waits.filter((one) => one !== next);
        now = next.due;
        next.end();
      }
      now = until;
    },
  };
};

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
  const time = virtualTime();
  const sent: string[] = [];
  const awake: number[] = [];
  const stopping = new AbortController();
  const exchange = (name: string) => [{ send: Buffer.from(name) }];
  const ran = runDialogue({
    dialogue: {
      ...{ start: exchange("start"), read: exchange("read") },
      ...{ sleep: exchange("sleep"), wake: exchange("wake") },
    },
    everyMs: 15_000,
    duty: { on: 40_000, every: 80_000 },
    isAsleep: true,
    onAwake: () => void awake.push(time.now()),
    wait: time.wait,
    write: async (bytes) => {
      sent.push(`${time.now() / 1000} ${Buffer.from(bytes)}`);
      return { ok: true };
    },
    signal: stopping.signal,
  });
  await time.pass(130_000);
  stopping.abort();
  await ran;
  expect(sent).toEqual([
    ...["0 wake", "0 start", "0 read", "15 read", "30 read", "40 sleep"],
    ...["80 wake", "80 start", "80 read", "95 read", "110 read", "120 sleep"],
  ]);
  expect(awake).toEqual([80_000]);
});
