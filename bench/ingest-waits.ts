import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../tests/folders.ts";
import { startProcess } from "../tests/processes.ts";
import { publishPaced } from "./paced.ts";
import type { PacedFigures } from "./paced-publishers.ts";
import { processFigures } from "./process-figures.ts";

const DAY_MS = 86_400_000;
/** Of a line of the backlog. */
const READINGS = 12;
const VALUES = 6;

/** Lines of a backlog of five days, of 100 stations, as a body is sent. */
const backlog = (values: number): ReadableStream<Uint8Array> => {
  const lines = Math.ceil(values / READINGS / VALUES);
  const from = Date.now() - 5 * DAY_MS;
  const line = (index: number): string => {
    const first = from + Math.floor(index / 100) * READINGS * 60_000;
    const readings = Array.from({ length: READINGS }, (_, place) => ({
      at: first + 60_000 * place,
      sensor: "bulk",
      values: {
        ...{ pm1: 3 + (index % 7), pm2_5: 5 + (place % 9), pm10: 8 + (index % 11) },
        ...{ temperature: 12 + (place % 5), humidity: 55 + (index % 13), pressure: 1013 },
      },
    }));
    const station = `bulk-${index % 100}`;
    return `${JSON.stringify({ station, boot: "bulkbench", seq: index, clock: "ntp", readings })}\n`;
  };
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      let text = "";
      while (text.length < 65_536 && next < lines) text += line(next++);
      if (text !== "") controller.enqueue(Buffer.from(text));
      if (next === lines) controller.close();
    },
  });
};

const sendBacklog = async (http: string, values: number): Promise<string> => {
  const from = performance.now();
  const answer = await fetch(`${http}/api/v1/readings`, {
    ...{ method: "POST", body: backlog(values), duplex: "half" },
    headers: { "content-type": "application/x-ndjson" },
  } as RequestInit);
  const { accepted, refused } = (await answer.json()) as { accepted: number; refused: number };
  const seconds = (performance.now() - from) / 1000;
  const stored = accepted * READINGS * VALUES;
  return `${accepted} batches accepted, ${refused} refused in ${seconds.toFixed(1)} s: ${Math.round(stored / seconds / 1000)} 000 values/s`;
};

/** Asks for all values of a station, and for their means, again and again, until told to stop; gives how many answers there were. */
const readAlways = (http: string, readers: number) => {
  const stopping = new AbortController();
  const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
  const range = `quantity=pm10&from=${day(-6)}&until=${day(1)}`;
  let answers = 0;
  const read = async (index: number): Promise<void> => {
    for (let turn = index; !stopping.signal.aborted; turn++) {
      const means = turn % 2 === 0 ? "" : "/means";
      const every = turn % 2 === 0 ? "" : "&every=PT10M";
      const url = `${http}/api/v1/series${means}?station=bulk-${turn % 100}&${range}${every}`;
      const answer = await fetch(url, { signal: stopping.signal }).catch(() => undefined);
      const whole = await answer?.arrayBuffer().catch(() => undefined);
      if (answer?.ok === true && whole !== undefined) answers += 1;
    }
  };
  const all = Array.from({ length: readers }, (_, index) => read(index));
  return async (): Promise<number> => {
    stopping.abort();
    await Promise.all(all);
    return answers;
  };
};

/**
 * How long a publication waits for its acknowledgement at BENCH_RATE messages a second (10 000): alone, while
 * BENCH_VALUES values (2.4 million) arrive at once over HTTP, and beside BENCH_READERS heavy readers (16).
 */
export const ingestWaitsBench = async (): Promise<void> => {
  const messagesASecond = Number(process.env.BENCH_RATE ?? 10_000);
  const seconds = Number(process.env.BENCH_SECONDS ?? 15);
  const values = Number(process.env.BENCH_VALUES ?? 2_400_000);
  const readers = Number(process.env.BENCH_READERS ?? 16);
  const directory = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const cloud = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: directory, HTTP_PORT: "0", MQTT_PORT: "0", DATABASE_URL: "none" },
  });
  const { http = "", mqtt = "" } = await cloud.ready;
  const port = Number(new URL(mqtt).port);
  let runs = 0;
  const run = () => {
    const offset = runs++ * 10 * 60_000;
    return publishPaced({ port, connections: 50, messagesASecond, seconds, offset });
  };
  const row = (name: string, figures: PacedFigures, note: string) => {
    const { sent, acknowledged, p50, p99, max, ownLateness } = figures;
    const ms = [p50, p99, max].map((one) => one.toFixed(0)).join(" / ");
    process.stdout.write(
      `| ${name} | ${acknowledged} of ${sent} | ${ms} | ${ownLateness.toFixed(0)} | ${loadavg()[0]?.toFixed(1)} | ${note} |\n`,
    );
  };
  process.stdout.write(
    `${messagesASecond} messages/s of six values, 50 connections\n\n| | acknowledged | ms p50 / p99 / max | sender's own delay, max ms | load | |\n|---|---|---|---|---|---|\n`,
  );
  // The program is compiled while it works.
  await run();
  row("alone", await run(), "");
  const bulk = sendBacklog(http, values);
  const beside = run();
  row(`${values} values arrive over HTTP`, await beside, await bulk);
  const stop = readAlways(http, readers);
  row(
    `${readers} heavy readers`,
    await run(),
    `${await stop()} answers of a station's values or means`,
  );
  const { cpuSeconds, peakMb } = await processFigures(cloud.child.pid as number);
  process.stdout.write(
    `\nCPU of the cloud ${cpuSeconds.toFixed(1)} s, peak ${Math.round(peakMb)} MB\n`,
  );
  await cloud.end("SIGTERM");
  await removeFolder(directory);
};
