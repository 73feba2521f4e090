import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { insertReadersBy, readerRows } from "../../cloud/src/alerts/readers.fixture.ts";
import { createAlertSecrets } from "../../cloud/src/alerts/secrets.ts";
import { openSmtp } from "../../cloud/src/mail/smtp.fixture.ts";
import { connectTo } from "../../cloud/src/records/database.ts";
import { type Running, startProcess } from "../processes.ts";
import { killProcesses } from "../records-kill/server-processes.ts";
import { type Audit, audit, type Client } from "./audit.ts";
import { type Moment, moments, stopInAnswer } from "./moments.ts";
import { createTown, type Spike } from "./town.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STATIONS = Array.from({ length: 6 }, (_, index) => `town-${index + 1}`);
/** Thresholds in µg/m³: a spike of ten minutes ago crosses them all. */
const THRESHOLDS = [20, 60, 150, 250] as const;
const READERS = 12;
const HOURS = 4;
const PATIENCE_MS = 90_000;

export interface AlertsKillOptions {
  readonly folder: string;
  readonly times: number;
  readonly random: () => number;
  readonly report?: (line: string) => void;
}

export interface AlertsKilled extends Audit {
  /** How often it was killed at each moment. */
  readonly kills: { readonly [moment in Moment]: number };
}

/**
 * A cloud with readers of alerts, a mail server and stations; it is killed again and again while it judges, answers and
 * sends, sometimes with its PostgreSQL. Then what it recorded is compared with the mails that were taken.
 */
