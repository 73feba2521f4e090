import { createReadStream } from "node:fs";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { Config } from "../config.ts";
import { commitsInto } from "../duckdb/commits.fixture.ts";
import { openDatabase } from "../duckdb/open.ts";
import { picture } from "../media/pictures.fixture.ts";
import { outboxMessage } from "../outbox/tables.ts";
import { type Browser, openPeopleUnderTest } from "../people/people.fixture.ts";
import { linkKinds, person, session, signInLink } from "../people/tables.ts";
import { connectTo } from "../records/database.ts";
import { freshDatabase } from "../records/records.fixture.ts";
import { openRecords } from "../records/records.ts";
import { openDuckdbSeries } from "../series/duckdb/store.ts";
import { thing } from "../things/tables.ts";
import { ERASED, mergeErased, readErased } from "./erased.ts";
import { readBackup, readHeader, writeBackupFile } from "./file.ts";
import type { Entry } from "./frames.ts";
import { restore } from "./restore.ts";

const silent = pino({ level: "silent" });
const NOW = Date.UTC(2026, 10, 26, 8);
const PASSPHRASE = "correct horse battery staple";

const place = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-backup-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const database = async () => {
  const fresh = await freshDatabase();
  onTestFinished(fresh.remove);
  return fresh.url;
};

/** Without tables: what an operator gives a restore. */
const emptyDatabase = async () => {
  const url = await database();
  const client = await connectTo({ url });
  await client.query(
    "drop schema public cascade; drop schema drizzle cascade; create schema public",
  );
  await client.end();
  return url;
};

