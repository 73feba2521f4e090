import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Frame } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { bringAxe, examineShown } from "../examine.ts";
import { testWith } from "../real.ts";
import type { StationSite } from "./station.fixture.ts";

const COMMUNE = "fr-commune-00001";
const WIDTHS = [200, 340, 600] as const;

interface Framed {
  readonly context: BrowserContext;
  /** What the frame shows, or undefined where it shows nothing of ours. */
  readonly frame: Frame | undefined;
  /** Addresses that were asked for, but for the other site's own. */
  readonly asked: readonly string[];
}

/** A page of another site that frames `src`, in a browser that runs no script. */
const framed = async (
  site: StationSite,
  src: string,
  { width = 340, height = 460, scheme = "light" as "light" | "dark" } = {},
  look: (framed: Framed) => Promise<void>,
): Promise<void> => {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    if (request.url !== "/") response.statusCode = 204;
    response.end(`<!doctype html><title>Town hall</title>
      <iframe src="${src}" title="air" width="${width}" height="${height}" style="border:0"></iframe>`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // Another name: another site for the browser, which keeps its cookies apart.
  const other = `http://localhost:${port}/`;
  const context = await site.browser.newContext({
    ...{ locale: "fr-FR", colorScheme: scheme, javaScriptEnabled: false },
    viewport: { width: 800, height: 800 },
  });
  const asked: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(other)) asked.push(request.url());
  });
  const page = await context.newPage();
  await page.goto(other, { waitUntil: "load" });
  const frame = page.frames().find((one) => one.url().startsWith(site.site));
  await look({ context, frame, asked });
  await context.close();
  server.close();
  server.closeAllConnections();
};

/** What another site shows of us. */
export const embedJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "a page of another site shows a station: one answer, no cookie, no script, at every width",
    async () => {
      for (const width of WIDTHS)
        for (const language of ["fr", "en"]) {
          const src = `${site().site}/embed/stations/quai?lang=${language}`;
          await framed(site(), src, { width }, async ({ context, frame, asked }) => {
            const text = (await frame?.locator("main").textContent()) ?? "";
            expect(text).toMatch(
              language === "fr"
                ? /quai.*L'air est .*sur 6.*µg\/m³.*Dernière mesure/s
                : /quai.*The air is .*of 6.*µg\/m³.*Last reading/s,
            );
            expect(asked).toEqual([src]);
            expect(await context.cookies()).toEqual([]);
          });
        }
    },
  );

  testWith([browserNeed], "it fits into 200 px and up, and axe finds nothing in it", async () => {
    const paths = [
      "/embed/stations/quai",
      `/embed/places/${COMMUNE}`,
      "/embed/stations/nobody-has-this",
    ];
    for (const path of paths)
      for (const scheme of ["light", "dark"] as const)
        for (const width of WIDTHS) {
          const context = await site().browser.newContext({
            ...{ viewport: { width, height: 480 }, colorScheme: scheme, locale: "fr-FR" },
          });
          await bringAxe(context);
          const page = await context.newPage();
          await page.goto(site().site + path);
          await examineShown(page, `${path} at ${width} px, ${scheme}`);
          await context.close();
        }
  });

  testWith([browserNeed], "a widget keeps the colours that were chosen for it", async () => {
    const ground = async (query: string, scheme: "light" | "dark") => {
      let found = "";
      const src = `${site().site}/embed/places/${COMMUNE}${query}`;
      await framed(site(), src, { scheme }, async ({ frame }) => {
        found = String(
          await frame?.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor"),
        );
      });
      return found;
    };
    const [light, dark] = [await ground("", "light"), await ground("", "dark")];
    expect(light).not.toBe(dark);
    expect(await ground("?scheme=dark", "light")).toBe(dark);
    expect(await ground("?scheme=light", "dark")).toBe(light);
  });

  testWith([browserNeed], "every other page refuses to be framed", async () => {
    for (const path of ["/", "/stations/quai", "/map", "/sign-in", "/widget?station=quai"])
      await framed(site(), site().site + path, {}, async ({ frame }) =>
        expect(frame, path).toBeUndefined(),
      );
    const headers = async (path: string) => (await fetch(site().site + path)).headers;
    expect((await headers("/")).get("x-frame-options")).toBe("DENY");
    const open = await headers("/embed/stations/quai?lang=en");
    expect(open.get("x-frame-options")).toBeNull();
    expect(open.get("set-cookie")).toBeNull();
    expect(open.get("content-security-policy")).toContain("frame-ancestors *");
  });

  testWith(
    [browserNeed],
    "what a host alone may see is in no widget, though the browser has signed in",
    async () => {
      const { subject } = site();
      const lea = await subject.signUp("lea@example.org", "Léa");
      await subject.hosted("chambre", lea, 8);
      await site().send("chambre", [{ at: Date.now() - 60_000, values: { pm2_5: 3.5 } }]);
      const cookie = [...lea.browser.cookies].map((pair) => pair.join("=")).join("; ");
      const answer = await fetch(`${site().site}/embed/stations/chambre`, { headers: { cookie } });
      expect(await answer.text()).not.toContain("3,5");
      expect(answer.headers.get("set-cookie")).toBeNull();
    },
  );

  testWith(
    [browserNeed],
    "from a station's page one comes to the lines to copy, which show what the page previews",
    async () => {
      await site().visit("/stations/quai", { javaScriptEnabled: false }, async (page) => {
        await page.getByRole("link", { name: "Montrer cette station sur votre site" }).click();
        await page.getByLabel("Largeur").selectOption("small");
        await page.getByLabel("Couleurs").selectOption("dark");
        await page.getByRole("button", { name: "Appliquer" }).click();
        const lines = await page.getByLabel("Les lignes à copier").inputValue();
        expect(lines).toContain(
          '/embed/stations/quai?scheme=dark" title="L\'air à la station quai"',
        );
        const preview = page.frameLocator("iframe");
        await preview.getByRole("heading", { level: 1 }).waitFor();
      });
    },
  );
};
