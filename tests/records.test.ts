import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nameFor, proofOf } from "@datacityzen/hardware/device/secret";
import mqtt from "mqtt";
import { expect, onTestFailed, onTestFinished, test } from "vitest";
import { connectTo } from "../cloud/src/records/database.ts";
import { root, testWith } from "./real.ts";
import {
  askAdministrator,
  dataFolder,
  debian,
  debianPrograms,
  recordsOf,
  startCloud,
} from "./records.fixture.ts";
import { killAndCheck } from "./records-kill/kill.ts";
import { killProcesses, serverProcesses } from "./records-kill/server-processes.ts";

const socketIn = (folder: string) => join(folder, "records", "socket");
const at = (folder: string) => ({
  socket: socketIn(folder),
  port: 5432,
  user: "datacityzen",
  database: "postgres",
});

/** A busy machine is ready before its records are. */
const untilUp = (http: string, folder: string) =>
  expect.poll(() => recordsOf(http, folder), { timeout: 90_000 }).toMatchObject({ records: "up" });

/** A reading is acknowledged. */
const measure = async (broker: string, minute: number) => {
  const client = await mqtt.connectAsync(broker, { clientId: "ab", reconnectPeriod: 0 });
  const readings = [
    { at: Date.UTC(2026, 10, 20, 8, minute), sensor: "sds011", values: { pm2_5: 5 } },
  ];
  const batch = { boot: "k3v9x0qz", seq: minute, clock: "ntp", readings };
  await client.publishAsync("dcz/1/ab/readings", JSON.stringify(batch), { qos: 1 });
  await client.endAsync();
};

for (const [name, POSTGRES_BIN, needs] of [
  ["our PostgreSQL", "", []],
  ["Debian's PostgreSQL", debianPrograms, [debian]],
] as const)
  testWith(
    needs,
    `${name}, killed with its cloud at random, loses no record that was answered`,
    async () => {
      const folder = await dataFolder();
      const draws = [0.9, 0.1, 0.5, 0.4, 0.2, 0.8, 0.7, 0.3, 0.6, 0.5];
      const { answered, missing } = await killAndCheck({
        times: 5,
        random: () => {
          const [draw = 0] = draws.splice(0, 1);
          return draw;
        },
        socket: socketIn(folder),
        start: () => startCloud(folder, { POSTGRES_BIN }),
        killServer: () => killProcesses(folder),
      });
      expect(answered).toBeGreaterThan(0);
      expect(missing).toEqual([]);
      expect(await serverProcesses(folder)).toEqual([]);
    },
  );

test("a cloud that is killed takes its PostgreSQL with it", async () => {
  const folder = await dataFolder();
  const cloud = startCloud(folder);
  const { http = "" } = await cloud.ready;
  await untilUp(http, folder);
  expect(await serverProcesses(folder)).not.toEqual([]);
  await cloud.end("SIGKILL");
  // It ends by itself, and not because somebody starts another cloud on its folder.
  await expect.poll(() => serverProcesses(folder), { timeout: 60_000 }).toEqual([]);
  const again = startCloud(folder);
  await untilUp((await again.ready).http ?? "", folder);
  expect(await again.end("SIGTERM")).toBe(0);
  await expect.poll(() => serverProcesses(folder), { timeout: 60_000 }).toEqual([]);
});

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const secret = sha256("a box");
const box = nameFor("station", proofOf(secret, sha256), sha256);

/** A box proves its name, and a reading of it is acknowledged. */
const measureAtHome = async (broker: string, minute: number, password = secret) => {
  const client = await mqtt.connectAsync(broker, {
    ...{ clientId: `edge-${box}`, username: box, password, reconnectPeriod: 0 },
  });
  const readings = [
    { at: Date.UTC(2026, 10, 20, 8, minute), sensor: "sds011", values: { pm2_5: 7 } },
  ];
  const batch = { boot: "k3v9x0qz", seq: minute, clock: "ntp", readings };
  await client.publishAsync(`dcz/1/${box}/readings`, JSON.stringify(batch), { qos: 1 });
  await client.endAsync();
};

