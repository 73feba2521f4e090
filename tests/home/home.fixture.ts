import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import {
  openPlacesUnderTest,
  type PlacesUnderTest,
} from "../../cloud/src/places/places.fixture.ts";
import { openBrowser } from "../browser.ts";
import { freePort, startProcess } from "../processes.ts";

const HOUR = 3_600_000;
export const COMMUNE = "fr-commune-00001";

/** A cloud whose stations have places in the invented territory, its pages, and a browser. */
export interface HomeSite {
  readonly site: string;
  readonly browser: Browser;
  readonly subject: PlacesUnderTest;
  /** Sends the same value in each of the last 24 hours, and of now. */
  day(station: string, values: object, flags?: readonly string[]): Promise<void>;
  visit(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

export const openHome = async (): Promise<HomeSite> => {
  const subject = await openPlacesUnderTest(Date.now, "on");
  const [port, browser] = [await freePort(), await openBrowser()];
  const pages = startProcess("dashboards/server.ts", {
    DASHBOARDS_PORT: String(port),
    API_URL: subject.cloud().http,
  });
  await pages.ready;
  const site = `http://127.0.0.1:${port}`;
  let seq = 1_000;
  return {
    ...{ site, browser, subject },
    async day(station, values, flags = []) {
      const client = await subject.connect(`edge-${station}`);
      const hour = Math.floor(Date.now() / HOUR) * HOUR;
      const instants = Array.from({ length: 24 }, (_, index) => hour - (index + 0.5) * HOUR);
      seq += 1;
      const readings = [...instants, Date.now() - 1_000]
        .toSorted((one, other) => one - other)
        .map((at) => ({ at, sensor: "sds011", values, flags }));
      await client.publishAsync(
        `dcz/1/${station}/readings`,
        JSON.stringify({ ...{ boot: "abcdefgh", seq, clock: "ntp" }, readings }),
        { qos: 1 },
      );
      await client.endAsync();
    },
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
