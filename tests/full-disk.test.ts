import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { expect } from "vitest";
import { removeFolder } from "./folders.ts";
import { freePort, startProcess } from "./processes.ts";
import { root, testWith } from "./real.ts";

const FIRST_AT = Date.UTC(2026, 0, 1);
const PER_BATCH = 500;

/** The disks are measured for the store; records.test.ts fills the disk of the records. */
const storeAlone = { DATABASE_URL: "none" };

const batch = (seq: number) =>
  JSON.stringify({
    boot: "fulldisk",
    seq,
    clock: "ntp",
    readings: Array.from({ length: PER_BATCH }, (_, index) => ({
      at: FIRST_AT + (seq * PER_BATCH + index) * 1000,
      sensor: "test",
      values: { pm2_5: index / 7, pm10: index / 3 },
    })),
  });

testWith(
  [root],
  "a full disk holds acknowledgements back, and loses nothing that was acknowledged",
  async () => {
    const disk = await mkdtemp(join(tmpdir(), "dcz-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk]);
    const port = String(await freePort());
    const environment = { ...storeAlone, DATA_DIR: disk, HTTP_PORT: "0", MQTT_PORT: port };
    let cloud = startProcess("cloud/src/main.ts", environment);
    try {
      const ballast = join(disk, "ballast");
      await writeFile(ballast, Buffer.alloc(10_500_000));
      let { http } = await cloud.ready;
      const health = async () => {
        const token = (await readFile(join(disk, "cloud", "admin-token"), "utf8")).trim();
        const headers = { authorization: `Bearer ${token}` };
        const answer = await fetch(`${http}/api/v1/health`, { headers });
        return { status: answer.status, body: (await answer.json()) as { storeFault?: string } };
      };

      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100 });
      let acknowledged = 0;
      let sent = 0;
      const waiting: Promise<void>[] = [];
      const send = () => {
        const published = client.publishAsync("dcz/1/full/readings", batch(sent++), { qos: 1 });
        waiting.push(published.then(() => void acknowledged++));
      };

      // One batch after the other until the disk takes no more.
      while ((await health()).status === 200) {
        send();
        await expect
          .poll(async () => acknowledged === sent || (await health()).status === 503)
          .toBe(true);
      }
      expect((await health()).body.storeFault).toMatch(/space/i);
      const before = acknowledged;
      expect(before).toBeLessThan(sent);
      send();
      send();
      expect(acknowledged).toBe(before);

      await rm(ballast);
      await Promise.all(waiting);
      await expect.poll(async () => (await health()).status).toBe(200);
      await client.endAsync();

      await cloud.end("SIGKILL");
      cloud = startProcess("cloud/src/main.ts", environment);
      ({ http = "" } = await cloud.ready);
      const answer = await fetch(
        `${http}/api/v1/series?station=full&quantity=pm2_5&from=2026-01-01&until=2026-12-31`,
      );
      const { series } = (await answer.json()) as { series: { points: { at: string }[] }[] };
      const instants = (series[0]?.points ?? []).map(({ at }) => Date.parse(at));
      expect(instants).toEqual(
        Array.from({ length: sent * PER_BATCH }, (_, index) => FIRST_AT + index * 1000),
      );
    } finally {
      await cloud.end("SIGKILL");
      execFileSync("umount", [disk]);
      await removeFolder(disk);
    }
  },
);

testWith(
  [root],
  "a disk that is full when the store's log is long leaves a store that goes on once there is room",
  async () => {
    const disk = await mkdtemp(join(tmpdir(), "dcz-disk-"));
    // Room for the log that is due to be folded into the file, and not for the fold.
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=76m", "tmpfs", disk]);
    const cloud = startProcess("cloud/src/main.ts", {
      ...storeAlone,
      DATA_DIR: disk,
      HTTP_PORT: "0",
      MQTT_PORT: "0",
    });
    try {
      const { http, mqtt: url = "" } = await cloud.ready;
      const health = async () => (await fetch(`${http}/api/v1/health`)).status;
      const client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
      const names = ["pm1", "pm2_5", "pm4", "pm10", "pm1_cf1", "pm2_5_cf1", "pm10_cf1", "co2"];
      const wide = (seq: number) =>
        JSON.stringify({
          boot: "fulldisk",
          seq,
          clock: "ntp",
          readings: Array.from({ length: 1000 }, (_, index) => ({
            at: FIRST_AT + (seq * 1000 + index) * 1000,
            sensor: "test",
            values: Object.fromEntries(
              names.map((name, place) => [name, (index * seq) / (place + 7)]),
            ),
          })),
        });
      let sent = 0;
      let acknowledged = 0;
      while ((await health()) === 200) {
        await expect
          .poll(async () => sent - acknowledged < 8 || (await health()) === 503)
          .toBe(true);
        const published = client.publishAsync("dcz/1/full/readings", wide(sent++), { qos: 1 });
        published.then(
          () => void acknowledged++,
          () => undefined,
        );
      }
      // The log was long: a value takes some 33 bytes of it.
      expect(acknowledged * 1000 * names.length * 33).toBeGreaterThan(62 * 1024 * 1024);

      execFileSync("mount", ["-o", "remount,size=400m", disk]);
      await expect.poll(() => acknowledged, { timeout: 20_000 }).toBe(sent);
      await expect.poll(health).toBe(200);
      const answer = await fetch(
        `${http}/api/v1/series/means?station=full&quantity=co2&from=2026-01-01&until=2026-12-31&every=P366D`,
      );
      const { series } = (await answer.json()) as {
        series: { points: { count: number; left_out?: number }[] }[];
      };
      // Its values are no air: most of them enter no mean.
      const kept = series[0]?.points.map(({ count, left_out = 0 }) => count + left_out) ?? [];
      expect(kept.reduce((sum, count) => sum + count, 0)).toBe(sent * 1000);
      await client.endAsync(true);
    } finally {
      await cloud.end("SIGKILL");
      execFileSync("umount", [disk]);
      await removeFolder(disk);
    }
  },
);
