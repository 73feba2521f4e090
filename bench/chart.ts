import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import type { Page } from "playwright-core";
import { openBrowser } from "../tests/browser.ts";
import { removeFolder } from "../tests/folders.ts";
import { freePort, startProcess } from "../tests/processes.ts";

const STATION = "bench-chart";
const EVERY = 500;
const POINTS = 1_000_000;
const IN_A_MESSAGE = 1_000;
const DAY = 86_400_000;
const ROUNDS = 7;
const BUDGET_MS = 100;
/** One reading each, which a chart of means would lose. */
const peak = { at: 612_345, value: 987.6 };
const dip = { at: 387_654, value: 0.3 };

const valueAt = (index: number): number =>
  index === peak.at
    ? peak.value
    : index === dip.at
      ? dip.value
      : 12 + 6 * Math.sin(index / 40_000) + ((index * 48_271) % 977) / 400;

const publishAll = async (broker: string, begin: number): Promise<void> => {
  const client = await mqtt.connectAsync(broker, { clientId: "bench" });
  const send = (kind: string, document: object) =>
    client.publishAsync(`dcz/1/${STATION}/${kind}`, JSON.stringify(document), { qos: 1 });
  const sensors = [{ id: "dust", model: "bench", every: EVERY }];
  await send("hello", { kit: "bench", sensors, software: {} });
  for (let first = 0; first < POINTS; first += 20 * IN_A_MESSAGE)
    await Promise.all(
      Array.from({ length: 20 }, (_, message) => {
        const from = first + message * IN_A_MESSAGE;
        const readings = Array.from({ length: IN_A_MESSAGE }, (__, offset) => ({
          ...{ at: begin + (from + offset) * EVERY, sensor: "dust" },
          values: { pm2_5: valueAt(from + offset) },
        }));
        return send("readings", { boot: "benchchart", seq: from, clock: "ntp", readings });
      }),
    );
  await client.endAsync();
};

/** Before the page's own scripts: when the last line was drawn on a canvas, in the page's clock. */
const watchStrokes = `
(() => {
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...given) {
    window.lastStroke = performance.now();
    return stroke.apply(this, given);
  };
})();
`;

interface Shown {
  /** From the question to the frame that shows its answer. */
  readonly ms: number;
  /** Of which the question took until its answer was here. */
  readonly askedMs: number;
}

/** Chooses the part of the chart in which all readings lie, with a mouse, and waits for them. */
const zoomOnce = async (page: Page): Promise<Shown> => {
  const box = await page.locator(".u-over").boundingBox();
  if (box === null) throw new Error("The chart is not drawn.");
  await page.evaluate("performance.clearResourceTimings(); window.lastStroke = 0");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 0.5 * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.8 * box.width, y, { steps: 3 });
  await page.mouse.move(box.x + box.width - 1, y, { steps: 3 });
  await page.mouse.up();
  return page.evaluate<Shown>(`(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (;;) {
      await frame();
      const asked = performance.getEntriesByType("resource").find(({ name }) => name.includes("/series/chart"));
      if (!asked || asked.responseEnd === 0 || window.lastStroke < asked.responseEnd) continue;
      await frame();
      return { ms: performance.now() - asked.startTime, askedMs: asked.responseEnd - asked.startTime };
    }
  })()`);
};

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/**
 * A million readings of one sensor, zoomed to on a station's page in a real Chromium: from the question to the frame that
 * shows them, and whether the one highest and the one lowest of them are there. Ends with 1 where it takes 100 ms or more.
 */
export const chartBench = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-chart-"));
  const [httpPort, pagesPort] = [await freePort(), await freePort()];
  const http = `http://127.0.0.1:${httpPort}`;
  const cloud = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: directory, HTTP_PORT: String(httpPort), MQTT_PORT: "0", DEMO: "off" },
    ...{ DATABASE_URL: "none", DASHBOARDS_URL: `http://127.0.0.1:${pagesPort}` },
  });
  const pages = startProcess("dashboards/server.ts", {
    ...{ DASHBOARDS_PORT: String(pagesPort), API_URL: http, DATA_DIR: directory },
  });
  const browser = await openBrowser();
  try {
    const [{ mqtt: broker = "" }] = await Promise.all([cloud.ready, pages.ready]);
    const until = Math.floor(Date.now() / DAY) * DAY;
    const begin = until - POINTS * EVERY;
    await publishAll(broker, begin);
    const query = new URLSearchParams({
      ...{ station: STATION, quantity: "pm2_5", points: "2000" },
      ...{ from: new Date(begin).toISOString(), until: new Date(until).toISOString() },
    });
    const asked: number[] = [];
    let values: readonly (number | null)[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      const answer = await fetch(`${http}/api/v1/series/chart?${query}`);
      const told = (await answer.json()) as {
        series: { points: { value: number | null }[] }[];
      };
      asked.push(performance.now() - started);
      values = (told.series[0]?.points ?? []).map(({ value }) => value);
    }
    const hasExtremes = values.includes(peak.value) && values.includes(dip.value);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(watchStrokes);
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    // As much time again before the first reading: the second half of the chart is chosen.
    await page.goto(
      `${http}/stations/${STATION}?from=${day(begin - POINTS * EVERY)}&to=${day(until - 1)}`,
    );
    await page.locator(".still-plot").hover();
    await page.locator(".uplot canvas").first().waitFor();
    const shown: Shown[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      shown.push(await zoomOnce(page));
      await page.locator(".zoom button").nth(4).click();
    }
    const ms = median(shown.map((one) => one.ms));
    process.stdout.write(
      [
        `load ${loadavg()[0]?.toFixed(1)}; ${POINTS} readings, ${values.length} points of them drawn, median of ${ROUNDS} (worst)`,
        "",
        "| from the question | ms |",
        "|---|---|",
        `| to the answer, over HTTP | ${median(asked).toFixed(0)} (${Math.max(...asked).toFixed(0)}) |`,
        `| to the answer, in the browser | ${median(shown.map((one) => one.askedMs)).toFixed(0)} |`,
        `| to the frame that shows it | ${ms.toFixed(0)} (${Math.max(...shown.map((one) => one.ms)).toFixed(0)}) |`,
        "",
        hasExtremes ? "the highest and the lowest reading are there" : "**extremes are lost**",
        "",
      ].join("\n"),
    );
    if (!hasExtremes || ms >= BUDGET_MS) process.exitCode = 1;
  } finally {
    await browser.close();
    await Promise.all([cloud.end("SIGTERM"), pages.end("SIGTERM")]);
    await removeFolder(directory);
  }
};
