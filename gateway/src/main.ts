import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { env } from "node:process";
import { machineOf } from "@datacityzen/hardware/machine-clock";
import { openServiceManager } from "@datacityzen/hardware/service-manager";
import { pino } from "pino";
import { type Config, readConfig } from "./config.ts";
import { openGateway } from "./gateway.ts";
import { StartError } from "./start-error.ts";

/** Longer, and something hangs: what was acknowledged is on disk, so the process may end. */
const stopWithinMs = 4500;

const fail = (sentence: string, exitCode: number): void => {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
};

const start = async (config: Config): Promise<void> => {
  const log = pino({ base: { name: "gateway" }, level: config.LOG_LEVEL });
  const { http, mqtt, close } = await openGateway(config, log, () => Date.now(), {
    // What is acknowledged is on disk; the next start mends the file and reports what is missing.
    onBroken: () => process.exit(1),
    machine: machineOf({ access, execFile }),
  });
  const manager = openServiceManager(
    env,
    (error) => log.warn({ err: error }, "systemd could not be told that the gateway goes on"),
    execFile,
  );
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ signal }, "stopping");
    manager.stop();
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    await close();
    log.info("stopped");
  };
  process.once("SIGINT", (signal) => void stop(signal));
  process.once("SIGTERM", (signal) => void stop(signal));
  log.info({ http, mqtt }, "ready");
  manager.ready();
};

const config = readConfig(env);
if (config.ok)
  await start(config.value).catch((error: unknown) => {
    if (!(error instanceof StartError)) throw error;
    fail(error.message, 1);
  });
else fail(config.sentences.join("\n"), 2);
