import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { removeFolder } from "../tests/folders.ts";
import { freePort } from "../tests/processes.ts";
import type { IngestFigures } from "./figures.ts";
import { processFigures } from "./process-figures.ts";
import { publish } from "./publish.ts";

const until = async (what: string, ready: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (await ready().catch(() => false)) return;
    await wait(100);
  }
  throw new Error(`the peer's ${what} did not come within a minute`);
};

const telegrafConfig = (mqttPort: number, influxPort: number): string => `
[agent]
  interval = "1s"
  flush_interval = "1s"
  metric_batch_size = 5000
  metric_buffer_limit = 1000000
  omit_hostname = true
  quiet = true
[[inputs.mqtt_consumer]]
  servers = ["tcp://127.0.0.1:${mqttPort}"]
  topics = ["dcz/1/+/readings"]
  qos = 1
  client_id = "telegraf"
  persistent_session = true
  max_undelivered_messages = 100000
  data_format = "json"
  json_time_key = "at"
  json_time_format = "unix_ms"
  name_override = "reading"
  topic_tag = "topic"
[[outputs.influxdb_v2]]
  urls = ["http://127.0.0.1:${influxPort}"]
  token = "bench-token"
  organization = "bench"
  bucket = "bench"
`;

/** The chain most sites run: Mosquitto acknowledges, Telegraf carries over, InfluxDB 2 keeps. */
export const peerIngest = async (
  messages: number,
  connections: number,
  window: number,
): Promise<IngestFigures> => {
  const binaries = process.env.BENCH_PEER_DIR;
  if (binaries === undefined)
    throw new Error("BENCH_PEER_DIR must name the folder that holds influxd and telegraf.");
  const directory = await mkdtemp(join(tmpdir(), "dcz-peer-"));
  const [mqttPort, influxPort] = [await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const run = (command: string, args: string[]): number => {
    const child = spawn(command, args, { stdio: "ignore" });
    children.push(child);
    return child.pid as number;
  };
  try {
    await writeFile(
      join(directory, "mosquitto.conf"),
      `listener ${mqttPort} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 1000\npersistence true\npersistence_location ${directory}/\n`,
    );
    const mosquitto = run("mosquitto", ["-c", join(directory, "mosquitto.conf")]);
    const influxd = run(join(binaries, "influxd"), [
      ...["--bolt-path", join(directory, "i.bolt"), "--engine-path", join(directory, "engine")],
      ...["--sqlite-path", join(directory, "i.sqlite"), "--reporting-disabled"],
      ...["--http-bind-address", `127.0.0.1:${influxPort}`],
    ]);
    const influx = `http://127.0.0.1:${influxPort}`;
    await until("InfluxDB", async () => (await fetch(`${influx}/health`)).ok);
    const setup = {
      username: "bench",
      password: "bench-bench",
      org: "bench",
      bucket: "bench",
      token: "bench-token",
    };
    await fetch(`${influx}/api/v2/setup`, { method: "POST", body: JSON.stringify(setup) });
    await writeFile(join(directory, "telegraf.conf"), telegrafConfig(mqttPort, influxPort));
    const telegraf = run(join(binaries, "telegraf"), [
      "--config",
      join(directory, "telegraf.conf"),
    ]);
    await wait(3000);

    const pids = [mosquitto, influxd, telegraf];
    const figures = async () => Promise.all(pids.map(processFigures));
    const before = await figures();
    const start = performance.now();
    const sent = await publish({ port: mqttPort, connections, messages, window, payload: "flat" });
    await until("points", async () => (await pointCount(influx)) >= sent.acknowledged);
    const seconds = (performance.now() - start) / 1000;
    const after = await figures();
    const total = (of: typeof after) => of.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    return {
      name: "Mosquitto → Telegraf → InfluxDB 2",
      messages: sent.acknowledged,
      seconds,
      cpuSeconds: total(after) - total(before),
      peakMb: after.reduce((sum, { peakMb }) => sum + peakMb, 0),
      latencyMs: sent.latencyMs,
      note: `acknowledged after ${sent.seconds.toFixed(1)} s, all queryable after ${seconds.toFixed(1)} s`,
    };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await removeFolder(directory);
  }
};

/** Points of one of the six fields: each message has one. */
const pointCount = async (influx: string): Promise<number> => {
  const flux = `from(bucket: "bench") |> range(start: 2025-12-31T00:00:00Z, stop: 2027-01-01T00:00:00Z) |> filter(fn: (r) => r._field == "pm2_5") |> count() |> group() |> sum()`;
  const answer = await fetch(`${influx}/api/v2/query?org=bench`, {
    method: "POST",
    headers: {
      authorization: "Token bench-token",
      "content-type": "application/vnd.flux",
      accept: "application/csv",
    },
    body: flux,
  });
  const line = (await answer.text()).trim().split("\r\n").at(-1);
  return Number(line?.split(",").at(-1));
};
