/**
 * `npm run test:steady`: runs a project's tests again and again, in random order, beside busy loops of
 * normal priority, and lists what failed. A test that needs a quiet machine or a neighbour shows itself.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { failuresIn, type Report } from "./failures.ts";

const number = (least: number) => (text: string) => {
  if (!/^\d+$/.test(text) || Number(text) < least)
    throw new InvalidArgumentError(`Give a whole number from ${least}.`);
  return Number(text);
};

const command = new Command("test:steady")
  .description("Runs the tests again and again in random order beside busy loops.")
  .argument("[files...]", "only the test files whose path contains one of these")
  .option("--project <name>", "project of vitest.config.ts", "unit")
  .option("--count <n>", "how many runs", number(1), 10)
  .option("--loops <n>", "how many busy loops", number(0), 2)
  .option("--seed <n>", "order of the first run; the next ones count on", number(0), 1)
  .parse();
const { project, count, loops, seed } = command.opts<{
  project: string;
  count: number;
  loops: number;
  seed: number;
}>();

const busy = Array.from({ length: loops }, () =>
  spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
);
const stopLoops = () => {
  for (const loop of busy) loop.kill("SIGKILL");
};
process.once("exit", stopLoops);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const folder = mkdtempSync(join(tmpdir(), "dcz-steady-"));
const runOnce = async (order: number): Promise<Report | undefined> => {
  const file = join(folder, `${order}.json`);
  const flags = [
    "--sequence.shuffle.files",
    "--sequence.shuffle.tests",
    `--sequence.seed=${order}`,
  ];
  const reports = ["--reporter=json", `--outputFile.json=${file}`];
  const vitest = ["vitest", "run", "--project", project, ...flags, ...reports];
  const child = spawn("npx", [...vitest, ...command.args], {
    stdio: "ignore",
    env: { ...process.env, TEST_RUN: "steady" },
  });
  await new Promise((resolve) => child.once("close", resolve));
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
};

const print = (line: string) => process.stdout.write(`${line}\n`);
const times = new Map<string, number>();
for (let order = seed; order < seed + count; order++) {
  const began = performance.now();
  const report = await runOnce(order);
  const failures =
    report === undefined ? [{ name: "no report", message: "the run ended" }] : failuresIn(report);
  for (const { name } of failures) times.set(name, (times.get(name) ?? 0) + 1);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const load = loadavg()[0]?.toFixed(1);
  print(
    `seed ${order}: ${report?.numPassedTests ?? 0} passed, ${failures.length} failed, ${seconds} s, load ${load}`,
  );
  for (const { name, message } of failures) print(`  ${name}\n    ${message}`);
}
rmSync(folder, { recursive: true });
for (const [name, failed] of [...times].sort(([, a], [, b]) => b - a))
  print(`failed ${failed} of ${count}: ${name}`);
process.exitCode = times.size === 0 ? 0 : 1;
