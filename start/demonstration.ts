import { join } from "node:path";
import { environment } from "../config.ts";
import { runDemonstration } from "../dcz/simulate/demonstration/demonstration.ts";
import { secretsOf } from "../dcz/simulate/gateways.ts";
import { readConfig } from "./demonstration-config.ts";
import { dataDirOf } from "./machine.ts";
import { places, readConfig as readPlaces } from "./processes.ts";
import { simulationKey } from "./simulation-key.ts";
import { jsonLog } from "./write-json-log.ts";

const fail = (sentences: readonly string[]): never => {
  process.stderr.write(`${sentences.join("\n")}\n`);
  process.exit(2);
};

const settings = readConfig(environment);
const { LOG_LEVEL } = settings.ok ? settings.value : fail(settings.sentences);
const found = readPlaces(environment);
const { cloudMqtt } = places(found.ok ? found.value : fail(found.sentences));
const log = jsonLog("demonstration", {
  least: LOG_LEVEL,
  write: (line) => void process.stdout.write(line),
});
const folder = join(dataDirOf(environment), "demonstration");

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));

log.info({ folder }, "ready");
await runDemonstration({
  ...{ url: cloudMqtt, folder, now: Date.now, stop: stop.signal },
  secrets: secretsOf(simulationKey(folder)),
  log,
});
process.exit(0);
