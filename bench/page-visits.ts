import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { type Observed, observed, observerScript } from "./page-observer.ts";

/** A phone of some years ago at a bus stop: 1.6 Mbit/s, 150 ms round trip, a processor four times slower. */
export const slowPhone = {
  bitsPerSecond: 1_600_000,
  latencyMs: 150,
  cpuSlowdown: 4,
  context: {
    viewport: { width: 360, height: 640 },
    ...{ deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: "fr-FR" },
  } satisfies BrowserContextOptions,
} as const;

/** What a page had cost when nothing had been loaded for half a second, and nobody had touched it. */
export interface Loaded extends Observed {
  /** All that came over the network, as it came: headers and bodies. */
  readonly kilobytes: number;
  /** Script, each file as gzip makes it at level 9. */
  readonly scriptKilobytes: number;
  /** CPU time of the page's main thread, which the slowdown multiplies. */
  readonly cpuMs: number;
}

export interface OpenPage {
  readonly page: Page;
  readonly session: CDPSession;
  /** CPU time of the page's main thread since it began, in ms, which the slowdown multiplies. */
  cpuMs(): Promise<number>;
  readonly loaded: Loaded;
  /** Script that came since the page was loaded, in kB of gzip. */
  scriptSince(): Promise<number>;
}

const cpuOf = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * (metrics.find((one) => one.name === "TaskDuration")?.value ?? 0);
};

const gzipped = async (urls: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(
    urls.map(
      async (url) =>
        gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), { level: 9 }).length,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
};

/** Opens a page on a slow phone with an empty cache, and closes it after `look`. */
export const openSlowly = async <Result>(
  browser: Browser,
  address: string,
  look: (open: OpenPage) => Promise<Result>,
): Promise<Result> => {
  const context = await browser.newContext(slowPhone.context);
  try {
    await context.addInitScript(observerScript);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const scripts = new Set<string>();
    let bytes = 0;
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.add(response.url());
    });
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: slowPhone.latencyMs,
      downloadThroughput: slowPhone.bitsPerSecond / 8,
      uploadThroughput: slowPhone.bitsPerSecond / 8,
    });
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowPhone.cpuSlowdown });
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(address, { waitUntil: "load" });
    // A page with a stream of live values is never without a connection: its scripts and pictures are waited for.
    await page.waitForLoadState("networkidle", { timeout: 4_000 }).catch(() => undefined);
    const before = [...scripts];
    const loaded: Loaded = {
      ...(await observed(page)),
      kilobytes: bytes / 1000,
      scriptKilobytes: await gzipped(before),
      cpuMs: await cpuOf(session),
    };
    return await look({
      ...{ page, session, loaded },
      cpuMs: () => cpuOf(session),
      scriptSince: () => gzipped([...scripts].filter((url) => !before.includes(url))),
    });
  } finally {
    await context.close();
  }
};
