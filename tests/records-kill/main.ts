/**
 * npm run torture:records -- [--times 100] [--seed 1]: kills the cloud and its PostgreSQL at random while
 * records are written. Ends with 1 when one that was answered with success is missing.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeFolder } from "../folders.ts";
import { startProcess } from "../processes.ts";
import { killAndCheck } from "./kill.ts";
import { killProcesses } from "./server-processes.ts";

const { values } = parseArgs({
  options: { times: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});

/** Mulberry32: the same seed kills at the same moments. */
let state = Number(values.seed) >>> 0;
const random = (): number => {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const folder = await mkdtemp(join(tmpdir(), "dcz-kill-"));
const environment = {
  DATA_DIR: folder,
  HTTP_PORT: "0",
  MQTT_PORT: "0",
  DASHBOARDS_URL: "http://127.0.0.1:9",
  LOG_LEVEL: "info",
};
const killed = await killAndCheck({
  times: Number(values.times),
  random,
  socket: join(folder, "records", "socket"),
  start: () => startProcess("cloud/src/main.ts", environment),
  killServer: () => killProcesses(folder),
  report: (line) => process.stdout.write(`${line}\n`),
});
await killProcesses(folder);
await removeFolder(folder);
const { answered, missing, unanswered } = killed;
process.stdout.write(
  `${values.times} kills, ${answered} records answered with success, ${missing.length} missing (${unanswered} there without an answer)\n`,
);
process.exit(missing.length === 0 ? 0 : 1);
