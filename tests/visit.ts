import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

export interface VisitOptions extends BrowserContextOptions {
  /** Script that runs in each page before its own. */
  readonly before?: string;
}

/** Opens a page in a browser of its own, and fails when it logs an error or asks another host for anything. */
export type Visit = (
  path: string,
  options: VisitOptions,
  look: (page: Page) => Promise<void>,
) => Promise<void>;

export const visitor =
  (browser: Browser, site: string): Visit =>
  async (path, { before = "", ...options }, look) => {
    const context = await browser.newContext({ locale: "fr-FR", ...options });
    await context.addInitScript(before);
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
  };
