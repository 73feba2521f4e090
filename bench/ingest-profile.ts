import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../tests/folders.ts";
import { startProcess } from "../tests/processes.ts";
import { publish } from "./publish.ts";

/** What the inspector writes: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/ */
interface Profile {
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
}

/** Where a function's own time belongs, by its name and file; the first that fits. */
const phases: readonly (readonly [RegExp, string])[] = [
  [/^\(idle\)/, "idle"],
  [/^\(garbage collector\)/, "garbage collection"],
  [
    /cloud\/src\/broker|aedes|mqtt-packet|hardware\/src\/broker|wire\/(oversize|unfinished)/,
    "broker, acknowledgement",
  ],
  [/^writeBuffer|^writev|node:net|streams?[/_]|stream_base|node:buffer|node:events/, "sockets"],
  [/hardware\/src\/wire|^decodeUTF8|^RegExp|node:internal\/encoding/, "parse"],
  [/ingest\/(turns|queue)/, "turns"],
  [
    /cloud\/src\/(ingest|stations|access|hosting|events|operations)|clock|plausib|prom-client/,
    "check, tell",
  ],
  [/cloud\/src\/(series|duckdb)/, "group"],
  [/@duckdb/, "commit"],
];

/** Ticks of 10 ms that each thread of a process has worked, by its name. */
const threadTicks = async (pid: number): Promise<Map<string, number>> => {
  const ticks = new Map<string, number>();
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8").catch(() => "");
    const name =
      thread === String(pid) ? "main" : stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks.set(name, (ticks.get(name) ?? 0) + Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
  }
  return ticks;
};

const microseconds = (): number => Number(process.hrtime.bigint() / 1000n);

/** The part of each phase in the busy time between two moments. */
const partsOf = (profile: Profile, from: number, until: number): [string, number][] => {
  const names = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url } }) => {
      const name = `${functionName} ${url}`;
      return [id, phases.find(([fits]) => fits.test(name))?.[1] ?? "other"];
    }),
  );
  const spent = new Map<string, number>();
  let time = profile.startTime;
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    time += delta;
    const phase = names.get(id) ?? "other";
    if (time < from || time > until || phase === "idle") continue;
    busy += delta;
    spent.set(phase, (spent.get(phase) ?? 0) + delta);
  }
  return [...spent]
    .map(([phase, of]): [string, number] => [phase, of / busy])
    .sort((one, other) => other[1] - one[1]);
};

/**
 * Where the CPU time of a message goes: the main thread by phase, from its profile, scaled to the time that
 * the thread worked, and the other threads. BENCH_MESSAGES and BENCH_READINGS change the load.
 */
export const ingestProfileBench = async (): Promise<void> => {
  const messages = Number(process.env.BENCH_MESSAGES ?? 300_000);
  const readings = Number(process.env.BENCH_READINGS ?? 1);
  const directory = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const profiles = join(directory, "profiles");
  const cloud = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: directory, HTTP_PORT: "0", MQTT_PORT: "0", DATABASE_URL: "none" },
    NODE_OPTIONS: `--cpu-prof --cpu-prof-interval 500 --cpu-prof-dir=${profiles}`,
  });
  const { mqtt = "" } = await cloud.ready;
  const pid = cloud.child.pid as number;
  const before = await threadTicks(pid);
  const from = microseconds();
  const port = Number(new URL(mqtt).port);
  const { acknowledged } = await publish({
    ...{ port, connections: 50, messages, window: 200, payload: "batch", readings },
  });
  const until = microseconds();
  const after = await threadTicks(pid);
  await cloud.end("SIGTERM");
  const [file = ""] = await readdir(profiles);
  const profile = JSON.parse(await readFile(join(profiles, file), "utf8")) as Profile;
  await removeFolder(directory);
  const perMessage = (name: string) =>
    (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 10_000) / acknowledged;
  process.stdout.write(
    `${acknowledged} messages of ${readings} readings of six values, load ${loadavg()[0]?.toFixed(1)}\n\n| | CPU µs/msg | of the main thread |\n|---|---|---|\n`,
  );
  const main = perMessage("main");
  for (const [phase, part] of partsOf(profile, from, until))
    process.stdout.write(
      `| ${phase} | ${(part * main).toFixed(2)} | ${(100 * part).toFixed(0)} % |\n`,
    );
  process.stdout.write(`| main thread | ${main.toFixed(1)} | |\n`);
  for (const name of after.keys())
    if (name !== "main" && name !== "v8:ProfEvntProc" && perMessage(name) >= 0.1)
      process.stdout.write(`| ${name} | ${perMessage(name).toFixed(1)} | |\n`);
};
