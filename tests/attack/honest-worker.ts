import { parentPort, workerData } from "node:worker_threads";
import mqtt from "mqtt";
import { HONEST_SENSOR, type HonestOptions, type HonestReport, type Latency } from "./honest.ts";

// An honest station in a thread of its own, so that the attacker's work does not count as the broker's.
const { station, url, everyMs, patienceMs } = workerData as HonestOptions;

const client = mqtt.connect(url, {
  clientId: station,
  username: station,
  reconnectPeriod: 100,
  connectTimeout: 5000,
  keepalive: 30,
});
client.on("error", () => undefined);

const sent = new Map<number, number>();
const acknowledged = new Map<number, number>();
const pending = new Map<number, number>();
const latencies: Latency[] = [];
let seq = 0;
let lastAt = 0;

const send = (): void => {
  const value = seq++;
  const at = Math.max(Date.now(), lastAt + 1);
  lastAt = at;
  sent.set(value, at);
  pending.set(value, performance.now());
  const batch = {
    boot: "honest00",
    seq: value,
    clock: "ntp",
    readings: [{ at, sensor: HONEST_SENSOR, values: { pm2_5: value } }],
  };
  client.publish(`dcz/1/${station}/readings`, JSON.stringify(batch), { qos: 1 }, (error) => {
    const began = pending.get(value);
    if (error || began === undefined) return;
    pending.delete(value);
    acknowledged.set(value, at);
    latencies.push({ at, ms: performance.now() - began });
  });
};

client.once("connect", () => {
  const timer = setInterval(send, everyMs);
  parentPort?.postMessage("connected");
  parentPort?.on("message", () => {
    clearInterval(timer);
    const deadline = performance.now() + patienceMs;
    const poll = setInterval(() => {
      const now = performance.now();
      if (pending.size > 0 && now < deadline) return;
      clearInterval(poll);
      const waited = [...pending].map(([value, began]) => ({
        at: sent.get(value) ?? 0,
        ms: now - began,
      }));
      const report: HonestReport = { sent, acknowledged, latencies: [...latencies, ...waited] };
      parentPort?.postMessage(report);
      client.end(true, () => parentPort?.close());
    }, 20);
  });
});
