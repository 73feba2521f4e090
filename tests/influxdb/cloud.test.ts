import { readFile } from "node:fs/promises";
import { join } from "node:path";
import mqtt from "mqtt";
import { expect, onTestFinished } from "vitest";
import { block, pm, T0 } from "../../cloud/src/series/contract/subject.ts";
import { sidesOf } from "../../start/series-sides.ts";
import { type Environment, freePort } from "../processes.ts";
import { testWith } from "../real.ts";
import { dataFolder, startCloud } from "../records.fixture.ts";
import { influx2, type RunningInflux } from "./servers.ts";

const FIRST_AT = Date.UTC(2026, 0, 1);
const PER_BATCH = 50;

const batch = (seq: number) =>
  JSON.stringify({
    boot: "influxdb",
    seq,
    clock: "ntp",
    readings: Array.from({ length: PER_BATCH }, (_, index) => ({
      at: FIRST_AT + (seq * PER_BATCH + index) * 1000,
      sensor: "test",
      values: { pm2_5: seq, pm10: index / 3 },
    })),
  });

const settingsFor = async (server: RunningInflux): Promise<Environment> => {
  const { url, database, organisation, token } = await server.address();
  return {
    DATABASE_URL: "none",
    INFLUX_URL: url,
    INFLUX_DATABASE: database,
    ...(organisation === undefined ? {} : { INFLUX_ORG: organisation }),
    ...(token === undefined ? {} : { INFLUX_TOKEN: token }),
  };
};

testWith(
  [influx2.need],
  `a cloud on ${influx2.name} acknowledges what the server has, also when the server is killed and comes back`,
  async () => {
    const server = await influx2.open();
    onTestFinished(() => server.stop());
    const settings = await settingsFor(server);
    const folder = await dataFolder();
    const before = await sidesOf({}, Date.now)(folder, "to");
    if (!before.ok) throw new Error(before.detail);
    await before.side.store.append(block("past", [pm(T0, 1)]));
    await before.side.close();
    const port = String(await freePort());
    const cloud = startCloud(folder, { ...settings, MQTT_PORT: port });
    const { http } = await cloud.ready;
    expect(cloud.output()).toContain("series are kept in InfluxDB");
    expect(cloud.output()).toContain("dcz series copy");
    const ask = async (path: string) => {
      const token = (await readFile(join(folder, "cloud", "admin-token"), "utf8")).trim();
      const answer = await fetch(`${http}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };

    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100 });
    onTestFinished(() => client.endAsync(true));
    let sent = 0;
    let acknowledged = 0;
    const waiting: Promise<void>[] = [];
    const send = () => {
      const published = client.publishAsync("dcz/1/far/readings", batch(sent++), { qos: 1 });
      waiting.push(published.then(() => void acknowledged++));
    };
    for (let count = 0; count < 20; count++) send();
    await Promise.all(waiting);

    await server.kill();
    const acknowledgedBefore = acknowledged;
    for (let count = 0; count < 5; count++) send();
    // A request that was under way says something else at first.
    await expect
      .poll(() => ask("/api/v1/health"))
      .toMatchObject({
        status: 503,
        body: { status: "degraded", storeFault: expect.stringContaining("ECONNREFUSED") },
      });
    expect((await ask("/readyz")).status).toBe(503);
    const question = "/api/v1/series?station=far&quantity=pm2_5&from=2026-01-01&until=2026-01-02";
    expect(await ask(question)).toMatchObject({
      status: 503,
      body: { code: "series_unavailable" },
    });
    expect(acknowledged).toBe(acknowledgedBefore);

    await server.start();
    await Promise.all(waiting);
    await expect.poll(async () => (await ask("/api/v1/health")).status).toBe(200);
    const { body } = await ask(question);
    const [series] = body.series as { points: { value: number }[] }[];
    expect(series?.points).toHaveLength(sent * PER_BATCH);

    // Another start finds all of it.
    await cloud.end("SIGTERM");
    const again = startCloud(folder, { ...settings, MQTT_PORT: port });
    const found = await fetch(`${(await again.ready).http}${question}`);
    expect(await found.json()).toEqual(body);
    await again.end("SIGTERM");
    expect(again.output() + cloud.output()).not.toContain(settings.INFLUX_TOKEN ?? "no token");
  },
);
