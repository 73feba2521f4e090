import type { Browser } from "playwright-core";
import { openPlacesUnderTest, type PlacesUnderTest } from "../cloud/src/places/places.fixture.ts";
import { openBrowser } from "./browser.ts";
import { freePort, startProcess } from "./processes.ts";
import { type Visit, visitor } from "./visit.ts";

/** A cloud whose stations stand in the invented territory, its pages, and a browser. */
export interface PlacesSite {
  readonly site: string;
  readonly browser: Browser;
  readonly subject: PlacesUnderTest;
  readonly visit: Visit;
  close(): Promise<void>;
}

/** `settings`: of the pages' process. */
export const openPlacesSite = async (
  settings: { readonly [name: string]: string } = {},
): Promise<PlacesSite> => {
  const port = await freePort();
  const subject = await openPlacesUnderTest(Date.now, "on", {
    DASHBOARDS_URL: `http://127.0.0.1:${port}`,
  });
  // People reach the pages through the cloud, where the stream of live values is.
  const site = subject.cloud().http;
  const pages = startProcess("dashboards/server.ts", {
    DASHBOARDS_PORT: String(port),
    ...{ API_URL: site, ...settings },
  });
  const [browser] = await Promise.all([openBrowser(), pages.ready]);
  return {
    ...{ site, browser, subject, visit: visitor(browser, site) },
    async close() {
      await browser.close();
      await pages.end("SIGTERM");
      await subject.remove();
    },
  };
};