async function* bodyOf(
  subject: Pick<CloudUnderTest, "folder" | "cloud">,
): AsyncGenerator<Uint8Array> {
  const token = (await readFile(join(subject.folder, "cloud", "admin-token"), "utf8")).trim();
  const answer = await fetch(`${subject.cloud().http}/api/v1/admin/backup`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  for await (const piece of answer.body ?? []) yield piece;
  // An answer that nothing holds any more is taken away with its body, which then seems to have ended.
  expect(answer.ok).toBe(true);
}

const batch = (at: number) =>
  JSON.stringify({
    boot: "k3v9x0qz",
    seq: at,
    clock: "ntp",
    readings: [{ at: NOW - at * 60_000, sensor: "sds011", values: { pm2_5: at, pm10: 2 * at } }],
  });

const all = async (url: string) => {
  const client = await connectTo({ url });
  try {
    const { rows } = await client.query(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    );
    const tables: { [name: string]: unknown } = {};
    for (const { name } of rows)
      tables[name] = (await client.query(`select * from "${name}" order by 1`)).rows;
    return tables;
  } finally {
    await client.end();
  }
};

test("what a running cloud keeps comes back whole elsewhere, and what was erased since stays erased", async () => {
  const from = await database();
  const subject = await openCloudUnderTest(() => NOW, { databaseUrl: from });
  onTestFinished(() => subject.remove());
  const client = await subject.connect("ab");
  const chosen = await subject.connect("box", { username: "atelier", password: "5e".repeat(32) });
  await chosen.publishAsync("dcz/1/atelier/readings", batch(1), { qos: 1 });
  for (let at = 1; at <= 30; at++)
    await client.publishAsync("dcz/1/ab/readings", batch(at), { qos: 1 });
  await mkdir(join(subject.folder, "media", "ab"), { recursive: true });
  await writeFile(join(subject.folder, "media", "ab", "photo.webp"), Buffer.alloc(300_000, 7));

  const records = await openRecords(Config.parse({ DATABASE_URL: from }), silent, () => NOW);
  onTestFinished(() => records.close());
  const common = { status: "published", visibility: "private" } as const;
  const [marie, paul] = await records.db
    .insert(thing)
    .values(
      ["Marie", 'Paul\t\\N "quoted"\nœ'].map((title) => ({ kind: "person", title, ...common })),
    )
    .returning();
  if (marie === undefined || paul === undefined) throw new Error("two people");
  // Rows that point to each other.
  await records.db
    .insert(thing)
    .values({ kind: "offer", title: "Bench", owner: marie.id, ...common });
  await records.db.execute(sql`update thing set owner = ${paul.id} where id = ${marie.id}`);
  const waits = {
    kind: "mail",
    personal: true,
    maskedRecipient: "p***",
    content: Buffer.from("x"),
  };
  await records.db.insert(outboxMessage).values([
    {
      ...waits,
      subject: "a",
      person: paul.id,
      created: new Date(),
      next: new Date(),
      expires: new Date(),
    },
  ]);
  // Paul is signed in, a link waits in his mail, and another was opened.
  const at = new Date(NOW);
  await records.db.insert(person).values({
    id: paul.id,
    name: "Paul",
    email: "paul@example.org",
    createdAt: at,
    updatedAt: at,
  });
  await records.db
    .insert(session)
    .values({ userId: paul.id, token: "t", expiresAt: at, createdAt: at, updatedAt: at });
  await records.db.insert(signInLink).values(
    [undefined, at].map((used, index) => ({
      token: `link-${index}`,
      kind: linkKinds[0],
      person: paul.id,
      created: at,
      expires: at,
      used,
    })),
  );
  // Stations are in the records a moment after the broker has let them in.
  const titles = async () => (await records.db.select().from(thing)).map(({ title }) => title);
  await expect.poll(titles).toEqual(expect.arrayContaining(["ab", "atelier"]));
  const before = await all(from);

  const folder = await place();
  const path = join(folder, "today.backup");
  await writeBackupFile(path, bodyOf(subject), NOW, PASSPHRASE);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await readFile(path)).subarray(0, 400).toString("latin1")).toMatch(/exact places/i);
  expect(await readdir(folder)).toEqual(["today.backup"]);

  const to = await emptyDatabase();
  const target = await place();
  await mkdir(join(target, "cloud"));
  const config = { DATA_DIR: target, DATABASE_URL: to };
  const options = { config: Config.parse(config), log: silent, now: () => NOW, replace: false };
  // Erased after the backup was made: the list in DATA_DIR and the one beside the backup both count.
  const gone = { id: marie.id, at: "2026-11-26T09:00:00.000Z" };
  await mergeErased(join(target, ERASED), [gone]);
  const restored = await restore(readBackup(path, PASSPHRASE), { ...options, erased: [] });
  expect(restored).toMatchObject({ points: 62, erased: 1, files: expect.any(Number) });
  expect(await readErased(join(target, ERASED))).toEqual([gone]);
  // Without the key, codes of authenticators that the records hold encrypted would open nothing.
  // Without what proves the names of stations, these would be free until the records are up.
  for (const file of ["cloud/accounts-key", "cloud/label-key", "cloud/devices.json"]) {
    expect(await readFile(join(target, file))).toEqual(await readFile(join(subject.folder, file)));
    expect((await stat(join(target, file))).mode & 0o777).toBe(0o600);
  }
  const { stations } = JSON.parse(await readFile(join(target, "cloud/devices.json"), "utf8"));
  expect(stations.atelier.hashes).toHaveLength(1);
  expect(await readFile(join(target, "media", "ab", "photo.webp"))).toEqual(
    Buffer.alloc(300_000, 7),
  );

  const after = await all(to);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const things = before.thing as { id: string; owner: string | null }[];
  const expected = things
    .filter(({ id }) => id !== marie.id)
    .map((row) => (row.owner === marie.id ? { ...row, owner: null } : row));
  expect(after.thing).toEqual(expected);
  // What was ended since must not open anything again.
  expect(after.session).toEqual([]);
  expect(after.sign_in_link).toMatchObject([{ token: "link-1" }]);
  expect(after.outbox_message).toMatchObject([{ subject: "a", state: "expired", content: null }]);

  // A cloud starts on it, and answers what the other answers.
  const again = await openRecords(Config.parse({ DATABASE_URL: to }), silent, () => NOW);
  expect(again.state()).toEqual({ up: true });
  await again.close();
});

