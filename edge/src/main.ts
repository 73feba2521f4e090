import { randomBytes } from "node:crypto";
import { clipRejected } from "@datacityzen/hardware/wire/status";
import { pino } from "pino";
import manifest from "../package.json" with { type: "json" };
import { fillPast } from "./backfill.ts";
import { readClock, thisMachine } from "./clock.ts";
import { readConfig } from "./config.ts";
import { startPublisher } from "./publisher.ts";
import { openSources } from "./sources.ts";
import { startStation } from "./station.ts";

const STOP_PATIENCE_MS = 4000;
const CLOCK_EVERY_MS = 60_000;

const fail = (sentences: readonly string[], exitCode: number): never => {
  process.stderr.write(`${sentences.join("\n")}\n`);
  process.exit(exitCode);
};

const settings = readConfig();
const config = settings.ok ? settings.value : fail(settings.sentences, 2);
const log = pino({ name: "edge", level: config.LOG_LEVEL });
const everyMs = config.SAMPLE_EVERY;
const now = Date.now;
const random = Math.random;

const opened = await openSources(config, { now, random });
const sources = opened.ok ? opened.sources : fail([opened.sentence], 1);

let clock = await readClock(thisMachine);
const clockWatch = setInterval(async () => {
  clock = await readClock(thisMachine);
}, CLOCK_EVERY_MS);

const publisher = startPublisher({
  url: config.GATEWAY_MQTT_URL,
  station: config.STATION_ID,
  boot: randomBytes(8).toString("hex"),
  now,
  random,
  clock: () => clock,
  health: () => ({
    uptime: Math.round(process.uptime()),
    rejected: clipRejected(station.rejected()),
  }),
  log,
});

const station = startStation({
  sources,
  everyMs,
  now,
  onReadings: (readings) => void publisher.publish(readings),
  onSensors: (sensors) =>
    publisher.sayHello({
      kit: config.KIT,
      sensors,
      software: { edge: manifest.version, node: process.versions.node },
    }),
  log,
});

const stopping = new AbortController();
// The interval in which we start is the first of the live readings: the past ends before it.
const present = Math.floor(now() / everyMs) * everyMs;
const filled = fillPast({
  replayed: sources.flatMap(({ sensor, capture }) => (capture ? [{ sensor, capture }] : [])),
  factor: config.REPLAY_FACTOR,
  everyMs,
  from: Math.ceil((present - config.BACKFILL) / everyMs) * everyMs,
  until: present,
  publish: publisher.publish,
  signal: stopping.signal,
});

const stop = async (signal: string): Promise<void> => {
  log.info({ signal }, "stopping");
  const deadline = now() + STOP_PATIENCE_MS;
  clearInterval(clockWatch);
  stopping.abort();
  await station.stop();
  await publisher.stop(Math.max(0, deadline - now()));
  await filled;
  log.info("stopped");
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);

log.info(
  {
    station: config.STATION_ID,
    gateway: config.GATEWAY_MQTT_URL,
    sensors: sources.map(({ sensor }) => sensor.model),
  },
  "ready",
);
