import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import mqtt from "mqtt";
import { insertReaders, readerRows } from "../cloud/src/alerts/readers.fixture.ts";
import { createAlertSecrets } from "../cloud/src/alerts/secrets.ts";
import { Config } from "../cloud/src/config.ts";
import { openCountingSmtp } from "../cloud/src/mail/counting-smtp.fixture.ts";
import { openRecords, type Records } from "../cloud/src/records/records.ts";
import { removeFolder } from "../tests/folders.ts";
import { startProcess } from "../tests/processes.ts";
import { addressOf, quiet } from "./own-records.ts";
import { publishPaced } from "./paced.ts";
import { processFigures } from "./process-figures.ts";
import { stationName } from "./series-data.ts";

const MINUTE_MS = 60_000;
const STATIONS = 500;
const ROWS = 2_000;
/** µg/m³: the one that matches first, those of a smoke plume, and those that nothing reaches. */
const thresholds = { one: 25, plume: 100, rest: 900 };

/** Waits until so many mails were accepted; false after `mostMs`. */
const until = async (reached: () => boolean, mostMs: number): Promise<boolean> => {
  const end = performance.now() + mostMs;
  while (!reached()) {
    if (performance.now() > end) return false;
    await wait(20);
  }
  return true;
};

/** Conditions that were crossed and not told, and crossings that were recorded more than once. */
const countRows = async ({ db }: Records) => {
  const { rows } = await db.execute<{ missed: number; twice: number }>(`
    select
      (select count(*)::int from alert_condition where up < ${thresholds.rest} and not exists (
        select from alert_transition t
        where t.condition = alert_condition.id and t.kind = 'raised' and t.answer = 'told')) as missed,
      (select coalesce(sum(n - 1), 0)::int from (
        select count(*) n from alert_transition where kind = 'raised' group by condition) as each) as twice`);
  return { missed: rows[0]?.missed ?? 0, twice: rows[0]?.twice ?? 0 };
};

/**
 * How soon the mail of the only subscription that matches is accepted by the mail server after the commit of the readings,
 * among BENCH_SUBSCRIPTIONS and while BENCH_RATE messages a second come in; and how long all mails take when BENCH_PLUME
 * match at once. `--json` ends with one line of figures.
 */
