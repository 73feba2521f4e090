import { mkdtemp, readFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import mqtt from "mqtt";
import { writeSealedDays } from "../cloud/src/quality/sealed-days.fixture.ts";
import { removeFolder } from "../tests/folders.ts";
import { startProcess } from "../tests/processes.ts";
import { publishPaced } from "./paced.ts";
import { processFigures } from "./process-figures.ts";
import { DAY, MINUTE, stationName } from "./series-data.ts";

const hello = {
  kit: "bench",
  sensors: [{ id: "sds", model: "sds011", every: MINUTE }],
  software: {},
};

/**
 * How long a publication waits for its acknowledgement, and what CPU the cloud takes, while nothing else happens and
 * while values of a time are made again beside it, in turns. BENCH_STATIONS, BENCH_DAYS (that are made again),
 * BENCH_RATE (messages of six values a second), BENCH_SECONDS and BENCH_ROUNDS change the load.
 */
export const qualityRecomputeBench = async (): Promise<void> => {
  const stations = Number(process.env.BENCH_STATIONS ?? 20);
  const days = Number(process.env.BENCH_DAYS ?? 30);
  const messagesASecond = Number(process.env.BENCH_RATE ?? 1000);
  const seconds = Number(process.env.BENCH_SECONDS ?? 10);
  const rounds = Number(process.env.BENCH_ROUNDS ?? 2);
  const directory = await mkdtemp(join(tmpdir(), "dcz-recompute-"));
  const from = Math.floor(Date.now() / DAY) * DAY - (days + 10) * DAY;
  await writeSealedDays(join(directory, "cloud"), {
    ...{ stations, from, days, everyMs: MINUTE, value: "40 + round(10 * random(), 1)" },
  });
  const cloud = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: directory, HTTP_PORT: "0", MQTT_PORT: "0", DEMO: "off" },
  });
  try {
    const { http = "", mqtt: broker = "" } = await cloud.ready;
    const token = (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const ask = async (path: string, body?: object) => {
      const answer = await fetch(`${http}/api/v1/quality/recomputes${path}`, {
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
        headers,
      });
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as {
        readonly id: string;
        readonly state: string;
        readonly progress?: { readonly done: number; readonly total: number };
      };
    };
    const client = await mqtt.connectAsync(broker, { clientId: "bench" });
    for (let index = 0; index < stations; index++)
      await client.publishAsync(`dcz/1/${stationName(index)}/hello`, JSON.stringify(hello), {
        qos: 1,
      });
    await client.endAsync();

    let runs = 0;
    const publish = async () => {
      const before = await processFigures(cloud.child.pid as number);
      const offset = runs++ * 10 * MINUTE;
      const port = Number(new URL(broker).port);
      const figures = await publishPaced({
        ...{ port, connections: 50, messagesASecond, seconds, offset },
      });
      const { cpuSeconds } = await processFigures(cloud.child.pid as number);
      return { ...figures, cpu: cpuSeconds - before.cpuSeconds };
    };
    const row = (
      name: string,
      { sent, acknowledged, p50, p99, max, cpu }: Awaited<ReturnType<typeof publish>>,
      made: string,
    ) => {
      const ms = [p50, p99, max].map((one) => one.toFixed(0)).join(" / ");
      process.stdout.write(
        `| ${name} | ${acknowledged} of ${sent} | ${ms} | ${cpu.toFixed(1)} | ${made} | ${loadavg()[0]?.toFixed(1)} |\n`,
      );
    };
    process.stdout.write(
      `${messagesASecond} messages/s for ${seconds} s, ${stations} stations of ${days} days\n\n| beside | acknowledged | ms p50 / p99 / max | CPU s | station-days a second | load |\n|---|---|---|---|---|---|\n`,
    );
    // The program is compiled while it works.
    await publish();
    for (let round = 1; round <= rounds; round++) {
      row(`nothing, round ${round}`, await publish(), "");
      const range = { from: new Date(from), until: new Date(from + days * DAY) };
      const { id } = await ask("", range);
      while ((await ask(`/${id}`)).state === "waiting") await wait(20);
      const began = performance.now();
      const figures = await publish();
      const { state, progress } = await ask(`/${id}`);
      const rate = (progress?.done ?? 0) / ((performance.now() - began) / 1000);
      row(
        `recomputing, round ${round}`,
        figures,
        `${rate.toFixed(1)}${state === "done" ? " (all)" : ""}`,
      );
      if (state !== "done") await ask(`/${id}/cancel`, {});
    }
    const { peakMb } = await processFigures(cloud.child.pid as number);
    process.stdout.write(`\nPeak of the cloud's memory: ${Math.round(peakMb)} MB\n`);
  } finally {
    // Why a publisher was cut off, if one was: it sees a connection that is reset, and no reason.
    for (const line of cloud.output().split("\n"))
      if (line.includes('"client disconnected"')) process.stdout.write(`${line}\n`);
    await cloud.end("SIGTERM");
    await removeFolder(directory);
  }
};
