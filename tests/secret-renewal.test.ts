import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeFolder } from "./folders.ts";
import { type Environment, freePort, type Running, root, startProcess } from "./processes.ts";

let directory: string;
let environment: Environment;
let running: Running[] = [];
let brokers: readonly string[];
let address: string;

const start = async (program: "cloud" | "gateway" | "edge"): Promise<Running> => {
  const started = startProcess(`${program}/src/main.ts`, environment);
  running.push(started);
  await started.ready;
  return started;
};
const stop = async (process: Running): Promise<void> => {
  await process.end("SIGTERM");
  running = running.filter((one) => one !== process);
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "dcz-renewal-"));
  const [http, uplink, local, home] = await Promise.all(
    Array.from({ length: 4 }, () => freePort()),
  );
  brokers = [`mqtt://127.0.0.1:${local}`, `mqtt://127.0.0.1:${uplink}`];
  address = `http://127.0.0.1:${http}`;
  environment = {
    DATA_DIR: directory,
    DATABASE_URL: "none",
    HTTP_PORT: String(http),
    MQTT_PORT: String(uplink),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${uplink}`,
    GATEWAY_PORT: String(home),
    GATEWAY_MQTT_PORT: String(local),
    GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${local}`,
    SENSORS: "sds011@replay",
    SAMPLE_EVERY: "PT1S",
    LANG: "en_GB.UTF-8",
  };
});

afterAll(async () => {
  await Promise.all(running.map((process) => process.end("SIGTERM")));
  await removeFolder(directory);
});

/** Of a name that was drawn: it ends in a hash of the first secret. */
const secretNow = async (): Promise<{ name: string; secret: string; before?: string }> =>
  JSON.parse(await readFile(join(directory, "edge/identity.json"), "utf8"));

const newest = async (): Promise<number> => {
  const { name } = await secretNow();
  const answer = await fetch(`${address}/api/v1/stations/${name}/latest`);
  if (!answer.ok) return 0;
  const { values } = (await answer.json()) as { values: readonly { at: string }[] };
  return Math.max(0, ...values.map(({ at }) => Date.parse(at)));
};
const measuresAfter = (at: number) =>
  expect.poll(newest, { timeout: 30_000, interval: 250 }).toBeGreaterThan(at);

const renew = (name: string) => {
  const dcz = spawnSync(process.execPath, [join(root, "dcz.ts"), "secret", "renew", name], {
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  expect(dcz.stderr).toBe("");
  expect(dcz.status).toBe(0);
};

test("a box gets new secrets, also while the cloud is away, and its old ones open no broker any more", async () => {
  let cloud = await start("cloud");
  let gateway = await start("gateway");
  let edge = await start("edge");
  await measuresAfter(0);
  const { name, secret } = await secretNow();
  const given = [secret];

  // Twice while the cloud is away: each time the gateway is proved the new one by the one before.
  await stop(cloud);
  for (const _ of ["first", "second"]) {
    await stop(edge);
    renew(name);
    expect((await secretNow()).before).toBe(given.at(-1));
    edge = await start("edge");
    await expect
      .poll(async () => (await secretNow()).before, { timeout: 30_000, interval: 100 })
      .toBeUndefined();
    given.push((await secretNow()).secret);
  }
  expect(new Set(given).size).toBe(3);
  const back = Date.now();
  cloud = await start("cloud");
  await measuresAfter(back);

  // Another gateway, which never met the box: it takes it in, and the cloud knows its secret.
  await Promise.all([stop(edge), stop(gateway)]);
  await rm(join(directory, "gateway"), { recursive: true });
  gateway = await start("gateway");
  edge = await start("edge");
  await measuresAfter(Date.now());

  await stop(edge);
  const connect = (broker: string, password: string) =>
    connectAsync(broker, {
      ...{ username: name, password, protocolVersion: 4, reconnectPeriod: 0 },
      connectTimeout: 20_000,
    });
  const [last = "", ...old] = given.toReversed();
  // Together: each refusal takes its five seconds.
  await Promise.all(
    brokers.map(async (broker) => {
      for (const refused of old.map((password) => connect(broker, password)))
        await expect(refused).rejects.toThrow(/not authorized/i);
      await (await connect(broker, last)).endAsync();
    }),
  );
});
