import { createRequire } from "node:module";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface AxeResults {
  readonly violations: readonly { id: string; nodes: readonly { target: string[] }[] }[];
}

const axeOptions = {
  // What is right is not listed: it would take longer than the search.
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21aa", "wcag22aa", "best-practice"],
  // Contrast of 7:1, which axe leaves out unless it is asked for.
  rules: { "color-contrast-enhanced": { enabled: true } },
};

const variants = [
  { viewport: { width: 360, height: 800 }, colorScheme: "light", locale: "fr-FR" },
  { viewport: { width: 1440, height: 800 }, colorScheme: "dark", locale: "en-GB" },
  { viewport: { width: 320, height: 800 }, colorScheme: "dark", locale: "fr-FR" },
] as const;

/** With each document, before its own scripts: a script tag would take twice the time, and the policy refuses it. */
export const bringAxe = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript({ path: axe });

/** axe finds nothing on the page as it is shown, and nothing is wider than the screen. */
export const examineShown = async (page: Page, where: string): Promise<void> => {
  // What is folded is read too.
  await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
  const run = `axe.run(${JSON.stringify(axeOptions)})`;
  const { violations } = await page.evaluate<AxeResults>(run);
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`,
  );
  expect(told, where).toEqual([]);
  const overflow = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(overflow, where).toBe(0);
};

/** axe finds nothing on these pages, light and dark, narrow and wide, and nothing is wider than the screen. */
export const examine = async (
  browser: Browser,
  site: string,
  paths: readonly string[],
  options: BrowserContextOptions = {},
  inVariants: number = variants.length,
): Promise<void> => {
  await Promise.all(
    variants.slice(0, inVariants).map(async (variant) => {
      const context = await browser.newContext({ ...variant, ...options });
      await bringAxe(context);
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(site + path);
        await examineShown(page, `${path} at ${variant.viewport.width} px`);
      }
      await context.close();
    }),
  );
};
