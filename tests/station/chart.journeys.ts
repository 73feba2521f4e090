import type { CDPSession, Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { QUAY, type StationSite } from "./station.fixture.ts";

const wide = { viewport: { width: 1280, height: 900 } } as const;
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

const told = (page: Page) => page.locator(".look output").textContent();
const zoomed = (page: Page) => page.locator(".zoom p").textContent();

/** Where a plot stands, once it is drawn: a plot without a width shows nothing. */
const plotBox = async (page: Page, index = 0) => {
  const over = page.locator(".uplot .u-over").nth(index);
  await over.waitFor();
  await expect.poll(async () => (await over.boundingBox())?.width).toBeGreaterThan(100);
  const box = await over.boundingBox();
  if (box === null) throw new Error("the plot has no place");
  const at = (share: number) => [box.x + share * box.width, box.y + box.height / 3] as const;
  return { ...box, at };
};

/** How many pixels of the drawing have each colour, as "red,green,blue,alpha". Behind them nothing is drawn. */
const pixels = (page: Page, index = 0) =>
  page.evaluate<{ readonly [colour: string]: number }>(`(() => {
    const canvas = document.querySelectorAll(".uplot canvas")[${index}];
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const counts = {};
    for (let at = 0; at < data.length; at += 4) {
      const colour = data.subarray(at, at + 4).join();
      counts[colour] = (counts[colour] ?? 0) + 1;
    }
    return counts;
  })()`);

/** An empty drawing has one colour. */
const isDrawn = async (page: Page, index = 0): Promise<boolean> =>
  Object.keys(await pixels(page, index)).length > 5;

const touch = async (
  session: CDPSession,
  type: "touchStart" | "touchMove" | "touchEnd",
  points: readonly (readonly [x: number, y: number])[],
) =>
  session.send("Input.dispatchTouchEvent", {
    type,
    touchPoints: points.map(([x, y], id) => ({ x, y, id })),
  });

/** A chart as mouse, fingers and the system's colours find it; keys are in tests/pages/live.journeys.ts. */
export const chartJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "a mouse reads two charts at once, drags a part out of them down to each reading, and a double click shows all again",
    async () => {
      await site().visit(`${QUAY}?with=temperature`, wide, async (page) => {
        await page.getByText("Se met à jour tout seul").waitFor();
        await page.locator(".still-plot").first().hover();
        await expect.poll(() => told(page)).toMatch(/SDS011 .*µg\/m³ · SDS011 .*°C/);
        const [upper, lower] = [await plotBox(page), await plotBox(page, 1)];
        // One time, and an axis each: the second begins where the first does.
        expect([lower.x, lower.width]).toEqual([upper.x, upper.width]);
        const before = await told(page);
        await page.mouse.move(...lower.at(0.9));
        await expect.poll(() => told(page)).not.toBe(before);

        await page.mouse.move(...upper.at(0.8));
        await page.mouse.down();
        await page.mouse.move(...upper.at(0.95), { steps: 4 });
        await page.mouse.up();
        await expect.poll(() => zoomed(page)).toMatch(/chaque mesure/);
        for (const index of [0, 1]) {
          await plotBox(page, index);
          await expect.poll(() => isDrawn(page, index)).toBe(true);
        }
        await page.mouse.dblclick(...(await plotBox(page)).at(0.5));
        await expect.poll(() => zoomed(page)).toMatch(/Tirez un trait/);
        await plotBox(page);
      });
    },
  );

  testWith(
    [browserNeed],
    "one finger reads the chart and lets the page scroll, two fingers zoom the chart and not the page",
    async () => {
      await site().visit(QUAY, phone, async (page) => {
        await page.getByText("Se met à jour tout seul").waitFor();
        const session = await page.context().newCDPSession(page);
        await page.locator(".still-plot").tap();
        const first = await told(page);
        expect(first).toMatch(/SDS011/);
        const { at } = await plotBox(page);
        await touch(session, "touchStart", [at(0.7)]);
        await touch(session, "touchMove", [at(0.75)]);
        await touch(session, "touchMove", [at(0.95)]);
        await touch(session, "touchEnd", []);
        await expect.poll(() => told(page)).not.toBe(first);

        await touch(session, "touchStart", [at(0.4), at(0.6)]);
        for (let step = 1; step <= 6; step += 1)
          await touch(session, "touchMove", [at(0.4 - 0.05 * step), at(0.6 + 0.05 * step)]);
        await touch(session, "touchEnd", []);
        await expect.poll(() => zoomed(page)).toMatch(/chaque mesure/);
        expect(await page.evaluate("visualViewport.scale")).toBe(1);
        await plotBox(page);
        await expect.poll(() => isDrawn(page)).toBe(true);
      });
    },
  );

  testWith(
    [browserNeed],
    "in colours that somebody has forced the chart is drawn in these, and follows when they change",
    async () => {
      const forced = { ...wide, forcedColors: "active", colorScheme: "dark" } as const;
      await site().visit(QUAY, forced, async (page) => {
        await page.getByText("Se met à jour tout seul").waitFor();
        await page.locator(".still-plot").hover();
        await plotBox(page);
        const withColour = async (colour: string) => (await pixels(page))[colour] ?? 0;
        // CanvasText of Chromium's dark palette, then of its light one.
        await expect.poll(() => withColour("255,255,255,255")).toBeGreaterThan(500);
        // A line that is transparent in our own colours would be drawn in forced ones: each tab would look chosen.
        const underlines = await page.evaluate<string[]>(
          `[...document.querySelectorAll(".tabs a")].map((tab) => getComputedStyle(tab).borderBottomColor)`,
        );
        expect(new Set(underlines).size).toBe(2);
        await page.emulateMedia({ forcedColors: "active", colorScheme: "light" });
        await expect.poll(() => withColour("0,0,0,255")).toBeGreaterThan(500);
      });
    },
  );
};
