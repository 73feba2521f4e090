import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect } from "vitest";
import { removeFolder } from "./folders.ts";
import { type Running, startProcess } from "./processes.ts";
import { program, testWith } from "./real.ts";

/** Another implementation of MQTT, which many makers use, must understand our messages too. */
const needs = [program("mosquitto_pub"), program("mosquitto_sub")];
const run = promisify(execFile);

let directory: string;
let cloud: Running;
let gateway: Running;
let http: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "dcz-mosquitto-"));
  cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: directory,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
  });
  const ready = await cloud.ready;
  http = ready.http ?? "";
  gateway = startProcess("gateway/src/main.ts", {
    DATA_DIR: directory,
    GATEWAY_PORT: "0",
    GATEWAY_MQTT_PORT: "0",
    CLOUD_MQTT_URL: ready.mqtt ?? "",
  });
  await gateway.ready;
});
afterAll(async () => {
  await Promise.all([cloud.end("SIGTERM"), gateway.end("SIGTERM")]);
  await removeFolder(directory);
});

const at = (mqtt = "") => ["-h", "127.0.0.1", "-p", new URL(mqtt).port, "-V", "mqttv311"];

const batch = (seq: number, pm2_5: number) =>
  JSON.stringify({
    boot: "mosquitt",
    seq,
    clock: "ntp",
    readings: [{ at: Date.UTC(2026, 0, 1) + seq * 1000, sensor: "sds011", values: { pm2_5 } }],
  });

const stored = async (station: string) => {
  const answer = await fetch(
    `${http}/api/v1/series?station=${station}&quantity=pm2_5&from=2026-01-01&until=2026-01-02`,
  );
  if (!answer.ok) return [];
  const { series } = (await answer.json()) as { series: { points: { value: number }[] }[] };
  return series.flatMap(({ points }) => points.map(({ value }) => value));
};

testWith(
  needs,
  "mosquitto_pub is acknowledged by the cloud, and what it sent is there",
  async () => {
    const { mqtt } = await cloud.ready;
    await run("mosquitto_pub", [
      ...at(mqtt),
      ...["-q", "1", "-t", "dcz/1/maker/readings", "-m", batch(1, 12.5)],
    ]);
    expect(await stored("maker")).toEqual([12.5]);
  },
);

testWith(needs, "mosquitto_pub at the gateway reaches the cloud", async () => {
  const { mqtt } = await gateway.ready;
  await run("mosquitto_pub", [
    ...at(mqtt),
    ...["-q", "1", "-t", "dcz/1/home/readings", "-m", batch(1, 3.5)],
  ]);
  await expect.poll(() => stored("home"), { timeout: 10_000 }).toEqual([3.5]);
});

testWith(
  needs,
  "mosquitto_sub at the gateway sees a station's readings, and a receipt from the cloud",
  async () => {
    const { mqtt } = await gateway.ready;
    const seen = run("mosquitto_sub", [
      ...at(mqtt),
      ...["-q", "1", "-t", "dcz/1/home/#", "-C", "2", "-W", "20", "-v"],
    ]);
    // mosquitto_sub does not tell when it is subscribed: publish until it has received enough.
    let done = false;
    const closed = seen.then(({ stdout }) => {
      done = true;
      return stdout;
    });
    for (let seq = 10; !done; seq++)
      await run("mosquitto_pub", [
        ...at(mqtt),
        ...["-q", "1", "-t", "dcz/1/home/readings", "-m", `not a batch ${seq}`],
      ]);
    const lines = (await closed).trim().split("\n");
    expect(lines.some((line) => line.startsWith("dcz/1/home/readings not a batch"))).toBe(true);
    await expect
      .poll(
        async () =>
          ((await (await fetch(`${http}/api/v1/health`)).json()) as { quarantined: number })
            .quarantined,
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
  },
);
