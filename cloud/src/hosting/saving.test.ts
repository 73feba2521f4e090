import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSaving } from "./saving.ts";

const quiet = { error: () => undefined };

/** A disk whose writes end when the test says so. */
const openDisk = () => {
  let now = 0;
  let kept = 0;
  const writing: { readonly end: () => void; readonly fail: () => void }[] = [];
  const saving = createSaving({
    write: () => {
      const snapshot = now;
      const done = Promise.withResolvers<void>();
      writing.push({
        end() {
          kept = snapshot;
          done.resolve();
        },
        fail: () => done.reject(new Error("the disk is full")),
      });
      return done.promise;
    },
    log: quiet,
  });
  return {
    saving,
    writing,
    change(name: string) {
      now += 1;
      saving.changed({ kind: "station", name });
      return now;
    },
    kept: () => kept,
  };
};

test("what is new of a station is waited for until a write that began after it has ended", async () => {
  const { saving, writing, change, kept } = openDisk();
  change("one");
  await expect.poll(() => writing).toHaveLength(1);
  const second = change("two");
  const two = saving.savedOf({ kind: "station", name: "two" });
  expect(saving.savedOf({ kind: "station", name: "one" })).toBeDefined();
  expect(saving.savedOf({ kind: "gateway", name: "two" })).toBeUndefined();
  writing[0]?.end();
  await expect.poll(() => writing).toHaveLength(2);
  expect(saving.savedOf({ kind: "station", name: "one" })).toBeUndefined();
  expect(kept()).toBe(1);
  writing[1]?.end();
  await two;
  expect(kept()).toBe(second);
  expect(saving.savedOf({ kind: "station", name: "two" })).toBeUndefined();
  await saving.saved();
  await saving.close();
  expect(writing).toHaveLength(2);
});

test("what could not be written is still waiting, and is written again", async () => {
  const { saving, writing, change, kept } = openDisk();
  change("one");
  const one = saving.savedOf({ kind: "station", name: "one" });
  await expect.poll(() => writing).toHaveLength(1);
  writing[0]?.fail();
  await expect(one).rejects.toThrow("the disk is full");
  const again = saving.savedOf({ kind: "station", name: "one" });
  await expect.poll(() => writing, { timeout: 10_000 }).toHaveLength(2);
  writing[1]?.end();
  await again;
  expect(kept()).toBe(1);
  await saving.close();
});

test("closing writes what waits, after what is being written", async () => {
  const { saving, writing, change, kept } = openDisk();
  change("one");
  await expect.poll(() => writing).toHaveLength(1);
  change("two");
  const closed = saving.close();
  writing[0]?.end();
  await expect.poll(() => writing).toHaveLength(2);
  writing[1]?.end();
  await closed;
  expect(kept()).toBe(2);
});

test("in whatever order changes and writes come, nothing is called saved that is not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("change", "end", "fail", "pause")), async (steps) => {
      const { saving, writing, change, kept } = openDisk();
      const wrong: number[] = [];
      const next = () => writing.shift();
      for (const step of steps) {
        if (step === "change") {
          const at = change("one");
          saving.saved().then(
            () => {
              if (kept() < at) wrong.push(at);
            },
            () => undefined,
          );
        } else if (step === "pause") await new Promise((resolve) => setImmediate(resolve));
        else next()?.[step]();
      }
      let isClosed = false;
      const closed = saving.close().then(() => {
        isClosed = true;
      });
      while (!isClosed) {
        next()?.end();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await closed;
      expect(wrong).toEqual([]);
    }),
  );
});

test("what is new waits for a second at most after a write that took long", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { writing, change } = openDisk();
  change("one");
  await vi.advanceTimersByTimeAsync(5000);
  expect(writing).toHaveLength(1);
  writing[0]?.end();
  await vi.advanceTimersByTimeAsync(0);
  change("two");
  await vi.advanceTimersByTimeAsync(900);
  expect(writing).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(writing).toHaveLength(2);
});

test("stations that come at the same moment are written at once", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { writing, change, kept } = openDisk();
  change("one");
  await vi.advanceTimersByTimeAsync(10);
  const last = change("two");
  await vi.advanceTimersByTimeAsync(10);
  expect(writing).toHaveLength(1);
  writing[0]?.end();
  expect(kept()).toBe(last);
});