export const killWhileAlerting = async ({
  folder,
  times,
  random,
  report = () => undefined,
}: AlertsKillOptions): Promise<AlertsKilled> => {
  const key = randomBytes(32);
  await mkdir(join(folder, "cloud"), { recursive: true });
  await writeFile(join(folder, "cloud", "alerts-key"), `${key.toString("base64url")}\n`, {
    mode: 0o600,
  });
  let cloud: Running | undefined;
  /** Kills the cloud when the mail server has a mail: before it takes it, or after. */
  let inMail: { readonly moment: "sending" | "taken"; readonly killed: () => void } | undefined;
  const kill = async () => {
    // Sometimes its PostgreSQL ends at the same moment, and not in order a moment later.
    if (random() < 0.5) await killProcesses(folder);
    await cloud?.end("SIGKILL");
  };
  const smtp = await openSmtp({}, async () => {
    if (inMail === undefined) return undefined;
    const { moment, killed } = inMail;
    inMail = undefined;
    await kill();
    killed();
    return moment === "sending" ? new Error("Nobody waits for an answer.") : undefined;
  });
  const start = async (): Promise<string> => {
    cloud = startProcess("cloud/src/main.ts", {
      ...{ DATA_DIR: folder, HTTP_PORT: "0", MQTT_PORT: "0", DEMO: "off" },
      ...{ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: "measures@example.org" },
      DASHBOARDS_URL: "http://127.0.0.1:9",
    });
    return (await cloud.ready).mqtt ?? "";
  };
  const to = {
    ...{ socket: join(folder, "records", "socket"), port: 5432 },
    ...{ user: "datacityzen", database: "postgres" },
  };
  /** A cloud that is ready may still open its records, and bring their tables up to date. */
  const connect = async (): Promise<Client> => {
    for (const until = performance.now() + PATIENCE_MS; ; await delay(50)) {
      const client = await connectTo(to).catch(() => undefined);
      try {
        await client?.query("select from alert_transition limit 0");
        if (client !== undefined) return client;
      } catch {
        await client?.end().catch(() => undefined);
      }
      if (performance.now() > until) throw new Error("The records do not open.");
    }
  };
  const asked = async (question: string): Promise<number> => {
    const client = await connect();
    const { rows } = await client
      .query<{ count: number }>(question)
      .finally(() => client.end().catch(() => undefined));
    return rows[0]?.count ?? 0;
  };

  const kills = Object.fromEntries(moments.map((moment) => [moment, 0])) as {
    [moment in Moment]: number;
  };
  try {
    let broker = await start();
    const begin = new Date(Date.now() - 2 * HOUR_MS);
    const secrets = createAlertSecrets(key);
    const readers = Array.from({ length: READERS }, (_, index) =>
      readerRows(secrets, {
        ...{ address: `reader-${index}@example.org`, begin },
        conditions: STATIONS.map((station, place) => ({
          station,
          up: THRESHOLDS[(index + place) % THRESHOLDS.length] ?? 20,
        })),
        // Some want to know the end too, and some hear of all at once, later.
        wishes: { wantsEnd: index % 2 === 0, everyMinutes: index % 4 === 3 ? 600 : 0 },
      }),
    );
    const conditions = readers.flatMap((reader) => reader.conditions);
    const town = createTown(STATIONS);
    await town.begin(broker, Date.now(), HOURS);
    const client = await connect();
    await insertReadersBy(client, readers).finally(() => client.end());
    // The rows came past its API: it reads them when it starts.
    await cloud?.end("SIGTERM");
    broker = await start();

    const lately = new Set<string>();
    for (let round = 0; round < times; round++) {
      const moment = moments[round % moments.length] as Moment;
      const now = Date.now();
      const fresh = STATIONS[Math.floor(random() * STATIONS.length)] as string;
      const late = STATIONS[Math.floor(random() * STATIONS.length)] as string;
      lately.add(fresh);
      const spikes: Spike[] = [
        // What is still so is told; what came and went while nobody could hear it stands in the history.
        { station: fresh, from: now - 10 * MINUTE_MS, value: 600 + 50 * round },
        { station: late, from: now - Math.round((65 + 50 * random()) * MINUTE_MS), value: 600 },
      ];
      await connect().then((one) => one.end());
      let how = "";
      if (moment === "sending" || moment === "taken") {
        const done = Promise.withResolvers<void>();
        await town.publish(broker, spikes);
        // Not before: a mail of the round before would end the broker under the stations.
        inMail = { moment, killed: done.resolve };
        const reached = await Promise.race([
          done.promise.then(() => true),
          delay(8_000, false, { ref: false }),
        ]);
        inMail = undefined;
        if (!reached) how = " (no mail was on its way)";
        await kill();
      } else if (moment === "answering") {
        const holding = await connect();
        const stopped = stopInAnswer(holding, random, 8_000);
        stopped.catch(() => undefined);
        await town.publish(broker, spikes);
        const { table, waited } = await stopped;
        how = ` (${waited ? "while it waited for" : "without a write to"} ${table})`;
        await kill();
        await holding.end().catch(() => undefined);
      } else {
        await town.publish(broker, spikes);
        await delay(random() * 2_500);
        await kill();
      }
      kills[moment] += 1;
      report(
        `${round + 1} of ${times}: killed while ${moment}${how}; ${smtp.received.length} mails`,
      );
      broker = await start();
    }

    const crossed = conditions.filter(({ station }) => lately.has(station ?? ""));
    const ids = crossed.map(({ id }) => `'${id}'`).join();
    const rest = async (): Promise<boolean> =>
      (await asked(
        `select count(*)::int from alert_condition where id in (${ids}) and phase <> 'above'`,
      )) === 0 &&
      (await asked("select count(*)::int from outbox_message where state = 'waiting'")) === 0;
    for (const until = performance.now() + PATIENCE_MS; !(await rest()); await delay(100))
      // What is missing then is told by the audit.
      if (performance.now() > until) break;
    const last = await connect();
    const found = await audit(
      last,
      smtp.received,
      crossed.map(({ id }) => id),
    ).finally(() => last.end());
    return { ...found, kills };
  } finally {
    await cloud?.end("SIGTERM");
    await smtp.close();
    await killProcesses(folder);
  }
};
