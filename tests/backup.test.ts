import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import mqtt from "mqtt";
import { expect, test } from "vitest";
import { connectTo } from "../cloud/src/records/database.ts";
import { testWith } from "./real.ts";
import {
  dataFolder,
  dcz,
  debian,
  debianPrograms,
  recordsOf,
  startCloud,
} from "./records.fixture.ts";

const PASSPHRASE = "a phrase of several words";

const connect = (folder: string) =>
  connectTo({
    socket: join(folder, "records", "socket"),
    port: 5432,
    user: "datacityzen",
    database: "postgres",
  });

const things = async (folder: string): Promise<unknown[]> => {
  const client = await connect(folder);
  const { rows } = await client
    .query("select * from thing where kind = 'offer' order by id")
    .finally(() => client.end());
  return rows;
};

const fill = async (url: string, folder: string) => {
  const client = await mqtt.connectAsync(url, { clientId: "ab" });
  for (let minute = 1; minute <= 50; minute++)
    await client.publishAsync(
      "dcz/1/ab/readings",
      JSON.stringify({
        boot: "k3v9x0qz",
        seq: minute,
        clock: "ntp",
        readings: [
          { at: Date.UTC(2026, 10, 20, 8, minute), sensor: "sds011", values: { pm2_5: minute } },
        ],
      }),
      { qos: 1 },
    );
  await client.endAsync();
  const records = await connect(folder);
  await records
    .query(
      `insert into thing (id, kind, title, summary, status, visibility, created, updated)
       select gen_random_uuid(), 'offer', 'Offer ' || n || E' œ\\t\\\\N', repeat('é', n), 'published', 'public', now(), now()
       from generate_series(1, 500) n`,
    )
    .finally(() => records.end());
};

const points = async (http: string): Promise<string> => {
  const query = "station=ab&quantity=pm2_5&from=2026-11-20&until=2026-11-21";
  return (await fetch(`${http}/api/v1/series.csv?${query}`)).text();
};

for (const [from, to] of [
  ["", debianPrograms],
  [debianPrograms, ""],
] as const)
  testWith(
    [debian],
    `a backup of ${from || "our PostgreSQL"} comes back in ${to || "ours"}`,
    async () => {
      const first = await dataFolder();
      const passphrase = join(first, "phrase.txt");
      await writeFile(passphrase, `${PASSPHRASE}\n`);
      const cloud = startCloud(first, { POSTGRES_BIN: from });
      const { http = "", mqtt: broker = "" } = await cloud.ready;
      await expect
        .poll(() => recordsOf(http, first), { timeout: 90_000 })
        .toMatchObject({ records: "up" });
      await fill(broker, first);
      const before = { things: await things(first), points: await points(http) };
      expect(before.things).toHaveLength(500);
      expect(before.points.split("\n").length).toBeGreaterThan(50);

      const target = await dataFolder();
      const file = join(target, "copies", "today.backup");
      await mkdir(join(target, "copies"));
      const here = { DATA_DIR: first, HTTP_PORT: new URL(http).port };
      const words = ["backup", "--passphrase-file", passphrase, file];
      expect(dcz(words, here)).toMatchObject({
        code: 0,
        out: expect.stringContaining("read through"),
      });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      // By this the cloud tells Prometheus how old the last backup is.
      const noted = await readFile(join(first, "cloud", "last-backup"), "utf8");
      expect(Date.now() - Date.parse(noted.trim())).toBeLessThan(120_000);
      expect((await readFile(file)).includes("Offer 1")).toBe(false);
      await cloud.end("SIGTERM");

      const there = { DATA_DIR: target, POSTGRES_BIN: to };
      expect(dcz(["restore", file], there)).toMatchObject({
        code: 2,
        err: expect.stringContaining("--passphrase-file"),
      });
      const restore = ["restore", "--passphrase-file", passphrase, file];
      expect(dcz(restore, there)).toMatchObject({
        code: 0,
        out: expect.stringContaining("Values: 50"),
      });
      // Data that are there stay.
      expect(dcz(restore, there)).toMatchObject({
        code: 1,
        err: expect.stringContaining("--replace"),
      });
      const again = startCloud(target, { POSTGRES_BIN: to });
      const { http: other = "" } = await again.ready;
      await expect
        .poll(() => recordsOf(other, target), { timeout: 90_000 })
        .toMatchObject({ records: "up" });
      expect(await things(target)).toEqual(before.things);
      expect(await points(other)).toBe(before.points);
      // Not while the cloud runs.
      expect(dcz([...restore, "--replace"], there)).toMatchObject({
        code: 1,
        err: expect.stringContaining("running"),
      });
      await again.end("SIGTERM");
    },
  );

test("without a cloud there is no backup, and nothing is left of it", async () => {
  const folder = await dataFolder();
  const run = dcz(["backup", join(folder, "x.backup")], { DATA_DIR: folder, HTTP_PORT: "9" });
  expect(run).toMatchObject({ code: 1, err: expect.stringContaining("start the cloud") });
  expect(await readdir(folder)).toEqual([]);
  const none = dcz(["restore", join(folder, "x.backup")], { DATA_DIR: folder });
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining("Nothing was restored") });
});
