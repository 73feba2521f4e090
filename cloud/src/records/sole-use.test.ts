import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { connectTo } from "./database.ts";
import { freshDatabase } from "./records.fixture.ts";
import { createSoleUse, LOCK } from "./sole-use.ts";

const database = async () => {
  const fresh = await freshDatabase();
  onTestFinished(fresh.remove);
  return { url: fresh.url };
};

const subject = (to: { url: string }) => {
  const lines: string[] = [];
  const sole = createSoleUse(to, pino({}, { write: (line) => void lines.push(line) }));
  onTestFinished(() => sole.close());
  return { sole, lines };
};

test("a second cloud does not get the records of the first, and gets them once that one has ended", async () => {
  const to = await database();
  const [first, second] = [subject(to), subject(to)];
  expect(await first.sole.begin()).toBe(true);
  expect(await first.sole.begin()).toBe(true);
  expect(await second.sole.begin(0)).toBe(false);
  await first.sole.close();
  expect(await second.sole.begin()).toBe(true);
  // Another database is another platform.
  expect(await subject(await database()).sole.begin(0)).toBe(true);
});

test("whose connection ended takes the records again, or says that another cloud has them", async () => {
  const to = await database();
  const { sole, lines } = subject(to);
  expect(await sole.begin()).toBe(true);
  const [administrator, other] = [await connectTo(to), await connectTo(to)];
  onTestFinished(() => administrator.end());
  const locks = async () => {
    const { rows } = await administrator.query(
      "select pid, granted from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    );
    return rows as { pid: number; granted: boolean }[];
  };
  /** Whose connection has the lock; nobody's for a moment. */
  const holder = async () => (await locks()).find(({ granted }) => granted)?.pid;
  const endHolder = async () => {
    await administrator.query("select pg_terminate_backend($1)", [await holder()]);
  };
  const before = await holder();
  await endHolder();
  const isAnother = async () => ![undefined, before].includes(await holder());
  await expect.poll(isAnother).toBe(true);
  expect(await subject(to).sole.begin(0)).toBe(false);
  // Another cloud waits in line, and is the first to get it.
  const taken = other.query("select pg_advisory_lock($1)", [LOCK]);
  const isAwaited = async () => (await locks()).some(({ granted }) => !granted);
  await expect.poll(isAwaited).toBe(true);
  await endHolder();
  await taken;
  await expect.poll(() => lines.join()).toContain("another cloud uses the same records");
  await other.end();
});

test("a second cloud on one database does not start, and says why", async () => {
  const { url } = await database();
  const subject = await openCloudUnderTest(Date.now, { databaseUrl: url });
  onTestFinished(() => subject.remove());
  const second = openCloudUnderTest(Date.now, { databaseUrl: url });
  await expect(second).rejects.toThrow("Another cloud uses the records of DATABASE_URL");
});
