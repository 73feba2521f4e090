import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../tests/processes.ts";
import { processFigures } from "./process-figures.ts";
import {
  DAY,
  MINUTE,
  pointsOf,
  SERIES_QUANTITIES,
  type SeriesFigures,
  type SeriesSize,
  seriesData,
  stationName,
  T0,
  timeQuestions,
} from "./series-data.ts";

/** A server that takes line protocol. `ask` answers one question, or throws. */
interface Peer {
  readonly child: ChildProcess;
  readonly writeUrl: string;
  readonly headers: Record<string, string>;
  /** What must happen before all that was written can be asked for. */
  flush(): Promise<void>;
  readonly questions: Parameters<typeof timeQuestions>[0];
}

const LINES_AT_ONCE = 6000;
const IN_FLIGHT = 4;

const answerOf = async (url: string, init?: RequestInit): Promise<string> => {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
  return text;
};

const ready = async (url: string): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const isReady = await answerOf(url).then(
      () => true,
      () => false,
    );
    if (isReady) return;
    if (tries > 300) throw new Error(`${url} did not answer within a minute`);
    await wait(200);
  }
};

const load = async (size: SeriesSize, { writeUrl, headers }: Peer): Promise<void> => {
  const under = new Set<Promise<unknown>>();
  let lines: string[] = [];
  const send = async (): Promise<void> => {
    const written = answerOf(writeUrl, { method: "POST", body: lines.join("\n"), headers });
    lines = [];
    under.add(written);
    void written.then(() => under.delete(written));
    if (under.size >= IN_FLIGHT) await Promise.race(under);
  };
  for (const { station, at, values } of seriesData(size)) {
    for (const [minute, ofMinute] of values.entries()) {
      const fields = ofMinute.map((value, kind) => `${SERIES_QUANTITIES[kind]}=${value}`);
      lines.push(
        `air,station=${stationName(station)} ${fields.join(",")} ${(at + minute * MINUTE) / 1000}`,
      );
    }
    if (lines.length >= LINES_AT_ONCE) await send();
  }
  await send();
  await Promise.all(under);
};

const seconds = (ms: number): number => ms / 1000;

const victoriaMetrics = async (
  program: string,
  folder: string,
  { stations, days }: SeriesSize,
): Promise<Peer> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      ...["-retentionPeriod=100y", "-search.latencyOffset=0s", "-search.disableCache"],
      ...["-search.maxUniqueTimeseries=1000000", "-search.maxSeries=1000000"],
    ],
    { stdio: "ignore" },
  );
  await ready(`${url}/health`);
  const end = T0 + days * DAY;
  const last = seconds(end - MINUTE);
  const query = (text: string, time: number) =>
    answerOf(`${url}/api/v1/query?query=${encodeURIComponent(text)}&time=${time}&nocache=1`);
  const range = (text: string) =>
    answerOf(
      `${url}/api/v1/query_range?query=${encodeURIComponent(text)}&start=${seconds(T0) + 3600}&end=${seconds(end)}&step=3600&nocache=1`,
    );
  const one = (repeat: number) =>
    `air_${SERIES_QUANTITIES[repeat % SERIES_QUANTITIES.length]}{station="${stationName((repeat * 7919) % stations)}"}`;
  return {
    child,
    writeUrl: `${url}/write?precision=s`,
    headers: {},
    flush: () => answerOf(`${url}/internal/force_flush`).then(() => undefined),
    questions: {
      latest: () => query(`last_over_time({__name__=~"air_.*"}[5m])`, last),
      hourly: (repeat) => range(`avg_over_time(${one(repeat)}[1h])`),
      raw: (repeat) =>
        answerOf(
          `${url}/api/v1/export?match[]=${encodeURIComponent(one(repeat))}&start=${seconds(T0)}&end=${last}`,
        ),
      map: () => query("avg_over_time(air_pm2_5[1d])", last),
      territory: () => range("avg(avg_over_time(air_pm2_5[1h]))"),
    },
  };
};

const influxDb = async (
  program: string,
  folder: string,
  { stations, days }: SeriesSize,
): Promise<Peer> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    [
      ...["--bolt-path", join(folder, "i.bolt"), "--engine-path", join(folder, "engine")],
      ...["--sqlite-path", join(folder, "i.sqlite"), "--reporting-disabled"],
      ...["--http-bind-address", `127.0.0.1:${port}`],
    ],
    { stdio: "ignore" },
  );
  await ready(`${url}/health`);
  const [org, bucket, token] = ["bench", "bench", "bench-token"];
  await answerOf(`${url}/api/v2/setup`, {
    method: "POST",
    body: JSON.stringify({ username: "bench", password: "bench-bench", org, bucket, token }),
  });
  const headers = { authorization: `Token ${token}` };
  const end = T0 + days * DAY;
  const from = (since: number, filter: string) =>
    `from(bucket: "bench") |> range(start: ${seconds(since)}, stop: ${seconds(end)}) |> filter(fn: (r) => ${filter})`;
  const flux = (body: string) =>
    answerOf(`${url}/api/v2/query?org=${org}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/vnd.flux", accept: "application/csv" },
      body,
    });
  const one = (repeat: number) =>
    `r._field == "${SERIES_QUANTITIES[repeat % SERIES_QUANTITIES.length]}" and r.station == "${stationName((repeat * 7919) % stations)}"`;
  const hours = "aggregateWindow(every: 1h, fn: mean, createEmpty: false)";
  return {
    child,
    writeUrl: `${url}/api/v2/write?org=${org}&bucket=${bucket}&precision=s`,
    headers,
    flush: async () => undefined,
    questions: {
      latest: () => flux(`${from(end - 5 * MINUTE, "true")} |> last()`),
      hourly: (repeat) => flux(`${from(T0, one(repeat))} |> ${hours}`),
      raw: (repeat) => flux(from(T0, one(repeat))),
      map: () => flux(`${from(end - DAY, 'r._field == "pm2_5"')} |> mean()`),
      territory: () =>
        flux(
          `${from(T0, 'r._field == "pm2_5"')} |> ${hours} |> group(columns: ["_time"]) |> mean()`,
        ),
    },
  };
};

const bytesIn = async (folder: string): Promise<number> => {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  return bytes;
};

/** A peer that may be on this machine: `variable` names its program. */
export const seriesPeers = [
  { name: "VictoriaMetrics", variable: "BENCH_VICTORIA_METRICS", start: victoriaMetrics },
  { name: "InfluxDB 2", variable: "BENCH_INFLUXD", start: influxDb },
] as const;

export const peerFigures = async (
  { start }: (typeof seriesPeers)[number],
  program: string,
  folder: string,
  size: SeriesSize,
): Promise<SeriesFigures> => {
  const peer = await start(program, folder, size);
  const { child } = peer;
  try {
    const began = performance.now();
    await load(size, peer);
    await peer.flush();
    const loadSeconds = (performance.now() - began) / 1000;
    const ms = await timeQuestions(peer.questions);
    const { peakMb } = await processFigures(child.pid as number);
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
    const points = pointsOf(size);
    return {
      bytesPerPoint: (await bytesIn(folder)) / points,
      loadPointsPerSecond: points / loadSeconds,
      memoryMb: peakMb,
      ms,
    };
  } finally {
    child.kill("SIGKILL");
  }
};
