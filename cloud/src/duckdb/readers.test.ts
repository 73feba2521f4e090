import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { createReaders } from "./readers.ts";

const open = async (atOnce = 1, mostWaiting = 2) => {
  const instance = await DuckDBInstance.create(":memory:");
  const readers = createReaders(() => instance.connect(), { atOnce, mostWaiting });
  onTestFinished(async () => {
    await readers.close();
    instance.closeSync();
  });
  return readers;
};

const quick = { sql: "SELECT 42::INTEGER", answer: [[42]] };
/** It would run for minutes. */
const endless = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

const ask = (readers: Awaited<ReturnType<typeof open>>, sql: string, limits = {}) =>
  readers.run(async (on) => (await on.runAndReadAll(sql)).getRows(), limits);

test("a read that takes too long is ended, and the next one is answered", async () => {
  const readers = await open();
  await expect(ask(readers, endless, { deadlineMs: 50 })).rejects.toMatchObject({
    code: "deadline",
  });
  expect(await ask(readers, quick.sql)).toEqual(quick.answer);
});

test("a read whose asker leaves is ended, while it runs and while it waits", async () => {
  const readers = await open();
  const running = new AbortController();
  const first = ask(readers, endless, { signal: running.signal });
  const waiting = new AbortController();
  const second = ask(readers, endless, { signal: waiting.signal });
  await expect.poll(readers.waiting).toBe(1);
  waiting.abort();
  await expect(second).rejects.toMatchObject({ code: "aborted" });
  expect(readers.waiting()).toBe(0);
  running.abort();
  await expect(first).rejects.toMatchObject({ code: "aborted" });
  await expect(ask(readers, quick.sql, { signal: running.signal })).rejects.toMatchObject({
    code: "aborted",
  });
  expect(await ask(readers, quick.sql)).toEqual(quick.answer);
});

test("reads beyond the queue are refused at once, and those in it keep their order", async () => {
  const readers = await open(1, 2);
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = readers.run(() => gate.promise);
  const others = ["second", "third"].map((name) =>
    readers.run(async () => {
      order.push(name);
    }),
  );
  await expect(ask(readers, quick.sql)).rejects.toMatchObject({ code: "busy" });
  gate.resolve();
  await Promise.all([first, ...others]);
  expect(order).toEqual(["second", "third"]);
  expect(await ask(readers, quick.sql)).toEqual(quick.answer);
});

test("a question that is wrong fails with its own error", async () => {
  const readers = await open();
  await expect(ask(readers, "SELECT nothing")).rejects.toThrow("Binder Error");
});

test("long questions are finished one after the other, and a short one waits for none of them", async () => {
  const readers = await open(1, 100);
  const order: string[] = [];
  const part = (name: string, began?: number) =>
    readers.run(
      async () => {
        order.push(name);
      },
      { began },
    );
  const parts = 4;
  const long = async (name: string, began: number) => {
    await part(name);
    for (let index = 1; index < parts; index++) await part(name, began);
    order.push(`${name} is answered`);
  };
  const gate = Promise.withResolvers<void>();
  const first = readers.run(() => gate.promise);
  const questions = ["a", "b", "c"].map((name, index) => long(name, index));
  await expect.poll(readers.waiting).toBe(3);
  gate.resolve();
  await first;
  questions.push(part("short"));
  await Promise.all(questions);
  const answered = order.filter((name) => name.endsWith("is answered"));
  expect(answered).toEqual(["a", "b", "c"].map((name) => `${name} is answered`));
  expect(order.indexOf("short")).toBeLessThan(order.indexOf("b is answered"));
});

test("a read whose time ends before its turn is refused, because there are too many", async () => {
  const readers = await open();
  const gate = Promise.withResolvers<void>();
  const first = readers.run(() => gate.promise);
  await expect(ask(readers, quick.sql, { deadlineMs: 20 })).rejects.toMatchObject({ code: "busy" });
  gate.resolve();
  await first;
});
