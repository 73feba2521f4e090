import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import mqtt from "mqtt";
import { createAuthority } from "../cloud/src/requests/certificates.fixture.ts";
import { removeFolder } from "../tests/folders.ts";
import { startProcess } from "../tests/processes.ts";
import type { ConnectionsOptions, ConnectionsReport } from "./connections.ts";
import { devicesText, secretOf } from "./known-names.ts";

/** A region's stations come back at once after an outage: how long until each is let in. */
const STATIONS = 18_000;
const OVER_TLS = 4000;
/** A process may open 20 000 descriptors on the machines that this is measured on. */
const CLIENT_PROCESSES = 2;
const READING_EVERY_MS = 10;

const connectAll = async (options: ConnectionsOptions): Promise<ConnectionsReport[]> => {
  const each = Math.ceil(options.connections / CLIENT_PROCESSES);
  const clients = Array.from({ length: CLIENT_PROCESSES }, (_, index) => {
    const own: ConnectionsOptions = { ...options, connections: each, first: index * each };
    return fork(new URL("./connections.ts", import.meta.url), [JSON.stringify(own)]);
  });
  const reports = await Promise.all(
    clients.map(async (child) => (await once(child, "message"))[0]),
  );
  const ended = clients.map((child) => once(child, "exit"));
  for (const child of clients) child.kill("SIGKILL");
  await Promise.all(ended);
  return reports;
};

/** A station that goes on meanwhile: how long each of its readings waits for its acknowledgement. */
const startReadings = async (url: string) => {
  const client = await mqtt.connectAsync(url, {
    ...{ username: "steady", password: secretOf("steady"), reconnectPeriod: 0 },
  });
  const latencies: { at: number; ms: number }[] = [];
  const began = Date.now();
  let seq = 0;
  const timer = setInterval(() => {
    const at = performance.now();
    const readings = [{ at: began + seq, sensor: "bench", values: { pm2_5: seq % 50 } }];
    const body = JSON.stringify({ boot: "reconnec", seq, clock: "ntp", readings });
    seq += 1;
    void client
      .publishAsync("dcz/1/steady/readings", body, { qos: 1 })
      .then(() => latencies.push({ at, ms: performance.now() - at }));
  }, READING_EVERY_MS);
  return {
    between: (from: number, until: number) =>
      latencies
        .filter(({ at }) => at >= from && at < until)
        .map(({ ms }) => ms)
        .sort((one, other) => one - other),
    async stop() {
      clearInterval(timer);
      await client.endAsync();
    },
  };
};

const quantiles = (sorted: readonly number[]): string =>
  [0.5, 0.99, 1]
    .map(
      (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN,
    )
    .map((ms) => ms.toFixed(1))
    .join(" / ");

export const reconnectBench = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const authority = createAuthority();
  const { cert, key } = authority.certificate("IP:127.0.0.1");
  authority.remove();
  const [certificateFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  await Promise.all([writeFile(certificateFile, cert), writeFile(keyFile, key)]);
  const names = ["steady", ...Array.from({ length: STATIONS }, (_, index) => `bench-${index}`)];
  await mkdir(join(folder, "cloud"));
  await writeFile(join(folder, "cloud/devices.json"), devicesText(names), { mode: 0o600 });
  const cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: folder,
    DATABASE_URL: "none",
    LOG_LEVEL: "info",
    ...{ HTTP_PORT: "0", MQTT_PORT: "0", HTTPS_PORT: "0", MQTTS_PORT: "0" },
    TLS_CERT_FILE: certificateFile,
    TLS_KEY_FILE: keyFile,
  });
  try {
    const { mqtt: clear = "", mqtts = "" } = await cloud.ready;
    const wrong = { username: "bench-0", password: secretOf("bench-1"), reconnectPeriod: 0 };
    const isIn = await mqtt.connectAsync(clear, wrong).then(
      () => true,
      () => false,
    );
    if (isIn)
      throw new Error("the cloud checks no secrets: what is measured here is no rate of them");
    const readings = await startReadings(clear);
    await wait(5000);
    const rest = readings.between(0, performance.now());
    process.stdout.write(
      "| door | connections | let in | last after s | a second | a station's readings meanwhile, ms p50 / p99 / max |\n|---|---|---|---|---|---|\n",
    );
    process.stdout.write(`| none | | | | | ${quantiles(rest)} |\n`);
    for (const [door, connections, url] of [
      ["TCP", STATIONS, clear],
      ["TLS, ECDSA P-256", OVER_TLS, mqtts],
    ] as const) {
      const began = performance.now();
      const reports = await connectAll({
        connections,
        first: 0,
        port: Number(new URL(url).port),
        isTls: url === mqtts,
      });
      const letIn = reports.reduce((sum, report) => sum + report.letIn, 0);
      const seconds = Math.max(...reports.map((report) => report.seconds));
      const meanwhile = readings.between(began, performance.now());
      process.stdout.write(
        `| ${door} | ${connections} | ${letIn} | ${seconds.toFixed(1)} | ${(letIn / seconds).toFixed(0)} | ${quantiles(meanwhile)} |\n`,
      );
      await wait(3000);
    }
    await readings.stop();
  } finally {
    await cloud.end("SIGTERM");
    await removeFolder(folder);
  }
};
