import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { Config } from "../cloud/src/config.ts";
import { station } from "../cloud/src/hosting/tables.ts";
import { cellOf, centreOf, GRID } from "../cloud/src/places/grid.ts";
import { place, stationShare } from "../cloud/src/places/tables.ts";
import { openRecords, type Records } from "../cloud/src/records/records.ts";
import { thing } from "../cloud/src/things/tables.ts";
import { openBrowser } from "../tests/browser.ts";
import { removeFolder } from "../tests/folders.ts";
import { freePort, startProcess } from "../tests/processes.ts";
import { addressOf, quiet } from "./own-records.ts";
import { observed } from "./page-observer.ts";
import { openSlowly } from "./page-visits.ts";

const STATIONS = 20_000;
const ROWS = 1_000;
const HOUR = 3_600_000;
/** With fewer the air of 24 hours is not told. */
const HOURS = 24;
const BUDGET = { tileKilobytes: 100, tileMs: 20, taskMs: 200 };

const nameOf = (index: number): string => `bench-${String(index).padStart(5, "0")}`;

/** A city and its surroundings, a station in each cell of 500 m: the densest that our grid allows. */
const SIDE = Math.ceil(Math.sqrt(STATIONS));
const MIDDLE = { lat: 45.75, lon: 4.85 };
const STEP = { lat: 0.0045, lon: 0.00645 };

const pointOf = (index: number) => ({
  lat: MIDDLE.lat + (Math.floor(index / SIDE) - SIDE / 2) * STEP.lat,
  lon: MIDDLE.lon + ((index % SIDE) - SIDE / 2) * STEP.lon,
});

/** Stations as their hosts shared them, with a place each. */
const insertAll = async ({ db }: Records): Promise<void> => {
  const since = new Date(Date.now() - 30 * 24 * HOUR);
  for (let first = 0; first < STATIONS; first += ROWS) {
    const indices = Array.from({ length: ROWS }, (_, offset) => first + offset);
    const things = await db
      .insert(thing)
      .values(
        indices.map((index) => ({
          ...{ kind: "station", slug: nameOf(index), title: `Station ${index}` },
          ...{ status: "published" as const, visibility: "public" as const, licence: "CC-BY-4.0" },
        })),
      )
      .returning({ id: thing.id });
    const of = (offset: number) => things[offset]?.id ?? "";
    await db.insert(station).values(
      indices.map((index, offset) => ({
        ...{ id: of(offset), name: nameOf(index), state: "registered" as const, since },
      })),
    );
    await db
      .insert(stationShare)
      .values(
        indices.map((_, offset) => ({ station: of(offset), terms: "2026-11", agreed: since })),
      );
    await db.insert(place).values(
      indices.map((index, offset) => {
        const cell = cellOf(pointOf(index));
        return {
          ...{ station: of(offset), since, grid: GRID, ...cell, ...centreOf(cell) },
          ...{ isExact: false, exposure: "outdoor" as const },
        };
      }),
    );
  }
};

/** A day of hours of each of them. */
const publishAll = async (broker: string): Promise<void> => {
  const last = Math.floor(Date.now() / HOUR) * HOUR - 1_000;
  const publish = async (client: mqtt.MqttClient, index: number) => {
    const name = nameOf(index);
    const send = (kind: string, document: object) =>
      client.publishAsync(`dcz/1/${name}/${kind}`, JSON.stringify(document), { qos: 1 });
    await send("hello", {
      ...{ kit: "bench", sensors: [{ id: "dust", model: "bench", every: HOUR }], software: {} },
    });
    const readings = Array.from({ length: HOURS }, (_, hour) => ({
      ...{ at: last - (HOURS - 1 - hour) * HOUR, sensor: "dust" },
      values: { pm2_5: 3 + ((index * 7 + hour) % 40), pm10: 6 + ((index * 5 + hour) % 60) },
    }));
    await send("readings", { ...{ boot: "benchbench", seq: 1, clock: "ntp" }, readings });
  };
  // As gateways bring them: one may bring no more than `stationsOfSender` (cloud/src/stations/limits.ts).
  for (let first = 0; first < STATIONS; first += 500) {
    const username = `gateway:bench-${first}`;
    const client = await mqtt.connectAsync(broker, { clientId: username, username });
    await Promise.all(Array.from({ length: 500 }, (_, offset) => publish(client, first + offset)));
    await client.endAsync();
  }
};

const tileOf = (zoom: number, { lat, lon }: { readonly lat: number; readonly lon: number }) => {
  const turn = (lat * Math.PI) / 180;
  const y = (1 - Math.log(Math.tan(turn) + 1 / Math.cos(turn)) / Math.PI) / 2;
  const [column, row] = [(lon + 180) / 360, y].map((share) => Math.floor(share * 2 ** zoom));
  return `${zoom}/${column}/${row}`;
};

/** Every tile that shows any of them, of each zoom that the map has. */
const tiles = (): readonly string[] => {
  const all = Array.from({ length: STATIONS }, (_, index) => pointOf(index));
  return Array.from({ length: 11 }, (_, index) => 4 + index).flatMap((zoom) => {
    const found = [...new Set(all.map((point) => tileOf(zoom, point)))];
    // Of the near ones, so many that each zoom counts alike.
    return found.filter((_, place) => place % Math.ceil(found.length / 40) === 0);
  });
};