test("measurements go on while the records are down, and the records come back by themselves", async () => {
  const folder = await dataFolder();
  const cloud = startCloud(folder);
  onTestFailed(() => void process.stderr.write(cloud.output()));
  let { http = "", mqtt: broker = "" } = await cloud.ready;
  await untilUp(http, folder);
  await measureAtHome(broker, 1);
  // It cannot start again as long as its folder says that it is another's.
  const version = join(folder, "records", "data", "PG_VERSION");
  const own = await readFile(version, "utf8");
  await writeFile(version, "99\n");
  await killProcesses(folder);
  await expect
    .poll(() => recordsOf(http, folder), { timeout: 60_000 })
    .toMatchObject({
      records: "down",
      recordsFault: expect.stringContaining("written by PostgreSQL 99"),
    });
  const refused = await askAdministrator(http, folder, "/api/v1/admin/jobs");
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).not.toBeNull();
  expect(await refused.json()).toMatchObject({ code: "records_unavailable" });
  await measure(broker, 1);
  // A box that is known connects again and measures; a claim waits.
  await measureAtHome(broker, 2);
  const claim = await fetch(`${http}/api/v1/stations/claims`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: http,
      cookie: "dcz.session_token=abcdefghijabcdefghijabcdefghij.x",
    },
    body: JSON.stringify({ code: "7K3M-Q2XR", word: "bolinafa" }),
  });
  expect(claim.status).toBe(503);
  // Also after a restart into the same night: who may connect stands in a file.
  await cloud.end("SIGTERM");
  ({ http = "", mqtt: broker = "" } = await startCloud(folder).ready);
  await measureAtHome(broker, 3);
  await expect(measureAtHome(broker, 4, sha256("a guess"))).rejects.toThrow(/not authorized/i);
  // Everybody learns that they are down, and the administrator why.
  const open = (await (await fetch(`${http}/api/v1/health`)).json()) as object;
  expect(open).toMatchObject({ status: "degraded", records: "down" });
  expect(open).not.toHaveProperty("recordsFault");
  await writeFile(version, own);
  await untilUp(http, folder);
  expect(await recordsOf(http, folder)).toMatchObject({ status: "ok" });
  expect((await askAdministrator(http, folder, "/api/v1/admin/jobs")).status).toBe(200);
});

test("without PostgreSQL's programs the cloud measures, and says what to do", async () => {
  const folder = await dataFolder();
  const cloud = startCloud(folder, { POSTGRES_BIN: "/nowhere" });
  const { http = "", mqtt: broker = "" } = await cloud.ready;
  await measure(broker, 1);
  const { recordsFault } = await recordsOf(http, folder);
  expect(recordsFault).toContain("POSTGRES_BIN is /nowhere");
  expect(recordsFault).toContain("DATABASE_URL");
  expect(await cloud.end("SIGTERM")).toBe(0);
});

testWith(
  [root],
  "for a full disk the error is a sentence, and room brings the records back",
  async () => {
    const folder = await dataFolder();
    const small = join(folder, "records");
    await mkdir(small);
    const mount = (...words: string[]) => expect(spawnSync("mount", words).status).toBe(0);
    mount("-t", "tmpfs", "-o", "size=12m", "tmpfs", small);
    onTestFinished(async () => {
      await killProcesses(folder);
      spawnSync("umount", ["-l", small]);
    });
    const { http = "", mqtt: broker = "" } = await startCloud(folder).ready;
    await expect
      .poll(() => recordsOf(http, folder), { timeout: 90_000 })
      .toMatchObject({ recordsFault: expect.stringMatching(/The disk that holds .* is full/) });
    await measure(broker, 1);
    mount("-o", "remount,size=300m", small);
    await untilUp(http, folder);
  },
);

test("records of a newer version are refused in a sentence, and left as they are", async () => {
  const folder = await dataFolder();
  const first = startCloud(folder);
  const { http: own = "" } = await first.ready;
  await untilUp(own, folder);
  const client = await connectTo(at(folder));
  await client
    .query("insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9e12)")
    .finally(() => client.end());
  await first.end("SIGTERM");
  const second = startCloud(folder);
  await expect(second.ready).rejects.toThrow("written by another version");
  expect(await second.end("SIGTERM")).toBe(1);
  expect(second.output()).toContain("update this program");
  expect(second.output()).not.toContain("    at ");
  expect(await serverProcesses(folder)).toEqual([]);
});

test("a data folder with a long path has its socket elsewhere; two clouds on one are refused", async () => {
  const folder = await dataFolder("a-long-name/".repeat(10));
  const { http = "" } = await startCloud(folder).ready;
  await untilUp(http, folder);
  const second = startCloud(folder);
  await expect(second.ready).rejects.toThrow("in use");
  expect(await recordsOf(http, folder)).toMatchObject({ records: "up" });
});
