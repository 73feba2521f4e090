import pino from "pino";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { createJobs } from "./jobs.ts";

const silent = pino({ level: "silent" });
let subject: RecordsUnderTest;
beforeAll(async () => {
  subject = await openRecordsUnderTest();
});
afterAll(() => subject.remove());

const open = () => {
  const jobs = createJobs(subject.records, Date.now, silent);
  onTestFinished(() => jobs.close());
  return jobs;
};

test("a job starts when its transaction is committed, tells how far it is, and gives its result", async () => {
  const jobs = open();
  const proceed = Promise.withResolvers<void>();
  jobs.define("territories.import", async (data, { progress }) => {
    await progress(1, 4, "Communes");
    await proceed.promise;
    return { imported: data };
  });
  const { db } = subject.records;
  let abandoned = "";
  await db
    .transaction(async (tx) => {
      abandoned = await jobs.start(tx, "territories.import", "never");
      throw new Error("no");
    })
    .catch(() => undefined);
  const id = await db.transaction((tx) => jobs.start(tx, "territories.import", "33.csv"));
  await expect
    .poll(() => jobs.read(id))
    .toMatchObject({ state: "running", done: 1, total: 4, note: "Communes" });
  proceed.resolve();
  await expect
    .poll(() => jobs.read(id))
    .toMatchObject({ state: "done", result: { imported: "33.csv" }, fault: null });
  expect(await jobs.read(abandoned)).toBeUndefined();
});

test("jobs of one transaction are done one after the other, without a pause", async () => {
  const jobs = open();
  let running = 0;
  jobs.define("media.shrink", async (data) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return data;
  });
  const ids = await subject.records.db.transaction(async (tx) => {
    const started: string[] = [];
    for (let index = 0; index < 5; index++)
      started.push(await jobs.start(tx, "media.shrink", index));
    return started;
  });
  await expect
    .poll(async () => (await Promise.all(ids.map(jobs.read))).map((each) => each?.state), {
      timeout: 10_000,
    })
    .toEqual(Array(5).fill("done"));
});

test("a job that fails says why, and is given up after its retries", async () => {
  const jobs = open();
  let runs = 0;
  jobs.define(
    "mail.digest",
    async () => {
      runs++;
      throw new Error("The file has no column named insee.");
    },
    { retries: 0 },
  );
  const id = await jobs.start(subject.records.db, "mail.digest", {});
  await expect
    .poll(() => jobs.read(id))
    .toMatchObject({ state: "failed", fault: "The file has no column named insee." });
  expect(runs).toBe(1);
});

test("a name that is not defined, or defined twice, is a mistake of the program", async () => {
  const jobs = open();
  jobs.define("a.b", async () => undefined);
  expect(() => jobs.define("a.b", async () => undefined)).toThrow("defined twice");
  expect(() => jobs.define("ab", async () => undefined)).toThrow("<module>.<work>");
  await expect(jobs.start(subject.records.db, "a.c", {})).rejects.toThrow("No job");
});

test("a job that waits or runs can be cancelled, which its handler learns; one that is over cannot", async () => {
  const jobs = open();
  const aborted: unknown[] = [];
  jobs.define("quality.again", async (_, { progress, signal }) => {
    for (let step = 0; ; step++) {
      await progress(step, 1_000_000).catch((error: unknown) => {
        aborted.push(signal.aborted);
        throw error;
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const { db } = subject.records;
  const runs = await db.transaction((tx) => jobs.start(tx, "quality.again", {}));
  await expect.poll(() => jobs.read(runs)).toMatchObject({ state: "running" });
  const waits = await db.transaction((tx) => jobs.start(tx, "quality.again", {}));
  expect(await jobs.cancel(db, waits)).toMatchObject({ state: "cancelled" });
  expect(await jobs.cancel(db, runs)).toMatchObject({ state: "cancelled" });
  await expect.poll(() => aborted, { timeout: 5000 }).toEqual([true]);
  expect(await jobs.read(runs)).toMatchObject({ state: "cancelled", fault: null, failures: 0 });
  expect(await jobs.cancel(db, runs)).toBeUndefined();
  const next = await db.transaction((tx) => jobs.start(tx, "quality.again", {}));
  await expect.poll(() => jobs.read(next), { timeout: 5000 }).toMatchObject({ state: "running" });
  expect(await jobs.read(waits)).toMatchObject({ state: "cancelled", started: null });
  await jobs.cancel(db, next);
});

test("a program that stops in the middle of a job, however often, does not make it fail", async () => {
  const { db } = subject.records;
  let [id, runs] = ["", 0];
  for (let time = 0; time < 4; time++) {
    const jobs = createJobs(subject.records, Date.now, silent);
    jobs.define("quality.long", async (_, { signal }) => {
      runs += 1;
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(new Error("stopped"))),
      );
    });
    if (time === 0) id = await jobs.start(db, "quality.long", {});
    // The queue waits before it runs again what was cut off: the test does not.
    await db.execute("UPDATE pgboss.job SET start_after = now() WHERE name = 'quality.long'");
    await expect.poll(() => runs, { timeout: 15_000 }).toBe(time + 1);
    await jobs.close();
    expect(await jobs.read(id)).toMatchObject({ state: "waiting", failures: 0 });
  }
}, 60_000);
