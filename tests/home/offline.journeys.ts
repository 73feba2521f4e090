import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { COMMUNE, type HomeSite } from "./home.fixture.ts";

/** A cable to the site, which can be pulled out. */
const openCable = async (site: string) => {
  const { hostname, port } = new URL(site);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(Number(port), hostname);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on("error", () => end.destroy()).on("close", () => sockets.delete(end));
    }
    socket.pipe(upstream).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async pull() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** Looks at pages through a cable; `look` pulls it. */
const throughCable = async (
  { browser, site }: HomeSite,
  look: (parts: { page: Page; address: string; pull(): Promise<void> }) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => {
  const cable = await openCable(site);
  const context = await browser.newContext({ locale: "fr-FR", ...options });
  const page = await context.newPage();
  await look({ page, address: cable.address, pull: cable.pull });
  await context.close();
  await cable.pull();
};

/** The worker is there, and has kept so many pages. */
const kept = (page: Page) =>
  page.evaluate<string[]>(
    `caches.open("pages-1").then((cache) => cache.keys()).then((keys) => keys.map(({ url }) => new URL(url).pathname))`,
  );

/** What is left of the pages where there is no network. */
export const offlineJourneys = (home: () => HomeSite): void => {
  testWith(
    [browserNeed],
    "the site can be installed: a manifest, pictures of the sizes it names, a worker",
    async () => {
      await throughCable(home(), async ({ page, address }) => {
        await page.goto(address);
        const href = await page.locator("link[rel=manifest]").getAttribute("href");
        const answer = await page.request.get(`${address}${href}`);
        expect(answer.headers()["content-type"]).toContain("application/manifest+json");
        const { icons, start_url } = (await answer.json()) as {
          icons: { src: string; sizes: string }[];
          start_url: string;
        };
        expect(start_url).toBe("/");
        for (const { src, sizes } of icons.filter(({ sizes }) => sizes !== "any")) {
          const size = await page.evaluate<string>(
            `fetch("${src}").then((answer) => answer.blob()).then((blob) => createImageBitmap(blob)).then(({ width, height }) => width + "x" + height)`,
          );
          expect(size).toBe(sizes);
        }
        await page.evaluate("navigator.serviceWorker.ready");
      });
    },
  );

  testWith(
    [browserNeed],
    "without network the pages that were opened are there, and say first of when they are",
    async () => {
      await home().day("phare", { pm2_5: 8, pm10: 12 });
      await throughCable(home(), async ({ page, address, pull }) => {
        await page.goto(`${address}/?place=${COMMUNE}`);
        // The first page came before the worker.
        await expect.poll(() => kept(page)).toEqual(["/"]);
        await page.goto(`${address}/stations`);
        await expect.poll(() => kept(page)).toContain("/stations");
        const before = await page.locator("h1").textContent();
        await pull();

        await page.reload();
        expect(await page.locator("h1").textContent()).toBe(before);
        const banner = page.locator(".offline-banner");
        expect(await banner.textContent()).toMatch(
          /^Pas de réseau\. Cette page est celle du .* 20\d\d à \d\d:\d\d, il y a \d+ (seconde|minute)s?/,
        );
        // It looks as it did: the style was kept too.
        const { y = 99 } = (await banner.boundingBox()) ?? {};
        expect(y).toBeLessThan(5);
        const style = 'getComputedStyle(document.querySelector(".offline-banner"))';
        expect(await page.evaluate(`${style}.borderBottomStyle`)).toBe("double");

        await page.goto(`${address}/map`);
        expect(await page.locator("h1").textContent()).toBe("Pas de réseau");
        const links = await page.locator("li a").allTextContents();
        expect(links).toHaveLength(2);
        await page.locator("li a").nth(1).click();
        await page.locator(".offline-banner").waitFor();
        expect(await page.locator(".verdict").count()).toBe(1);
      });
    },
  );

  testWith(
    [browserNeed],
    "pages of somebody who has signed in, and forms, are kept nowhere, and take away what was",
    async () => {
      const { subject } = home();
      const noor = await subject.signUp("noor@example.org", "Noor");
      await throughCable(home(), async ({ page, address, pull }) => {
        await page.goto(`${address}/stations`);
        await expect.poll(() => kept(page)).toEqual(["/stations"]);
        await page.goto(`${address}/sign-in`);
        expect(await kept(page)).toEqual(["/stations"]);
        await page
          .context()
          .addCookies(
            [...noor.browser.cookies].map(([name, value]) => ({ name, value, url: address })),
          );
        await page.goto(`${address}/account`);
        await page.getByText("Noor").first().waitFor();
        await page.goto(`${address}/stations`);
        await page.getByText("Noor").first().waitFor();
        await expect.poll(() => kept(page)).toEqual([]);
        await pull();
        await page.goto(`${address}/account`);
        expect(await page.locator("main").textContent()).not.toContain("Noor");
      });
    },
  );

  testWith(
    [browserNeed],
    "a place that is forgotten is forgotten without network too",
    async () => {
      await home().day("phare", { pm2_5: 8, pm10: 12 });
      await throughCable(home(), async ({ page, address, pull }) => {
        await page.goto(`${address}/?place=${COMMUNE}`, { waitUntil: "commit" });
        await page.getByRole("button", { name: /Retenir ce lieu/ }).click();
        await page.waitForURL(`${address}/`);
        await page.goto(`${address}/`);
        await page.getByText("Ville-Exemple").first().waitFor();
        await expect.poll(() => kept(page)).toContain("/");
        await page.getByRole("button", { name: /Oublier/ }).click();
        await page.waitForLoadState();
        await pull();
        await page.goto(`${address}/`);
        await page.getByText("Pas de réseau").first().waitFor();
        expect(await page.locator("body").textContent()).not.toContain("Ville-Exemple");
      });
    },
  );
};
