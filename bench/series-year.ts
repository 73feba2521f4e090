import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { removeFolder } from "../tests/folders.ts";
import type { YearFigures, YearPlan } from "./series-year-store.ts";

/**
 * A year of one station's quantity by the hour, alone and while readings come in. BENCH_STATIONS, BENCH_QUESTIONS and
 * BENCH_MESSAGES (a second) change the load.
 */
export const seriesYearBench = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-year-"));
  const plan: YearPlan = {
    folder,
    stations: Number(process.env.BENCH_STATIONS ?? 20),
    questions: Number(process.env.BENCH_QUESTIONS ?? 200),
    messages: Number(process.env.BENCH_MESSAGES ?? 10_000),
  };
  try {
    const script = join(import.meta.dirname, "series-year-store.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(plan)], {
      env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    });
    const { points, sumUpSeconds, alone, beside, messagesPerSecond } = JSON.parse(
      stdout,
    ) as YearFigures;
    const row = (name: string, [p50, p95]: readonly [number, number]) =>
      `| ${name} | ${p50.toFixed(1)} | ${p95.toFixed(1)} |\n`;
    process.stdout.write(
      `load ${loadavg()[0]?.toFixed(1)}, ${points} points, summed up in ${sumUpSeconds.toFixed(0)} s\n\n| a year by the hour | p50 ms | p95 ms |\n|---|---|---|\n`,
    );
    process.stdout.write(row("alone", alone));
    process.stdout.write(
      row(`while ${messagesPerSecond.toFixed(0)} messages a second come in`, beside),
    );
  } finally {
    await removeFolder(folder);
  }
};
