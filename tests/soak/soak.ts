import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { Aedes } from "aedes";
import { root } from "../processes.ts";

/**
 * Runs the edge process with four replayed sensors for hours of its own time, in a clock that goes faster, and says
 * whether its memory stays flat, how much of a core it takes, and whether every minute has its readings.
 *
 *   npm run soak -- --hours 24              a day in three quarters of an hour
 *   npm run soak -- --hours 1 --speed 1     an hour of real time
 */

const MINUTE_MS = 60_000;
/** What the process may take with four sensors. */
const MOST_MB = 80;
const MOST_CPU_PERCENT = 3;
/** Garbage is not collected at each look: this is no growth. */
const FLAT_MB = 4;
const SAMPLES = 60;

/** A clock that goes faster, for the real process: see hurry.c. */
const hurried = (times: number, into: string): NodeJS.ProcessEnv => {
  const library = join(into, "hurry.so");
  const source = join(import.meta.dirname, "hurry.c");
  execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
  return { LD_PRELOAD: library, HURRY: String(times) };
};

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
};

const { values: options } = parseArgs({
  options: { hours: { type: "string" }, speed: { type: "string", default: "30" } },
});
const hours = Number(options.hours);
const speed = Number(options.speed);
if (!(hours > 0)) fail("--hours takes the hours to run, of the station's own time.");
if (!(speed >= 1 && speed <= 60)) fail("--speed takes a number from 1 to 60.");

/** The gateway's part: a real broker that keeps what comes. */
const readings = new Map<string, Set<number>>();
const aedes = await Aedes.createBroker({
  authorizePublish: (_, { topic, payload }, done) => {
    if (topic.endsWith("/readings"))
      for (const { sensor, at } of Batch.parse(JSON.parse(String(payload))).readings)
        readings.set(sensor, (readings.get(sensor) ?? new Set()).add(at));
    done(null);
  },
});
const server = createServer(aedes.handle).listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const port = address !== null && typeof address !== "string" ? address.port : 0;

const folder = mkdtempSync(join(tmpdir(), "dcz-soak-"));
const start = (preloaded: NodeJS.ProcessEnv) =>
  spawn(process.execPath, [join(root, "edge/src/main.ts")], {
    env: {
      // As hardware/box/datacityzen-edge.service sets them.
      ...{ NODE_COMPILE_CACHE: join(folder, "compiled"), NODE_OPTIONS: "--max-semi-space-size=1" },
      ...{ PATH: process.env.PATH, DATA_DIR: folder, STATION_ID: "soak", LOG_LEVEL: "info" },
      SENSORS: "sds011@replay,pmsx003@replay,sps30@replay,mhz19b@replay",
      GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${port}`,
      ...preloaded,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
const isReady = (child: ReturnType<typeof start>): Promise<void> =>
  new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.includes('"msg":"ready"')) resolve();
    });
    child.once("exit", () => reject(new Error("the station ended before it was ready")));
  });

// The first start compiles; a box starts a thousand times after it.
const first = start({ DATA_DIR: join(folder, "first") });
await isReady(first);
first.kill("SIGTERM");
await once(first, "exit");
readings.clear();

const edge = start(speed > 1 ? hurried(speed, folder) : {});
edge.stdout.resume();
const stopping = new AbortController();
edge.once("exit", () => stopping.abort());
process.once("SIGINT", () => stopping.abort());

interface Sample {
  /** Hours of the station's time. */
  readonly at: number;
  /** Its own. The pages of Node's program, some 50 MB, are the kernel's, shared with every other Node process. */
  readonly memoryMb: number;
  /** With Node's program. */
  readonly residentMb: number;
  /** Seconds of CPU since its start. */
  readonly cpu: number;
}

/** Memory and CPU time, by proc_pid_status(5) and proc_pid_stat(5). */
const look = (at: number): Sample => {
  const status = readFileSync(`/proc/${edge.pid}/status`, "utf8");
  const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  const fields = readFileSync(`/proc/${edge.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const TICKS_A_SECOND = 100;
  const [memoryMb, residentMb] = [mb("RssAnon"), mb("VmRSS")];
  return {
    at,
    memoryMb,
    residentMb,
    cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
  };
};

const samples: Sample[] = [];
const everyMs = (hours * 3_600_000) / speed / SAMPLES;
for (let index = 1; index <= SAMPLES && !stopping.signal.aborted; index++) {
  await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  if (stopping.signal.aborted) break;
  const sample = look((hours * index) / SAMPLES);
  samples.push(sample);
  if (index % 6 === 0)
    process.stdout.write(
      `${sample.at.toFixed(2)} h  ${sample.memoryMb.toFixed(1)} MB  CPU ${sample.cpu.toFixed(1)} s\n`,
    );
}
const isWhole = samples.length === SAMPLES;
if (edge.exitCode === null) edge.kill("SIGTERM");
if (edge.exitCode === null) await once(edge, "exit");
await new Promise<void>((resolve) => aedes.close(() => resolve()));
server.close();
rmSync(folder, { recursive: true, force: true });
if (!isWhole) fail("It ended before its time.");

/** Once everything was loaded and compiled. */
const settled = samples.slice(Math.floor(samples.length / 2));
const mean = (all: readonly Sample[]) =>
  all.reduce((total, { memoryMb }) => total + memoryMb, 0) / all.length;
const growth = mean(settled.slice(settled.length / 2)) - mean(settled.slice(0, settled.length / 2));
const most = Math.max(...samples.map(({ memoryMb }) => memoryMb));
const mostResident = Math.max(...samples.map(({ residentMb }) => residentMb));
const [begun, last] = [samples[0] as Sample, samples.at(-1) as Sample];
/** Of one core, as it would be in real time: what is done in an hour is done in an hour. */
const cpuPercent = ((last.cpu - begun.cpu) / ((last.at - begun.at) * 3600)) * 100;

const missing = [...readings].map(([sensor, instants]) => {
  const all = [...instants].toSorted((one, other) => one - other);
  const expected = ((all.at(-1) ?? 0) - (all[0] ?? 0)) / MINUTE_MS + 1;
  return `${sensor} ${expected - all.length} of ${expected}`;
});
process.stdout.write(
  [
    `${hours} h of the station's time at ${speed} times its speed, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`,
    `memory: at most ${most.toFixed(1)} MB of its own (${MOST_MB}), ${mostResident.toFixed(1)} MB with Node's program; third quarter to last ${growth.toFixed(1)} MB (${FLAT_MB})`,
    `CPU: ${cpuPercent.toFixed(2)} % of one core (${MOST_CPU_PERCENT}), the pseudo terminals of the replay included`,
    `minutes without a reading: ${missing.join(", ")}`,
    "",
  ].join("\n"),
);
const isGood = most < MOST_MB && growth < FLAT_MB && cpuPercent < MOST_CPU_PERCENT;
process.exit(isGood && readings.size === 4 ? 0 : 1);
