import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { publicPages } from "../public-pages.ts";
import { testWith } from "../real.ts";
import type { StationSite } from "./station.fixture.ts";

const pages = [
  ...publicPages("quai", ["?with=temperature", "/how?quantity=pm2_5", "/pollen"]),
  "/none",
];

/** Each control in turn: it shows that it has the focus, and nothing lies over it. */
const wrongFocus = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const named = (one) => one.outerHTML.slice(0, 120);
    const found = [];
    for (const details of document.querySelectorAll("details")) details.open = true;
    const all = document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])",
    );
    for (const one of all) {
      if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) continue;
      one.focus();
      if (document.activeElement !== one) { found.push("takes no focus: " + named(one)); continue; }
      const label = one.labels?.[0];
      const isShown = [one, one.parentElement, label].some((part) => {
        if (!part) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
      });
      if (!isShown) found.push("focus is not shown: " + named(one));
      one.scrollIntoView({ block: "nearest", behavior: "instant" });
      const boxes = [...one.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      const isFree = boxes.some(({ left, top, width, height }) => {
        const over = document.elementFromPoint(left + width / 2, top + height / 2);
        return over !== null && (one.contains(over) || over.contains(one) || over.control === one);
      });
      if (boxes.length > 0 && !isFree) found.push("something lies over it: " + named(one));
    }
    return found;
  })()`);

/** Whatever moves, or would move. */
const movements = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const found = document.getAnimations().map(({ effect }) => "moves: " + effect.target.outerHTML.slice(0, 120));
    for (const one of document.querySelectorAll("*")) {
      const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(one);
      const lasts = (text) => text.split(",").some((part) => parseFloat(part) > 0.01);
      if (lasts(transitionDuration) || (animationName !== "none" && lasts(animationDuration)) || scrollBehavior === "smooth")
        found.push("would move: " + one.outerHTML.slice(0, 120));
    }
    return found;
  })()`);

/** What stands in the way on a screen of 320 x 256: wider than it, or always in front of a quarter of it. */
const inTheWay = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? ["is " + scrollWidth + " px wide"] : [];
    for (const one of document.querySelectorAll("*")) {
      const { position } = getComputedStyle(one);
      if (position !== "fixed" && position !== "sticky") continue;
      const { width, height } = one.getBoundingClientRect();
      if (width * height > (innerWidth * innerHeight) / 4) found.push("stays in front: " + one.outerHTML.slice(0, 120));
    }
    return found;
  })()`);

/** Texts of a drawing that lie on each other, or beside each other without a gap. */
const touchingLabels = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const found = [];
    for (const axis of document.querySelectorAll(".still-hours")) {
      const shown = [...axis.querySelectorAll("text")].filter((one) => one.checkVisibility());
      if (shown.length < 2) found.push("an axis has " + shown.length + " labels");
      for (const [index, one] of shown.entries()) {
        const next = shown[index + 1]?.getBoundingClientRect().left ?? Infinity;
        if (next < one.getBoundingClientRect().right + 4) found.push("touches the next: " + one.textContent);
      }
    }
    return found;
  })()`);

/** Without script: a heading, words, and no button that does nothing. */
const deadWithoutScript = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const found = [];
    if (document.querySelectorAll("h1").length !== 1) found.push("has " + document.querySelectorAll("h1").length + " first headings");
    for (const one of document.querySelectorAll("button, input:not([type=hidden]), select"))
      if (one.form === null && one.checkVisibility()) found.push("does nothing: " + one.outerHTML.slice(0, 120));
    return found;
  })()`);

/** Every public page as people use it who have no mouse, no script, a page four times as large, or no patience with motion. */
export const everyWayJourneys = (site: () => StationSite): void => {
  const look = async (
    options: object,
    examined: (page: Page, path: string) => Promise<readonly string[]>,
  ): Promise<readonly string[]> => {
    const { browser, site: address } = site();
    const context = await browser.newContext({ locale: "fr-FR", ...options });
    const page = await context.newPage();
    const found: string[] = [];
    for (const path of pages) {
      await page.goto(address + path);
      found.push(...(await examined(page, path)).map((one) => `${path} ${one}`));
    }
    await context.close();
    return found;
  };

  testWith(
    [browserNeed],
    "every public page is worked by keys alone at 400 %, and rests where somebody asked for less motion",
    async () => {
      const hours = Array.from({ length: 24 }, (_, hour) => Date.now() - (24 - hour) * 3_600_000);
      const readings = hours.map((at) => ({ at, values: { pm2_5: 114 } }));
      await site().send("maquette-de-la-place", readings, ["simulated"]);
      const zoomed = { viewport: { width: 320, height: 256 }, reducedMotion: "reduce" } as const;
      const found = await look(zoomed, async (page) => {
        // From here on the browser knows that keys are used.
        await page.keyboard.press("Tab");
        return [
          ...(await inTheWay(page)),
          ...(await touchingLabels(page)),
          ...(await wrongFocus(page)),
          ...(await inTheWay(page)),
          ...(await movements(page)),
        ];
      });
      expect(found).toEqual([]);
    },
  );

  testWith(
    [browserNeed],
    "no public page has a control that needs a script it has not",
    async () => {
      // On the page of parts each is a sample.
      const examined = async (page: Page, path: string) =>
        path === "/design" ? [] : deadWithoutScript(page);
      expect(await look({ javaScriptEnabled: false }, examined)).toEqual([]);
    },
  );
};