/** The files of media in a folder of data, whatever folder they stand in. */
const mediaIn = async (dataDir: string): Promise<string[]> =>
  (await readdir(join(dataDir, "media"), { recursive: true }))
    .filter((name) => /[0-9a-f]{64}$/.test(name))
    .toSorted();

test("pictures, invitations and traces of somebody who was erased after the backup do not come back", async () => {
  const subject = await openPeopleUnderTest();
  onTestFinished(() => subject.remove());
  const upload = async ({ cookies }: Browser, size: number) => {
    const form = new FormData();
    const pixels = await picture(size, size).png().toBuffer();
    form.set("file", new Blob([new Uint8Array(pixels)], { type: "image/png" }), "a.png");
    for (const [name, value] of Object.entries({ alt: "A", author: "B", licence: "CC0-1.0" }))
      form.set(name, value);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await subject.get("/api/v1/media", {
      method: "POST",
      headers: { cookie, origin: subject.cloud().http },
      body: form,
    });
    expect(answer.status).toBe(201);
  };
  const jeanne = await subject.signUp("jeanne@example.org", "Jeanne Erased");
  const paul = await subject.signUp("paul@example.org", "Paul");
  await upload(jeanne.browser, 40);
  await upload(paul.browser, 50);
  const made = await paul.browser.ask("POST", "/api/v1/organisations", {
    title: "Les amis du vent",
    legalForm: "association",
  });
  const { id: organisation } = made.body as { id: string };
  await paul.browser.ask("POST", `/api/v1/organisations/${organisation}/members`, {
    email: "jeanne@example.org",
  });
  const folder = await place();
  const path = join(folder, "b");
  await writeBackupFile(path, bodyOf(subject), Date.now(), undefined);
  const withBoth = await mediaIn(subject.folder);
  expect(withBoth).toHaveLength(4);

  const erased = await jeanne.browser.ask("POST", "/api/v1/account/erasure", {
    confirm: "jeanne@example.org",
  });
  expect(erased.status).toBe(200);
  const left = await mediaIn(subject.folder);
  expect(left).toHaveLength(2);

  const to = await emptyDatabase();
  const target = await place();
  const list = await readErased(join(subject.folder, ERASED));
  const restored = await restore(readBackup(path, undefined), {
    config: Config.parse({ DATA_DIR: target, DATABASE_URL: to }),
    log: silent,
    now: Date.now,
    erased: list,
    replace: false,
  });
  expect(restored.erased).toBe(1);
  expect(await mediaIn(target)).toEqual(left);
  const tables = await all(to);
  expect(tables.media).toHaveLength(1);
  const text = JSON.stringify(tables);
  for (const trace of [jeanne.id, "jeanne@example.org", "Jeanne Erased"])
    expect(text).not.toContain(trace);
  expect(text).toContain(paul.id);
});

test("a restore that fails leaves the files of media that stood there", async () => {
  const subject = await openCloudUnderTest(() => NOW);
  onTestFinished(() => subject.remove());
  const name = join("media", "ab", "photo.webp");
  await mkdir(join(subject.folder, "media", "ab"), { recursive: true });
  await writeFile(join(subject.folder, name), Buffer.alloc(200_000, 7));
  const path = join(await place(), "b");
  await writeBackupFile(path, bodyOf(subject), NOW, undefined);
  await truncate(path, (await stat(path)).size - 40);
  const target = await place();
  await mkdir(join(target, "media", "ab"), { recursive: true });
  await writeFile(join(target, name), "mine");
  const config = Config.parse({ DATA_DIR: target, DATABASE_URL: "none" });
  const options = { config, log: silent, now: () => NOW, erased: [], replace: true };
  await expect(restore(readBackup(path, undefined), options)).rejects.toThrow(/backup/i);
  expect(await readFile(join(target, name), "utf8")).toBe("mine");
});

