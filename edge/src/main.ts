import { execFile } from "node:child_process";
import { flushCompileCache } from "node:module";
import { env } from "node:process";
import { setFlagsFromString } from "node:v8";
import { openServiceManager } from "@datacityzen/hardware/service-manager";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { openEdge } from "./edge.ts";

const fail = (sentences: readonly string[], exitCode: number): never => {
  process.stderr.write(`${sentences.join("\n")}\n`);
  process.exit(exitCode);
};

const settings = readConfig();
const config = settings.ok ? settings.value : fail(settings.sentences, 2);
const log = pino({ name: "edge", level: config.LOG_LEVEL });

// V8's optimizing compilers take 10 MB and save hardly any time where a few frames a second are read. Sound is
// another matter, and so is a past that is filled from recordings.
if (config.BACKFILL === 0 && !config.SENSORS.some(({ from }) => from === "alsa"))
  for (const flag of ["--no-opt", "--no-maglev"]) setFlagsFromString(flag);

const opened = await openEdge(config, log, Date.now);
const edge = opened.ok ? opened.edge : fail([opened.sentence], 1);

const manager = openServiceManager(
  env,
  (error) => log.warn({ err: error }, "systemd could not be told that the station goes on"),
  execFile,
);

const stop = async (signal: string): Promise<void> => {
  log.info({ signal }, "stopping");
  manager.stop();
  await edge.stop();
  log.info("stopped");
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);

const { station, sensors } = edge;
log.info({ station, gateway: config.GATEWAY_MQTT_URL, sensors }, "ready");
manager.ready();
// Where NODE_COMPILE_CACHE names a folder: the next start loads no compiler, which takes 27 MB.
flushCompileCache();
