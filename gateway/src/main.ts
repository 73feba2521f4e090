import { join } from "node:path";
import { env } from "node:process";
import { refusedAddress } from "@datacityzen/hardware/settings";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import { type Logger, pino } from "pino";
import { absentStations } from "./absent.ts";
import { openBroker } from "./broker.ts";
import { type Config, readConfig } from "./config.ts";
import { createCounters } from "./counters.ts";
import { type Intake, openIntake } from "./intake.ts";
import { openLatest } from "./latest.ts";
import { writeMetrics } from "./local-page/metrics.ts";
import { createLocalPage } from "./local-page/server.ts";
import type { View } from "./local-page/view.ts";
import { openDatabase } from "./outbox/database.ts";
import { freeBytes, openRoom } from "./outbox/free-space.ts";
import { openGroupCommit } from "./outbox/group-commit.ts";
import { openOutbox } from "./outbox/outbox.ts";
import { openRetained } from "./outbox/retained.ts";
import { openStations } from "./outbox/stations.ts";
import { openAdsl } from "./uplinks/adsl.ts";
import type { LinkState } from "./uplinks/uplink.ts";

/** Left free on the disk: room for SQLite's log, and for the machine to go on. */
const reservedBytes = 32 * 1024 * 1024;

/** How long a station may take to come back after the gateway restarted before it is called offline. */
const returnWithinMs = 90_000;

/** Longer, and something hangs: what was acknowledged is on disk, so the process may end. */
const stopWithinMs = 4500;

const dataFaults = {
  in_use: "is in use",
  newer: "comes from a newer version",
  refused: "cannot be written",
} as const;

/** A reason not to start that a person can mend. */
const fail = (sentence: string, exitCode: number): void => {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
};

const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

const start = async (config: Config, log: Logger): Promise<void> => {
  const now = (): number => Date.now();
  const folder = join(config.DATA_DIR, "gateway");
  const opened = openDatabase(join(folder, "outbox.sqlite"), now());
  if (!opened.ok) {
    const what = dataFaults[opened.reason];
    return fail(
      `The gateway's data ${what} (${opened.detail}): set DATA_DIR to another folder.`,
      1,
    );
  }
  const { database, setAside } = opened;
  if (setAside !== undefined)
    log.error({ setAside }, "the outbox could not be read and was put aside");

  const free = (): number => freeBytes(folder);
  const commits = openGroupCommit(database, {
    now,
    hasRoom: openRoom(database, { free, reserve: reservedBytes }),
    onTrouble: (trouble) =>
      trouble === undefined
        ? log.info("messages are kept again")
        : log.error({ ...trouble, freeBytes: free() }, "messages cannot be kept"),
  });
  const outbox = openOutbox(database, commits);
  const retained = openRetained(database, commits);
  const stations = openStations(database, commits);
  const latest = openLatest(database, commits, now);
  const counters = createCounters();

  const heard = new Set<string>();
  let wakeUplink = (): void => {};
  const keep = openIntake({
    outbox,
    retained,
    latest,
    stations,
    counters,
    now,
    onKept: () => wakeUplink(),
  });
  const intake: Intake = (topic, payload) => {
    heard.add(topic.station);
    return keep(topic, payload);
  };

  const { HOST: host, GATEWAY_PORT, GATEWAY_MQTT_PORT } = config;
  const mqttPlace = { host, port: GATEWAY_MQTT_PORT, variable: "GATEWAY_MQTT_PORT" };
  const broker = await openBroker({
    ...mqttPlace,
    intake,
    retained: retained.all(),
    counters,
    log,
  }).catch((error: unknown) => refusedAddress(error, mqttPlace) ?? Promise.reject(error));
  if (typeof broker === "string") {
    database.close();
    return fail(broker, 1);
  }

  let link = (): LinkState => ({ state: "connecting", since: now() });
  const view = (): View => ({
    now: now(),
    gateway: config.GATEWAY_ID,
    cloud: new URL(config.CLOUD_MQTT_URL).host,
    link: link(),
    waiting: outbox.waiting(),
    disk: { freeBytes: free(), trouble: commits.trouble() },
    setAside,
    stations: latest.all(),
  });
  const mqtt = `mqtt://${hostInUrl(host)}:${broker.port}`;
  const page = createLocalPage({
    view,
    metrics: (seen) => writeMetrics(seen, counters, broker.clients()),
    broker: mqtt,
    log,
  });
  const pagePlace = { host, port: GATEWAY_PORT, variable: "GATEWAY_PORT" };
  const pageFault = await page.listen(pagePlace).then(
    () => undefined,
    (error: unknown) => refusedAddress(error, pagePlace) ?? Promise.reject(error),
  );
  if (pageFault !== undefined) {
    await broker.close();
    database.close();
    return fail(pageFault, 1);
  }

  const uplink = openAdsl({
    url: config.CLOUD_MQTT_URL,
    id: config.GATEWAY_ID,
    outbox,
    retained,
    stations,
    counters,
    onReceipt: (receipt) => void broker.publish({ ...receipt, retain: false }),
    log,
    now,
    random: Math.random,
  });
  link = uplink.link;
  wakeUplink = uplink.wake;

  const absence = setTimeout(() => {
    const payload = encodePayload({ state: "offline" }, "json");
    for (const topic of absentStations(retained.all(), heard)) {
      log.warn({ station: topic.station }, "station did not come back");
      void keep(topic, payload);
      void broker.publish({ topic: formatTopic(topic), payload, retain: true });
    }
  }, returnWithinMs);

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    clearTimeout(absence);
    // The broker first: what it still acknowledges must find the database open.
    await Promise.all([broker.close(), page.close()]);
    await uplink.stop();
    commits.flush();
    database.close();
    log.info("stopped");
  };
  process.once("SIGINT", (signal) => void stop(signal));
  process.once("SIGTERM", (signal) => void stop(signal));

  const http = page.listeningOrigin;
  log.info({ http, mqtt }, "ready");
};

const config = readConfig(env);
if (config.ok)
  await start(config.value, pino({ base: { name: "gateway" }, level: config.value.LOG_LEVEL }));
else fail(config.sentences.join("\n"), 2);