test("a backup that was cut off or changed is refused, and leaves what stood there", async () => {
  const from = await database();
  const subject = await openCloudUnderTest(() => NOW, { databaseUrl: from });
  onTestFinished(() => subject.remove());
  const folder = await place();
  const path = join(folder, "b");
  await writeBackupFile(path, bodyOf(subject), NOW, undefined);
  const whole = await readFile(path);
  const target = await place();
  await mkdir(join(target, "media"));
  await writeFile(join(target, "media", "kept.txt"), "kept");
  for (const damaged of [
    whole.subarray(0, whole.length - 40),
    whole.subarray(0, 500),
    Buffer.from("x"),
  ]) {
    await writeFile(path, damaged);
    const url = await emptyDatabase();
    const config = Config.parse({ DATA_DIR: target, DATABASE_URL: url });
    const options = { config, log: silent, now: () => NOW, erased: [], replace: true };
    await expect(restore(readBackup(path, undefined), options)).rejects.toThrow(/backup/i);
    expect(Object.keys(await all(url))).toEqual([]);
    expect(await readFile(join(target, "media", "kept.txt"), "utf8")).toBe("kept");
    expect((await readdir(target)).toSorted()).toEqual(["cloud", "media"]);
  }
});

test("data that are there are not replaced unless that is asked for, and are then kept aside", async () => {
  const subject = await openCloudUnderTest(() => NOW);
  onTestFinished(() => subject.remove());
  const folder = await place();
  const path = join(folder, "b");
  await writeBackupFile(path, bodyOf(subject), NOW, undefined);
  const options = { log: silent, now: () => NOW, erased: [] };
  const running = Config.parse({ DATA_DIR: subject.folder, DATABASE_URL: "none" });
  const into = (DATA_DIR: string, replace: boolean) =>
    restore(readBackup(path, undefined), {
      ...options,
      config: { ...running, DATA_DIR },
      replace,
    });
  const target = await place();
  await into(target, false);
  await expect(into(target, false)).rejects.toThrow("--replace");
  const { aside } = await into(target, true);
  expect(await readdir(join(aside ?? "", "cloud"))).toContain("series.duckdb");
});

test("a broken connection leaves no backup, and a stranger's file is none", async () => {
  const folder = await place();
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(10);
    throw new Error("terminated");
  }
  await expect(writeBackupFile(join(folder, "b"), broken(), NOW, undefined)).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
  await appendFile(join(folder, "x"), "hello\nworld\n");
  await expect(readHeader(join(folder, "x"))).rejects.toThrow("no backup of DataCityZen");
  await writeFile(join(folder, "y"), "DataCityZen backup 2\n{}\n");
  await expect(readHeader(join(folder, "y"))).rejects.toThrow("newer version");
  createReadStream(join(folder, "x")).destroy();
});

test("sealed days are brought back with the store", async () => {
  const folder = await place();
  const store = await openDatabase(join(folder, "series.duckdb"));
  const commits = commitsInto(store, { folds: false });
  const series = await openDuckdbSeries(store, commits);
  const readings = Array.from({ length: 100 }, (_, minute) => ({
    at: NOW - minute * 60_000,
    sensor: "sds011",
    values: { pm2_5: minute, pm10: 2 },
  }));
  await series.append({ station: "box-1", received: NOW, readings });
  await series.sealUp(NOW + 2 * 86_400_000);
  const dataDir = await place();
  async function* none(): AsyncGenerator<Uint8Array> {}
  await store.snapshot(async (files) => {
    async function* entries(): AsyncGenerator<Entry> {
      yield {
        head: { type: "about", created: "2026-11-26", version: "1", migrations: null },
        bytes: none(),
      };
      for (const { suffix, read } of files)
        yield { head: { type: "file", path: `cloud/series.duckdb${suffix}` }, bytes: read() };
    }
    const config = { DATA_DIR: dataDir, DATABASE_URL: "none", POSTGRES_BIN: undefined };
    const options = { config, now: () => NOW, erased: [], replace: false };
    const restored = await restore(entries(), options);
    expect(restored).toMatchObject({ points: 200 });
    const names = await readdir(join(dataDir, "cloud", "series.duckdb.sealed"));
    expect(names).toHaveLength(1);
    // What is put back into the place of them moves them aside.
    const again = await restore(entries(), { ...options, replace: true });
    expect(again).toMatchObject({ points: 200 });
  });
  await series.close();
  await store.close();
});
