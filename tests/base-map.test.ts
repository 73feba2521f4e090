import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect } from "vitest";
import { pmtilesOf } from "../dashboards/server/pmtiles.fixture.ts";
import { browserNeed } from "./browser.ts";
import { openMap } from "./map/map.fixture.ts";
import type { PlacesSite } from "./places-site.fixture.ts";
import { freePort, startProcess } from "./processes.ts";
import { testWith } from "./real.ts";

// An operator's own base map: a file of this machine, or tiles of another host.

const drawn = (page: Page) => page.locator(".map-canvas[data-state=drawn]").waitFor();

/** How much redder than green the middle of the map is, of 255. */
const redness = async (page: Page): Promise<number> => {
  const picture = await page.locator(".map-canvas").screenshot();
  const { channels } = await sharp(picture).stats();
  return Math.round((channels[0]?.mean ?? 0) - (channels[1]?.mean ?? 0));
};

let map: PlacesSite;
let folder: string;
let tiles: Server;
const asked: string[] = [];
const red = () =>
  sharp({ create: { width: 256, height: 256, channels: 3, background: "#ff0000" } })
    .png()
    .toBuffer();

beforeAll(async () => {
  if (!browserNeed.present) return;
  folder = await mkdtemp(join(tmpdir(), "dcz-base-map-"));
  const file = join(folder, "red.pmtiles");
  const metadata = { attribution: "&copy; The red country" };
  await writeFile(file, pmtilesOf([{ id: 0, bytes: await red() }], { type: "png", metadata }));
  map = await openMap({ BASE_MAP: file });
  const picture = await red();
  tiles = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", "image/png");
    response.end(picture);
  }).listen(0, "127.0.0.1");
  await once(tiles, "listening");
});
afterAll(async () => {
  await map?.close();
  tiles?.closeAllConnections();
  tiles?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

testWith(
  [browserNeed],
  "a file of this machine lies under the stations, says whose it is, and nobody else is asked",
  async () => {
    await map.visit("/map", { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.locator("#map").scrollIntoViewIfNeeded();
      await drawn(page);
      await expect.poll(() => redness(page)).toBeGreaterThan(60);
      expect(await page.locator(".map-credit").textContent()).toMatch(/© The red country/);
    });
  },
);

testWith(
  [browserNeed],
  "tiles of another host are asked for by the map alone, whose policy names that host and no other",
  async () => {
    const host = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    const port = await freePort();
    const pages = startProcess("dashboards/server.ts", {
      DASHBOARDS_PORT: String(port),
      API_URL: map.site,
      BASE_MAP: `${host}/{z}/{x}/{y}.png`,
      BASE_MAP_ATTRIBUTION: "© Somebody",
    });
    await pages.ready;
    const policy = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).headers.get("content-security-policy");
    expect(await policy("/map")).toContain(`connect-src 'self' ${host};`);
    expect(await policy("/stations")).not.toContain(host);
    const page = await map.browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`http://127.0.0.1:${port}/map`);
    await page.locator("#map").scrollIntoViewIfNeeded();
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    expect(await page.locator(".map-credit").textContent()).toContain("© Somebody");
    await page.close();
    await pages.end("SIGTERM");
  },
);
