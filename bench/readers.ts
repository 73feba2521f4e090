import { execFile } from "node:child_process";
import { loadavg } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type {
  CommitTimes,
  ReadersFigures,
  ReadersPlan,
  ReadFigures,
} from "./store-with-readers.ts";

const row = (name: string, { commits, p50, p99, max }: CommitTimes, note: string) =>
  `| ${name} | ${commits} | ${[p50, p99, max].map((ms) => ms.toFixed(1)).join(" / ")} | ${note} |\n`;

const describeReads = ({ answered, refused, p50Seconds, maxSeconds }: ReadFigures): string =>
  `${answered} reads answered after ${p50Seconds.toFixed(1)} s, the slowest ${maxSeconds.toFixed(1)} s; refused: ${refused.busy} busy, ${refused.deadline} by their deadline`;

/**
 * How long a commit takes while heavy reads are always in flight, and for late values, over a store of
 * BENCH_POINTS points. BENCH_READERS, BENCH_SECONDS and BENCH_ROUNDS change the load.
 */
export const readersBench = async (): Promise<void> => {
  const plan: ReadersPlan = {
    points: Number(process.env.BENCH_POINTS ?? 20_000_000),
    readers: Number(process.env.BENCH_READERS ?? 16),
    seconds: Number(process.env.BENCH_SECONDS ?? 30),
    rounds: Number(process.env.BENCH_ROUNDS ?? 3),
  };
  // In a process of its own, with the pool of threads that the cloud has.
  const script = join(import.meta.dirname, "store-with-readers.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(plan)], {
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
  });
  const { alone, beside, late } = JSON.parse(stdout) as ReadersFigures;
  const times = (ms: CommitTimes) => `${(ms.p99 / alone.p99).toFixed(1)} × the p99 without reads`;
  process.stdout.write(
    `load ${loadavg()[0]?.toFixed(1)}\n${plan.points} points\n\n| | commits | ms p50 / p99 / max | |\n|---|---|---|---|\n`,
  );
  process.stdout.write(row("no reads", alone, ""));
  process.stdout.write(
    row(
      `${plan.readers} heavy reads always in flight`,
      beside,
      `${times(beside)}; ${describeReads(beside)}`,
    ),
  );
  process.stdout.write(row("late values", late, times(late)));
};
