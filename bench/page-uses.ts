import type { Page } from "playwright-core";
import { DEMONSTRATION_STATION } from "../tests/demonstration-site.ts";

/** Something that a person does on a page that is loaded: real taps and keys, one after the other. */
export interface PageUse {
  readonly name: string;
  readonly path: string;
  readonly steps: (page: Page) => Promise<void>;
}

/** Until the browser has painted what the last step changed, and told its time. */
const painted = async (page: Page): Promise<void> => {
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))",
  );
};

const tapIn = async (page: Page, selector: string, share = 0.5): Promise<void> => {
  const element = page.locator(selector).first();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${selector} is not shown`);
  await page.touchscreen.tap(box.x + share * box.width, box.y + box.height / 2);
  await painted(page);
};

const press = async (page: Page, selector: string, ...keys: readonly string[]): Promise<void> => {
  await page.locator(selector).first().focus();
  for (const key of keys) {
    await page.keyboard.press(key);
    await painted(page);
  }
};

export const pageUses: readonly PageUse[] = [
  {
    name: "chart: tap, read, zoom",
    path: `/stations/${DEMONSTRATION_STATION}`,
    async steps(page) {
      await tapIn(page, ".still-plot", 0.3);
      await page.locator(".uplot canvas").first().waitFor();
      await tapIn(page, ".u-over", 0.4);
      await tapIn(page, ".u-over", 0.7);
      await press(page, "#look", "ArrowLeft", "ArrowLeft", "Home");
      const buttons = page.locator(".zoom button");
      for (const index of [0, 0, 2, 4]) {
        await buttons.nth(index).tap();
        await painted(page);
      }
    },
  },
  {
    name: "station: what is folded",
    path: `/stations/${DEMONSTRATION_STATION}`,
    async steps(page) {
      for (const summary of await page.locator("main details > summary").all()) {
        if (!(await summary.isVisible())) continue;
        await summary.tap();
        await painted(page);
      }
    },
  },
  {
    name: "list: filters",
    path: "/stations",
    async steps(page) {
      await tapIn(page, ".list-find > summary");
      await page.locator("#find").tap();
      await page.keyboard.type("gare");
      await painted(page);
      await page.locator("main input[type=checkbox]").first().tap();
      await painted(page);
    },
  },
  {
    name: "map: hours, zoom, mark",
    path: "/map",
    async steps(page) {
      await press(page, "#hours", "ArrowLeft", "ArrowLeft", "Home", "End");
      await page.locator("#map").scrollIntoViewIfNeeded();
      await page.locator(".map-canvas[data-state=drawn]").waitFor();
      for (const index of [0, 0, 1, 2]) {
        await page.locator(".map-buttons button").nth(index).tap();
        await painted(page);
      }
      await tapIn(page, ".map-canvas canvas");
      await press(page, ".map-canvas canvas", "ArrowLeft", "ArrowUp", "Enter");
    },
  },
  {
    name: "home: what is folded",
    path: "/",
    async steps(page) {
      for (const summary of await page.locator("main details > summary").all()) {
        if (!(await summary.isVisible())) continue;
        await summary.tap();
        await painted(page);
      }
    },
  },
];