export const alertsBench = async (): Promise<void> => {
  const subscriptions = Number(process.env.BENCH_SUBSCRIPTIONS ?? 100_000);
  const plume = Math.min(Number(process.env.BENCH_PLUME ?? 30_000), subscriptions - 1);
  const messagesASecond = Number(process.env.BENCH_RATE ?? 500);
  const mostMs = 1_000 * Number(process.env.BENCH_SECONDS ?? 900);
  const isJson = process.argv.includes("--json");
  const say = (line: string) => (isJson ? process.stderr : process.stdout).write(`${line}\n`);

  const directory = await mkdtemp(join(tmpdir(), "dcz-alerts-"));
  const key = randomBytes(32);
  await mkdir(join(directory, "cloud"), { recursive: true });
  await writeFile(join(directory, "cloud", "alerts-key"), `${key.toString("base64url")}\n`, {
    mode: 0o600,
  });
  // The server is ours, so that its rows can be written and counted beside the cloud.
  const own = Config.parse({ DATA_DIR: join(directory, "bench") });
  const records = await openRecords(own, quiet, Date.now);
  const secrets = createAlertSecrets(key);
  const begin = new Date();
  for (let from = 0; from < subscriptions; from += ROWS) {
    const readers = Array.from({ length: Math.min(ROWS, subscriptions - from) }, (_, place) => {
      const index = from + place;
      const up = index === 0 ? thresholds.one : index <= plume ? thresholds.plume : thresholds.rest;
      return readerRows(secrets, {
        ...{ address: `reader-${index}@example.org`, begin },
        conditions: [{ station: stationName(index % STATIONS), up }],
      });
    });
    await insertReaders(records.db, readers);
  }
  say(`${subscriptions} subscriptions on ${STATIONS} stations`);
  const smtp = await openCountingSmtp();
  const cloud = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: directory, HTTP_PORT: "0", MQTT_PORT: "0", DEMO: "off" },
    DATABASE_URL: addressOf(records),
    ...{ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: "measures@example.org" },
  });
  try {
    const { mqtt: broker = "" } = await cloud.ready;
    const pid = cloud.child.pid as number;
    const client = await mqtt.connectAsync(broker, { clientId: "bench" });
    let seq = 0;
    const publish = (station: string, readings: readonly object[]) =>
      client.publishAsync(
        `dcz/1/${station}/readings`,
        JSON.stringify({ ...{ boot: "alertsbench", clock: "ntp" }, seq: seq++, readings }),
        { qos: 1 },
      );
    const reading = (at: number, value: number) => ({
      ...{ at, sensor: "dust", values: { pm2_5: value } },
    });
    const hello = {
      kit: "bench",
      sensors: [{ id: "dust", model: "dust-of-a-bench", every: MINUTE_MS }],
    };
    const now = Date.now();
    const introduce = async (index: number) => {
      const station = stationName(index);
      await client.publishAsync(
        `dcz/1/${station}/hello`,
        JSON.stringify({ ...hello, software: {} }),
        {
          qos: 1,
        },
      );
      await publish(
        station,
        Array.from({ length: 60 }, (_, minute) => reading(now - (60 - minute) * MINUTE_MS, 8)),
      );
    };
    await Promise.all(Array.from({ length: STATIONS }, (_, index) => introduce(index)));
    // All conditions are loaded and judged once.
    await wait(10_000);
    const port = Number(new URL(broker).port);
    const ingest = publishPaced({
      ...{ port, connections: 50, messagesASecond, seconds: 30, offset: 0 },
    });
    await wait(5_000);
    const first = Date.now();
    await publish(
      stationName(0),
      Array.from({ length: 3 }, (_, index) => reading(first - 3_000 + index * 1_000, 990)),
    );
    const committed = performance.now();
    await until(() => smtp.count() >= 1, 120_000);
    const oneMs = smtp.lastAt() - committed;
    const matched = smtp.count();
    const { p99 } = await ingest;
    say(
      `one of ${subscriptions}: accepted by the mail server ${(oneMs / 1000).toFixed(1)} s after the commit, beside ${messagesASecond} messages a second (p99 ${p99.toFixed(0)} ms)`,
    );
    const before = await processFigures(pid);
    const smoke = Date.now();
    await Promise.all(
      Array.from({ length: STATIONS }, (_, index) =>
        publish(
          stationName(index),
          Array.from({ length: 15 }, (_, each) => reading(smoke - 15_000 + each * 1_000, 990)),
        ),
      ),
    );
    const covered = performance.now();
    await until(() => smtp.count() >= matched + plume, mostMs);
    const plumeMs = smtp.lastAt() - covered;
    const plumeMatched = smtp.count() - matched;
    const after = await processFigures(pid);
    await client.endAsync();
    await cloud.end("SIGTERM");
    const rows = await countRows(records);
    const missed = rows.missed + Math.max(0, 1 + plume - smtp.count());
    const twice = rows.twice + smtp.doubles();
    say(
      `plume: ${plumeMatched} mails accepted within ${(plumeMs / 1000).toFixed(0)} s of the last commit, ${(((after.cpuSeconds - before.cpuSeconds) / Math.max(1, plumeMatched)) * 1000).toFixed(2)} CPU ms of the cloud a mail; missed ${missed}, twice ${twice}; load ${loadavg()[0]?.toFixed(1)}`,
    );
    if (isJson)
      process.stdout.write(
        `${JSON.stringify({
          ...{ subscriptions, matched, one_ms: Math.round(oneMs) },
          ...{ plume_matched: plumeMatched, plume_ms: Math.round(plumeMs), missed, twice },
        })}\n`,
      );
  } finally {
    await cloud.end("SIGTERM");
    await smtp.close();
    await records.close();
    await removeFolder(directory);
  }
};