const quantile = (times: readonly number[], part: number): number =>
  [...times].sort((one, other) => one - other)[
    Math.min(times.length - 1, Math.floor(part * times.length))
  ] ?? 0;

interface Answers {
  readonly ms: readonly number[];
  readonly bytes: readonly number[];
}

const askTiles = async (http: string, paths: readonly string[]): Promise<Answers> => {
  const ms: number[] = [];
  const bytes: number[] = [];
  for (const path of paths) {
    const begin = performance.now();
    const answer = await fetch(`${http}/api/v1/map/tiles/stations/${path}`);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    ms.push(performance.now() - begin);
    bytes.push(Number(answer.headers.get("content-length")));
  }
  return { ms, bytes };
};

/** Moves over the map by keys and by a mouse that drags, nearer and further. */
const panned = async (site: string) => {
  const browser = await openBrowser();
  try {
    return await openSlowly(browser, `${site}/map?quantity=pm2_5`, async ({ page }) => {
      await page.locator("#map").scrollIntoViewIfNeeded();
      await page.locator(".map-canvas[data-state=drawn]").waitFor({ timeout: 120_000 });
      const before = (await observed(page)).longTasksMs.length;
      const canvas = page.locator(".map-canvas canvas");
      await canvas.focus();
      for (const key of ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"]) {
        for (let press = 0; press < 4; press += 1) {
          await page.keyboard.press(key);
          await page.waitForTimeout(250);
        }
        await page.keyboard.press("+");
        await page.waitForTimeout(600);
      }
      const box = await canvas.boundingBox();
      if (box === null) throw new Error("The map is not shown.");
      for (const way of [1, -1, 1, -1]) {
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.mouse.down();
        for (let step = 1; step <= 12; step += 1)
          await page.mouse.move(
            box.x + box.width / 2 + way * step * 10,
            box.y + box.height / 2 + way * step * 8,
          );
        await page.mouse.up();
        await page.waitForTimeout(800);
      }
      const { longTasksMs } = await observed(page);
      return longTasksMs.slice(before);
    });
  } finally {
    await browser.close();
  }
};

/**
 * A map of 20 000 stations, one in each cell of a city and its surroundings: tiles over HTTP when each is cut for the first time
 * and when it is kept, and the longest task of a slow phone's main thread while somebody moves over it. Ends with 1 where a
 * budget is exceeded.
 */
export const mapBench = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-map-"));
  const own = Config.parse({ DATA_DIR: join(directory, "bench") });
  const records = await openRecords(own, quiet, Date.now);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  await insertAll(records);
  const [httpPort, pagesPort] = [await freePort(), await freePort()];
  const http = `http://127.0.0.1:${httpPort}`;
  const cloud = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: directory, HTTP_PORT: String(httpPort), MQTT_PORT: "0", DEMO: "off" },
    ...{ DATABASE_URL: addressOf(records), DASHBOARDS_URL: `http://127.0.0.1:${pagesPort}` },
  });
  const pages = startProcess("dashboards/server.ts", {
    ...{ DASHBOARDS_PORT: String(pagesPort), API_URL: http, DATA_DIR: directory },
  });
  try {
    const [{ mqtt: broker = "" }] = await Promise.all([cloud.ready, pages.ready]);
    await publishAll(broker);
    const begin = performance.now();
    const listed = (await (await fetch(`${http}/api/v1/map/stations?limit=1`)).json()) as {
      total: number;
    };
    const first = performance.now() - begin;
    if (listed.total !== STATIONS) throw new Error(`The map shows ${listed.total} stations.`);
    const paths = tiles();
    say(
      `load ${loadavg()[0]?.toFixed(1)}; the first question, for which all stations are judged: ${first.toFixed(0)} ms\n`,
    );
    say("| tiles | number | p50 ms | p95 ms | largest kB (gzip) |\n|---|---|---|---|---|");
    let isOver = false;
    for (const what of ["cut anew", "kept"]) {
      const { ms, bytes } = await askTiles(http, paths);
      const p95 = quantile(ms, 0.95);
      const largest = Math.max(...bytes) / 1000;
      isOver ||= p95 > BUDGET.tileMs || largest > BUDGET.tileKilobytes;
      say(
        `| ${what} | ${ms.length} | ${quantile(ms, 0.5).toFixed(1)} | ${p95.toFixed(1)} | ${largest.toFixed(1)} |`,
      );
    }
    const tasks = await panned(http);
    const longest = Math.max(0, ...tasks);
    isOver ||= longest > BUDGET.taskMs;
    say(
      `\nwhile panning: ${tasks.length} tasks over 50 ms, the longest ${longest.toFixed(0)} ms (4 × slower processor)`,
    );
    if (isOver) process.exitCode = 1;
  } finally {
    await Promise.all([cloud.end("SIGTERM"), pages.end("SIGTERM")]);
    await records.close();
    await removeFolder(directory);
  }
};
