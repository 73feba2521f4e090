import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { removeFolder } from "../tests/folders.ts";
import { freePort, startProcess } from "../tests/processes.ts";
import { processFigures } from "./process-figures.ts";
import { publish } from "./publish.ts";

const CONNECTIONS = 20;

/**
 * A site whose link is down: messages of six values are acknowledged when SQLite has them. Then the
 * cloud comes back and the backlog drains, each message deleted when the cloud acknowledged it.
 */
export const gatewayBench = async (): Promise<void> => {
  const messages = Number(process.env.BENCH_MESSAGES ?? 50_000);
  const directory = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const cloudPort = await freePort();
  const gateway = startProcess("gateway/src/main.ts", {
    DATA_DIR: directory,
    GATEWAY_PORT: "0",
    GATEWAY_MQTT_PORT: "0",
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${cloudPort}`,
  });
  const { http = "", mqtt = "" } = await gateway.ready;
  const pid = gateway.child.pid as number;
  const port = Number(new URL(mqtt).port);

  const start = await processFigures(pid);
  const kept = await publish({
    port,
    connections: CONNECTIONS,
    messages,
    window: 20,
    payload: "batch",
  });
  const full = await processFigures(pid);

  const drainStart = performance.now();
  const cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: directory,
    HTTP_PORT: "0",
    MQTT_PORT: String(cloudPort),
  });
  while (true) {
    const health = (await (await fetch(`${http}/api/health`)).json()) as {
      waiting: { messages: number };
    };
    if (health.waiting.messages === 0) break;
    await wait(50);
  }
  const drainSeconds = (performance.now() - drainStart) / 1000;
  const drained = await processFigures(pid);

  const row = (what: string, seconds: number, cpuSeconds: number) =>
    `| ${what} | ${kept.acknowledged} | ${Math.round(kept.acknowledged / seconds)} | ${((cpuSeconds / kept.acknowledged) * 1e6).toFixed(0)} |\n`;
  process.stdout.write(
    `${CONNECTIONS} connections, window 20; peak memory of the gateway ${Math.round(drained.peakMb)} MB\n\n| | messages | msg/s | CPU µs/msg |\n|---|---|---|---|\n${row("link down: kept on disk, acknowledged", kept.seconds, full.cpuSeconds - start.cpuSeconds)}${row("link back: drained to the cloud (its start included)", drainSeconds, drained.cpuSeconds - full.cpuSeconds)}`,
  );
  await Promise.all([cloud.end("SIGTERM"), gateway.end("SIGTERM")]);
  await removeFolder(directory);
};
