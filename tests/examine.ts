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

/** Of the same page in its other colours nothing else can differ. */
const colourOptions = {
  resultTypes: ["violations"],
  runOnly: { type: "rule", values: ["color-contrast", "color-contrast-enhanced"] },
};

/** Both languages, each in both colour schemes; a phone, and a wide screen. */
const variants = [
  { viewport: { width: 360, height: 800 }, colorScheme: "light", locale: "fr-FR" },
  { viewport: { width: 1440, height: 800 }, colorScheme: "dark", locale: "en-GB" },
] as const;
const NARROWEST = 320;

/** With each document, before its own scripts: a script tag would take twice the time, and the policy refuses it. */
export const bringAxe = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript({ path: axe });

const violationsOf = async (page: Page, options: object): Promise<readonly string[]> => {
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`,
  );
};

const overflowOf = (page: Page): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

const unfold = (page: Page): Promise<unknown> =>
  page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");

/** axe finds nothing on the page as it is shown, and nothing is wider than the screen. */
export const examineShown = async (page: Page, where: string): Promise<void> => {
  // What is folded is read too.
  await unfold(page);
  expect(await violationsOf(page, axeOptions), where).toEqual([]);
  expect(await overflowOf(page), where).toBe(0);
};

/** What axe finds on a page that is open, in both colour schemes, and whether it is wider than its screen and than the narrowest. */
const foundOn = async (
  page: Page,
  { colorScheme, viewport }: (typeof variants)[number],
): Promise<readonly string[]> => {
  await unfold(page);
  const found = [...(await violationsOf(page, axeOptions))];
  const other = colorScheme === "light" ? "dark" : "light";
  await page.emulateMedia({ colorScheme: other });
  found.push(...(await violationsOf(page, colourOptions)).map((one) => `${other}: ${one}`));
  await page.emulateMedia({ colorScheme });
  if ((await overflowOf(page)) !== 0) found.push(`is wider than ${viewport.width} px`);
  if (viewport.width > 2 * NARROWEST) return found;
  await page.setViewportSize({ ...viewport, width: NARROWEST });
  if ((await overflowOf(page)) !== 0) found.push(`is wider than ${NARROWEST} px`);
  await page.setViewportSize(viewport);
  return found;
};

/**
 * axe finds nothing on these pages in both languages, each in both colour schemes; nothing is wider than the screen, of
 * 320 px too. `statuses`: those with which a page may be answered; any where it is not given.
 */
export const examine = async (
  browser: Browser,
  site: string,
  paths: readonly string[],
  options: BrowserContextOptions = {},
  statuses?: readonly number[],
): Promise<void> => {
  const found = await Promise.all(
    variants.map(async (variant) => {
      const context = await browser.newContext({ ...variant, ...options });
      await bringAxe(context);
      // A limit for a machine that does other work besides.
      context.setDefaultNavigationTimeout(120_000);
      const page = await context.newPage();
      const told: string[] = [];
      for (const path of paths) {
        const where = `${path} in ${variant.locale}`;
        const status = (await page.goto(site + path))?.status() ?? 0;
        if (statuses?.includes(status) === false) told.push(`${where}: answered with ${status}`);
        else told.push(...(await foundOn(page, variant)).map((one) => `${where}: ${one}`));
      }
      await context.close();
      return told;
    }),
  );
  expect(found.flat()).toEqual([]);
};
