import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Batch } from "@datacityzen/hardware/wire/batch";
import mqtt from "mqtt";
import { removeFolder } from "../tests/folders.ts";
import { freePort, startProcess } from "../tests/processes.ts";
import { processFigures } from "./process-figures.ts";
import { publish } from "./publish.ts";

/** With BENCH_DAYS: so many days of ten stations that say a reading each minute. */
const DAYS = process.env.BENCH_DAYS === undefined ? undefined : Number(process.env.BENCH_DAYS);
const CONNECTIONS = DAYS === undefined ? 20 : 10;

/** A station that measures on while the backlog drains: how long each of its readings takes to the platform's answers. */
const watchLive = async (gateway: string, cloud: string, signal: AbortSignal) => {
  const client = await mqtt.connectAsync(gateway, { clientId: "live", username: "live" });
  const latencies: number[] = [];
  const seenValue = async (): Promise<number> => {
    const answer = await fetch(`${cloud}/api/v1/stations/live/latest`, { signal });
    if (!answer.ok) return Number.NEGATIVE_INFINITY;
    const { values } = (await answer.json()) as { values: { value: number }[] };
    return Math.max(...values.map(({ value }) => value), Number.NEGATIVE_INFINITY);
  };
  for (let seq = 1; !signal.aborted; seq++) {
    const readings = [{ at: Date.now(), sensor: "live", values: { pm2_5: seq } }];
    const batch: Batch = { boot: "livebench", seq, clock: "ntp", readings };
    const sent = performance.now();
    await client.publishAsync("dcz/1/live/readings", JSON.stringify(batch), { qos: 1 });
    const arrives = async (): Promise<number> => {
      while ((await seenValue().catch(() => seq)) < seq) await wait(20);
      return performance.now() - sent;
    };
    const latency = await arrives();
    if (!signal.aborted) latencies.push(latency);
  }
  await client.endAsync(true);
  return latencies.toSorted((one, other) => one - other);
};

/**
 * A site whose link is down: messages of six values are acknowledged when SQLite has them. Then the
 * cloud comes back and the backlog drains, each message deleted when the cloud acknowledged it.
 */
export const gatewayBench = async (): Promise<void> => {
  const messages =
    DAYS === undefined ? Number(process.env.BENCH_MESSAGES ?? 50_000) : DAYS * 14_400;
  const directory = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const cloudPort = await freePort();
  const gateway = startProcess("gateway/src/main.ts", {
    DATA_DIR: directory,
    GATEWAY_PORT: "0",
    GATEWAY_MQTT_PORT: "0",
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${cloudPort}`,
  });
  const { http = "", mqtt: mqttAddress = "" } = await gateway.ready;
  const pid = gateway.child.pid as number;
  const port = Number(new URL(mqttAddress).port);

  const start = await processFigures(pid);
  const kept = await publish({
    port,
    connections: CONNECTIONS,
    messages,
    window: 20,
    payload: "batch",
    ...(DAYS !== undefined && { everyMs: 60_000 }),
  });
  const full = await processFigures(pid);

  // From the first message that leaves: the cloud's start and the gateway's pause between two attempts are no drain.
  let drainStart: number | undefined;
  let most = 0;
  const cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: directory,
    HTTP_PORT: "0",
    MQTT_PORT: String(cloudPort),
  });
  const { http: platform = "" } = await cloud.ready;
  const drained = new AbortController();
  let live: ReturnType<typeof watchLive> | undefined;
  while (true) {
    const health = (await (await fetch(`${http}/api/health`)).json()) as {
      waiting: { messages: number };
    };
    most = Math.max(most, health.waiting.messages);
    if (health.waiting.messages < most) {
      drainStart ??= performance.now();
      live ??= watchLive(mqttAddress, platform, drained.signal);
    }
    // The live station's own message may wait at the moment.
    if (health.waiting.messages <= 1) break;
    await wait(50);
  }
  const drainSeconds = (performance.now() - (drainStart ?? performance.now())) / 1000;
  drained.abort();
  const latencies = (await live) ?? [];
  const end = await processFigures(pid);

  const row = (what: string, seconds: number, cpuSeconds: number) =>
    `| ${what} | ${kept.acknowledged} | ${Math.round(kept.acknowledged / seconds)} | ${((cpuSeconds / kept.acknowledged) * 1e6).toFixed(0)} |\n`;
  process.stdout.write(
    `${CONNECTIONS} connections, window 20; peak memory of the gateway ${Math.round(end.peakMb)} MB\n\n| | messages | msg/s | CPU µs/msg |\n|---|---|---|---|\n${row("link down: kept on disk, acknowledged", kept.seconds, full.cpuSeconds - start.cpuSeconds)}${row("link back: drained to the cloud", drainSeconds, end.cpuSeconds - full.cpuSeconds)}`,
  );
  const place = (share: number) =>
    Math.round(latencies[Math.floor(share * (latencies.length - 1))] ?? 0);
  process.stdout.write(
    `\nmeanwhile a live station, from publishing to the platform's answer: ${latencies.length} readings, ms p50 ${place(0.5)}, p99 ${place(0.99)}, max ${place(1)}\n`,
  );
  await Promise.all([cloud.end("SIGTERM"), gateway.end("SIGTERM")]);
  await removeFolder(directory);
};
