import { execFile } from "node:child_process";
import { mkdir, mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { LESS_MEMORY, TWO_HEAPS } from "../start/less-memory.ts";
import { removeFolder } from "../tests/folders.ts";
import type { ArchivePlan } from "./series-archive.ts";
import { pointsOf, type SeriesFigures, type SeriesSize } from "./series-data.ts";
import type { ImportFigures, ImportPlan } from "./series-import.ts";
import { peerFigures, seriesPeers } from "./series-peers.ts";
import type { StoreFigures, StorePlan } from "./series-store.ts";

/** In a process of its own, with the pool of threads that the cloud has. */
const runScript = async (
  name: string,
  plan: object,
  { options, environment }: typeof LESS_MEMORY | typeof asCloud = asCloud,
): Promise<string> => {
  const script = join(import.meta.dirname, name);
  const words = [...options, script, JSON.stringify(plan)];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    env: { ...process.env, UV_THREADPOOL_SIZE: "16", ...environment },
  });
  return stdout;
};

/** The store's process is started as a cloud is. */
const asCloud = { options: [], environment: TWO_HEAPS } as const;

/** From an archive, which is made before and counts for nothing; the import is a process as `dcz series import` is. */
const ours = async (size: SeriesSize, folder: string): Promise<SeriesFigures> => {
  const [archive, store] = [join(folder, "archive"), join(folder, "store")];
  await runScript("series-archive.ts", { ...size, folder: archive } satisfies ArchivePlan);
  const plan: ImportPlan = { ...size, archive, folder: store };
  const imported = JSON.parse(
    await runScript("series-import.ts", plan, LESS_MEMORY),
  ) as ImportFigures;
  const answers = JSON.parse(
    await runScript("series-store.ts", { ...size, folder: store } satisfies StorePlan),
  ) as StoreFigures;
  return {
    ...answers,
    loadPointsPerSecond: imported.loadPointsPerSecond,
    importMb: imported.memoryMb,
    memoryMb: Math.max(imported.memoryMb, answers.memoryMb),
  };
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const asLine = ({ bytesPerPoint, loadPointsPerSecond, memoryMb, ms }: SeriesFigures): string =>
  JSON.stringify({
    bytes_per_point: rounded(bytesPerPoint, 3),
    load_points_per_s: Math.round(loadPointsPerSecond),
    memory_mb: Math.round(memoryMb),
    latest_ms: rounded(ms.latest, 3),
    hourly_ms: rounded(ms.hourly, 3),
    raw_ms: rounded(ms.raw, 3),
    map_ms: rounded(ms.map, 3),
    territory_ms: rounded(ms.territory, 3),
  });

const row = (name: string, { bytesPerPoint, loadPointsPerSecond, memoryMb, ms }: SeriesFigures) =>
  `| ${[
    name,
    bytesPerPoint.toFixed(2),
    `${(loadPointsPerSecond / 1e6).toFixed(2)} M`,
    memoryMb.toFixed(0),
    ...[ms.latest, ms.hourly, ms.raw, ms.map, ms.territory].map((one) => one.toFixed(2)),
  ].join(" | ")} |\n`;

/**
 * A week of 1000 stations with six quantities each minute: what a point takes on the disk, how fast they are
 * taken in as an archive, and how long the questions of pages and maps take. `--stations` and `--days` for less. `--ours`: this
 * store alone, else peers whose program BENCH_VICTORIA_METRICS or BENCH_INFLUXD names. `--json`: a last line of JSON.
 */
export const seriesBench = async (): Promise<void> => {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      ours: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      stations: { type: "string", default: "1000" },
      days: { type: "string", default: "7" },
    },
  });
  const size = { stations: Number(values.stations), days: Number(values.days) };
  if (!(size.stations >= 1 && size.days >= 1))
    throw new Error("--stations and --days are whole numbers from 1 on.");
  const folder = await mkdtemp(join(tmpdir(), "dcz-series-"));
  const folderOf = async (name: string) => {
    const own = join(folder, name);
    await mkdir(own);
    return own;
  };
  const print = (text: string) => process.stdout.write(text);
  try {
    print(`load ${loadavg()[0]?.toFixed(1)}, ${pointsOf(size)} points\n\n`);
    print(
      "| | bytes a point | points/s | peak MB | latest ms | hourly ms | raw ms | map ms | territory ms |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    const own = await ours(size, await folderOf("ours"));
    print(row("DataCityZen", own));
    const { sumUpSeconds, bytesOfParts, importMb } = own;
    print(
      `| (an archive of Parquet files taken in as dcz series import does, then hours summed up in ${sumUpSeconds?.toFixed(1)} s; bytes a point: sealed days ${bytesOfParts?.sealed.toFixed(3)}, sums ${bytesOfParts?.sums.toFixed(3)}, the rest ${bytesOfParts?.rest.toFixed(3)}; the import had ${importMb?.toFixed(0)} MB) |\n`,
    );
    if (!values.ours)
      for (const peer of seriesPeers) {
        const program = process.env[peer.variable];
        if (program === undefined)
          print(`| ${peer.name}: not found, ${peer.variable} names its program |\n`);
        else
          print(row(peer.name, await peerFigures(peer, program, await folderOf(peer.name), size)));
      }
    if (values.json) print(`\n${asLine(own)}\n`);
  } finally {
    await removeFolder(folder);
  }
};
