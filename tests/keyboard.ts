import type { Page } from "playwright-core";

const FOCUSED =
  "document.activeElement.getAttribute('aria-label') ?? (document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent)";

/** Presses Tab until what has the focus is called so. */
export const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (name.test(await page.evaluate<string>(FOCUSED))) return;
  }
  throw new Error(`the keyboard reaches nothing called ${name}`);
};
