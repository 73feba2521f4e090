import { faultsFoundInYear, flagsOfCleanYear } from "../dcz/quality/checks-of-a-year.ts";

const DAY_MS = 86_400_000;

/**
 * What the checks of quality doubt in a simulated year: of stations without any fault, and of values that a simulated
 * fault spoilt. BENCH_STATIONS, BENCH_DAYS and BENCH_SEED change the load.
 */
export const qualityBench = async (): Promise<void> => {
  const from = Date.UTC(2026, 0, 1);
  const asked = {
    seed: Number(process.env.BENCH_SEED ?? 1),
    stations: Number(process.env.BENCH_STATIONS ?? 30),
    ...{ from, until: from + Number(process.env.BENCH_DAYS ?? 365) * DAY_MS, everyMs: 600_000 },
  };
  const percent = (flagged: number, values: number) => ((100 * flagged) / values).toFixed(4);
  const begin = performance.now();
  const clean = flagsOfCleanYear(asked);
  process.stdout.write("| check | of good values doubted | % |\n|---|---|---|\n");
  for (const { check, values, flagged } of clean)
    process.stdout.write(`| ${check} | ${flagged} of ${values} | ${percent(flagged, values)} |\n`);
  process.stdout.write("\n| fault of PM2.5 | spoilt values found | % |\n|---|---|---|\n");
  for (const { fault, values, flagged } of faultsFoundInYear(asked))
    process.stdout.write(`| ${fault} | ${flagged} of ${values} | ${percent(flagged, values)} |\n`);
  process.stdout.write(`\n${((performance.now() - begin) / 1000).toFixed(0)} s\n`);
};
