import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import {
  openPlacesUnderTest,
  type PlacesUnderTest,
} from "../../cloud/src/places/places.fixture.ts";
import { openBrowser } from "../browser.ts";
import { freePort, startProcess } from "../processes.ts";

const HOUR = 3_600_000;

/** A cloud with its pages behind it, whose stations stand in the invented territory, and a browser. */
export interface MapSite {
  readonly site: string;
  readonly browser: Browser;
  readonly subject: PlacesUnderTest;
  visit(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

const stations = [
  { name: "ecole", lat: 45.07, lon: -5.12, pm2_5: 4, laeq: 52 },
  { name: "ecole-cour", lat: 45.07, lon: -5.12, pm2_5: 6 },
  { name: "mairie", lat: 45.07, lon: -4.9, pm2_5: 30 },
  { name: "plage", lat: 45.22, lon: -5.1, pm2_5: 12 },
  { name: "salon", lat: 45.1, lon: -5, pm2_5: 2, isIndoor: true },
] as const;

export const openMap = async (): Promise<MapSite> => {
  const port = await freePort();
  const subject = await openPlacesUnderTest(Date.now, "on", {
    DASHBOARDS_URL: `http://127.0.0.1:${port}`,
  });
  const site = subject.cloud().http;
  const pages = startProcess("dashboards/server.ts", {
    DASHBOARDS_PORT: String(port),
    API_URL: site,
  });
  const [browser] = await Promise.all([openBrowser(), pages.ready]);
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  let seq = 1_000;
  /** Each of the last 72 hours; until a day ago the air was clean everywhere. */
  const send = async (name: string, value: number, others: object, flags: readonly string[]) => {
    const client = await subject.connect(`edge-${name}`);
    seq += 1;
    const readings = Array.from({ length: 72 }, (_, index) => ({
      at: hour - (72 - index - 0.5) * HOUR,
      values: { pm2_5: index < 48 ? 3 : value, ...others },
      ...{ sensor: "sds011", flags },
    }));
    await client.publishAsync(
      `dcz/1/${name}/readings`,
      JSON.stringify({ ...{ boot: "abcdefgh", seq, clock: "ntp" }, readings }),
      { qos: 1 },
    );
    await client.endAsync();
  };
  const jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  for (const { name, lat, lon, pm2_5, ...more } of stations) {
    await subject.hosted(name, jeanne, pm2_5);
    await subject.share(jeanne, name, "public");
    const since = new Date(Date.now() - 96 * HOUR).toISOString();
    const exposure = "isIndoor" in more ? "indoor" : "outdoor";
    await subject.place(jeanne, name, { ...{ lat, lon, since }, exposure });
    await send(name, pm2_5, "laeq" in more ? { laeq: more.laeq } : {}, []);
  }
  await send("maquette", 60, {}, ["simulated"]);
  return {
    ...{ site, browser, subject },
    async visit(path, options, look) {
      const context = await browser.newContext({ locale: "fr-FR", ...options });
      const complaints: string[] = [];
      context.on("request", (request) => {
        if (!request.url().startsWith(site)) complaints.push(`asked for ${request.url()}`);
      });
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      await page.goto(site + path, { waitUntil: "load" });
      await look(page);
      await context.close();
      expect(complaints).toEqual([]);
    },
    async close() {
      await browser.close();
      await pages.end("SIGTERM");
      await subject.remove();
    },
  };
};
