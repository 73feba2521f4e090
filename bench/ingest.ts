import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { removeFolder } from "../tests/folders.ts";
import { root, startProcess } from "../tests/processes.ts";
import type { IngestFigures } from "./figures.ts";
import { peerIngest } from "./peer.ts";
import { processFigures } from "./process-figures.ts";
import { publish } from "./publish.ts";

interface Load {
  readonly messages: number;
  readonly connections: number;
  /** Unacknowledged messages of each connection. */
  readonly window: number;
  /** Readings of each message. */
  readonly readings: number;
}

/** The cloud of a folder with an installed repository: this one, or another commit's. */
const ours = async (
  name: string,
  folder: string,
  { messages, connections, window, readings }: Load,
): Promise<IngestFigures> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const cloud = startProcess(relative(root, join(folder, "cloud/src/main.ts")), {
    DATA_DIR: directory,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    // Records are made ready in the first seconds, in the same process.
    DATABASE_URL: "none",
  });
  const { http = "", mqtt = "" } = await cloud.ready;
  const port = Number(new URL(mqtt).port);
  const pid = cloud.child.pid as number;
  const before = await processFigures(pid);
  const figures = await publish({
    ...{ port, connections, messages, window, payload: "batch", readings },
  });
  const after = await processFigures(pid);

  if (folder === root) {
    const count = await storedPoints(http, connections);
    const expected = figures.acknowledged * readings * 6;
    if (count !== expected) throw new Error(`${count} of ${expected} values are stored`);
  }
  await cloud.end("SIGTERM");
  await removeFolder(directory);
  return {
    name,
    messages: figures.acknowledged,
    seconds: figures.seconds,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    peakMb: after.peakMb,
    latencyMs: figures.latencyMs,
    note: "acknowledged after the commit is on disk",
  };
};

const DAY_MS = 86_400_000;

/** Counts over HTTP the points that the cloud has. */
const storedPoints = async (http: string, connections: number): Promise<number> => {
  const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  const range = `from=${day(-1)}&until=${day(2)}&every=P1D`;
  let total = 0;
  for (let index = 0; index < connections; index++)
    for (const quantity of ["pm1", "pm2_5", "pm10", "temperature", "humidity", "pressure"]) {
      const answer = await fetch(
        `${http}/api/v1/series/means?station=bench-${index}&quantity=${quantity}&${range}`,
      );
      const { series } = (await answer.json()) as { series: { points: { count: number }[] }[] };
      for (const { points } of series) for (const { count } of points) total += count;
    }
  return total;
};

const row = ({ name, messages, seconds, cpuSeconds, peakMb, latencyMs, note }: IngestFigures) =>
  `| ${name} | ${messages} | ${Math.round(messages / seconds)} | ${((cpuSeconds / messages) * 1e6).toFixed(1)} | ${Math.round(peakMb)} | ${
    latencyMs === undefined
      ? "–"
      : `${latencyMs.p50.toFixed(0)} / ${latencyMs.p99.toFixed(0)} / ${latencyMs.max.toFixed(0)}`
  } | ${note} |`;

/**
 * QoS 1 messages of six values from 50 connections into one process.
 * BENCH_MESSAGES, BENCH_READINGS, BENCH_CONNECTIONS, BENCH_WINDOW and BENCH_RUNS change the load. BENCH_AGAINST names the
 * folder of another commit, installed, whose cloud takes its turn with this one. BENCH_PEER=1 adds
 * Mosquitto → Telegraf → InfluxDB 2, from the folder BENCH_PEER_DIR that holds influxd and telegraf.
 */
export const ingestBench = async (): Promise<void> => {
  const load: Load = {
    messages: Number(process.env.BENCH_MESSAGES ?? 300_000),
    connections: Number(process.env.BENCH_CONNECTIONS ?? 50),
    window: Number(process.env.BENCH_WINDOW ?? 200),
    readings: Number(process.env.BENCH_READINGS ?? 1),
  };
  const { messages, connections, window } = load;
  const other = process.env.BENCH_AGAINST;
  const runs = Number(process.env.BENCH_RUNS ?? 3);
  process.stdout.write(
    `${connections} connections, window ${window}\n\n| | messages | msg/s | CPU µs/msg | peak MB | ack ms p50 / p99 / max | |\n|---|---|---|---|---|---|---|\n`,
  );
  for (let run = 0; run < runs; run++) {
    if (other !== undefined)
      process.stdout.write(`${row(await ours(basename(other), resolve(other), load))}\n`);
    process.stdout.write(`${row(await ours("DataCityZen cloud", root, load))}\n`);
    if (process.env.BENCH_PEER === "1")
      process.stdout.write(`${row(await peerIngest(messages, connections, window))}\n`);
  }
};
