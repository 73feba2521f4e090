import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { openBrowser } from "../tests/browser.ts";
import { DEMONSTRATION_STATION, startDemonstration } from "../tests/demonstration-site.ts";
import { publicPages } from "../tests/public-pages.ts";
import { observed } from "./page-observer.ts";
import { pageUses } from "./page-uses.ts";
import { type Loaded, openSlowly } from "./page-visits.ts";

const pagesToVisit = publicPages(DEMONSTRATION_STATION, ["", "?range=week", "/how"]);

const BUDGET = { paintMs: 1500, shift: 0.05, stationScriptKilobytes: 120, interactionMs: 200 };

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

interface PageFigures {
  readonly path: string;
  readonly paintMs: number;
  readonly quickestPaintMs: number;
  readonly painted: string;
  readonly shift: number;
  readonly shifted: string;
  readonly kilobytes: number;
  readonly scriptKilobytes: number;
  readonly cpuMs: number;
  readonly longestTaskMs: number;
}

/** Times are the median; of shifts and bytes the worst counts. */
const summed = (path: string, visits: readonly Loaded[]): PageFigures => {
  const worst = [...visits].sort((one, other) => other.shift - one.shift)[0];
  return {
    path,
    paintMs: median(visits.map(({ paintMs }) => paintMs)),
    quickestPaintMs: Math.min(...visits.map(({ paintMs }) => paintMs)),
    painted: visits[0]?.painted ?? "",
    shift: worst?.shift ?? 0,
    shifted: worst?.shifted ?? "",
    kilobytes: Math.max(...visits.map(({ kilobytes }) => kilobytes)),
    scriptKilobytes: Math.max(...visits.map(({ scriptKilobytes }) => scriptKilobytes)),
    cpuMs: median(visits.map(({ cpuMs }) => cpuMs)),
    longestTaskMs: median(visits.map(({ longTasksMs }) => Math.max(0, ...longTasksMs))),
  };
};

interface UseFigures {
  readonly name: string;
  readonly interactions: number;
  /** The slowest, as interaction to next paint is counted where there are fewer than 50. */
  readonly slowestMs: number;
  readonly slowest: string;
  /** Mean CPU time of the main thread: on a busy machine the waits say less than this. */
  readonly cpuMs: number;
  readonly shift: number;
  readonly scriptOnUseKilobytes: number;
}

const useOnce = async (
  browser: Browser,
  site: string,
  { name, path, steps }: (typeof pageUses)[number],
): Promise<UseFigures> =>
  openSlowly(browser, site + path, async ({ page, scriptSince, cpuMs }) => {
    const before = await cpuMs();
    await steps(page);
    const spent = (await cpuMs()) - before;
    const { interactions, shift } = await observed(page);
    const [slowest] = [...interactions].sort((one, other) => other.ms - one.ms);
    return {
      ...{ name, interactions: interactions.length, shift },
      slowestMs: slowest?.ms ?? 0,
      slowest: slowest?.kind ?? "",
      cpuMs: spent / Math.max(1, interactions.length),
      scriptOnUseKilobytes: await scriptSince(),
    };
  });

const isOver = ({ path, paintMs, shift, scriptKilobytes }: PageFigures): boolean =>
  paintMs > BUDGET.paintMs ||
  shift > BUDGET.shift ||
  (path.startsWith("/stations/") && scriptKilobytes > BUDGET.stationScriptKilobytes);

/**
 * Our public pages in a real Chromium on a slow phone (1.6 Mbit/s, 150 ms, 4 × CPU slowdown, empty cache), of the platform with its
 * demonstration territory. `--runs 3`: visits of each page. `--page PATH`: that page alone, `--uses`: interactions alone.
 * `--site URL`: a platform that runs already. `--json`: a last line of JSON. Ends with 1 where a budget is exceeded.
 */
export const pagesBench = async (): Promise<void> => {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      runs: { type: "string", default: "3" },
      page: { type: "string", multiple: true },
      uses: { type: "boolean", default: false },
      site: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  if (!(Number.isInteger(runs) && runs >= 1))
    throw new Error("--runs is a whole number from 1 on.");
  const print = (text: string) => process.stdout.write(text);
  const own = values.site === undefined ? await startDemonstration() : undefined;
  const site = own?.address ?? values.site ?? "";
  const browser = await openBrowser();
  try {
    print(`load ${loadavg()[0]?.toFixed(1)}, ${runs} visits\n\n`);
    const pages: PageFigures[] = [];
    if (!values.uses) {
      print(
        "| page | largest paint ms (quickest) | of | shift | of | script kB | all kB | CPU ms | longest task ms |\n|---|---|---|---|---|---|---|---|---|\n",
      );
      for (const path of values.page ?? pagesToVisit) {
        const visits: Loaded[] = [];
        for (let run = 0; run < runs; run += 1)
          visits.push(await openSlowly(browser, site + path, async ({ loaded }) => loaded));
        const figures = summed(path, visits);
        pages.push(figures);
        print(
          `| ${[
            `${path}${isOver(figures) ? " **over**" : ""}`,
            `${figures.paintMs.toFixed(0)} (${figures.quickestPaintMs.toFixed(0)})`,
            figures.painted,
            figures.shift.toFixed(3),
            figures.shifted,
            figures.scriptKilobytes.toFixed(1),
            figures.kilobytes.toFixed(0),
            figures.cpuMs.toFixed(0),
            figures.longestTaskMs.toFixed(0),
          ].join(" | ")} |\n`,
        );
      }
      print("\n");
    }
    const uses: UseFigures[] = [];
    if (values.page === undefined) {
      print(
        "| use | interactions over 16 ms | slowest to next paint ms | of | CPU ms each | shift | script on use kB |\n|---|---|---|---|---|---|---|\n",
      );
      for (const use of pageUses) {
        const found: UseFigures[] = [];
        for (let run = 0; run < runs; run += 1) found.push(await useOnce(browser, site, use));
        const slowestMs = median(found.map((one) => one.slowestMs));
        const middle = found.find((one) => one.slowestMs === slowestMs);
        if (middle === undefined) continue;
        const shift = Math.max(...found.map((one) => one.shift));
        uses.push({ ...middle, shift });
        const over = slowestMs > BUDGET.interactionMs || shift > BUDGET.shift ? " **over**" : "";
        print(
          `| ${use.name}${over} | ${middle.interactions} | ${slowestMs} | ${middle.slowest} | ${middle.cpuMs.toFixed(0)} | ${shift.toFixed(3)} | ${middle.scriptOnUseKilobytes.toFixed(1)} |\n`,
        );
      }
    }
    if (values.json) print(`\n${JSON.stringify({ pages, uses })}\n`);
    const slow = uses.filter(
      ({ slowestMs, shift }) => slowestMs > BUDGET.interactionMs || shift > BUDGET.shift,
    );
    if (slow.length > 0 || pages.some(isOver)) process.exitCode = 1;
  } finally {
    await browser.close();
    await own?.end();
  }
};
