import { once } from "node:events";
import { pino } from "pino";
import { environment, readConfig } from "./server/config.ts";
import { openDashboards, StartError } from "./server/dashboards.ts";

const exit = (code: number, sentences: readonly string[]): never => {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

const settings = readConfig(environment);
const config = settings.ok ? settings.value : exit(2, settings.sentences);
const log = pino({ name: "dashboards", level: config.logLevel });

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

const dashboards = await openDashboards(config, log, Date.now, stopping.signal).catch(
  (error: unknown) => {
    // The bundler was interrupted by the signal that ends us.
    if (stopping.signal.aborted) process.exit(0);
    if (error instanceof StartError) return exit(1, error.sentences);
    throw error;
  },
);
if (!stopping.signal.aborted) await once(stopping.signal, "abort");
await dashboards.close();
log.info("stopped");
