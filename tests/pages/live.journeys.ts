import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { gridAgo, type Pages, STATION } from "./pages.fixture.ts";

/** Functions that browsers of 2021 do not have: phones of that time get no newer browser. */
const forget = `
  for (const name of ["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"])
    delete Array.prototype[name];
  for (const name of ["any", "timeout"]) delete AbortSignal[name];
  for (const owner of [Object, Map]) delete owner.groupBy;
  delete Object.hasOwn;
  delete Promise.withResolvers;
  delete window.structuredClone;
`;

/** What changes on an open page. */
export const liveJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "the chart is drawn by uPlot, and a new reading shows without a reload",
    async () => {
      const { send, visit } = pages();
      await visit(STATION, {}, async (page) => {
        await page.locator(".still-plot").hover();
        await page.locator(".uplot canvas").first().waitFor();
        const row = page.getByRole("row", { name: /PM2,5/ }).first();
        await send([{ at: gridAgo(1), sensor: "sds011-58d9", values: { pm2_5: 42.4, pm10: 50 } }]);
        await row.getByText("42,4").waitFor();
      });
    },
  );

  testWith([browserNeed], "a phone of 2021 draws, asks and follows as well", async () => {
    const { send, visit } = pages();
    await visit(STATION, { before: forget }, async (page) => {
      const asked = page.waitForResponse((response) =>
        response.url().includes("/api/v1/series/means?"),
      );
      await page.locator(".still-plot").hover();
      await page.locator(".uplot canvas").first().waitFor();
      await asked;
      const row = page.getByRole("row", { name: /PM2,5/ }).first();
      await send([{ at: gridAgo(0), sensor: "sds011-58d9", values: { pm2_5: 43.4, pm10: 50 } }]);
      await row.getByText("43,4").waitFor();
    });
  });

  testWith(
    [browserNeed],
    "when the cloud hangs, the top of the page says so within 15 s, and nothing claims to be online",
    async () => {
      const { cloud, visit } = pages();
      await visit(STATION, {}, async (page) => {
        const standing = page.locator(".facts");
        await standing.getByText("En ligne").waitFor();
        await standing.getByText("Se met à jour tout seul").waitFor();
        cloud.child.kill("SIGSTOP");
        try {
          await standing.getByText(/Connexion perdue/).waitFor();
          expect(await standing.textContent()).not.toContain("En ligne");
        } finally {
          cloud.child.kill("SIGCONT");
        }
        await standing.getByText("En ligne").waitFor();
      });
    },
  );

  testWith([browserNeed], "a station that says good-bye is offline on an open page", async () => {
    const { station, visit } = pages();
    await visit(STATION, {}, async (page) => {
      const standing = page.locator(".facts");
      const say = (state: string) =>
        station.publishAsync("dcz/1/ecole-jules-ferry/status", JSON.stringify({ state }), {
          qos: 1,
          retain: true,
        });
      await say("offline");
      await standing.getByText(/Hors ligne/).waitFor();
      await say("online");
      await standing.getByText(/En ligne/).waitFor();
    });
  });

  testWith([browserNeed], "an open page says what arrives on a sensor's line", async () => {
    const { station, visit } = pages();
    await visit(STATION, {}, async (page) => {
      const say = (lines: object[]) =>
        station.publishAsync(
          "dcz/1/ecole-jules-ferry/status",
          JSON.stringify({
            state: "online",
            health: { uptime: 60, waiting: 0, dropped: 0, rejected: {}, lines },
          }),
          { qos: 1, retain: true },
        );
      await page.getByText("Se met à jour tout seul").waitFor();
      const line = { port: "/dev/ttyUSB0", model: "pmsx003", state: "unreadable", bytes: 900 };
      await say([{ ...line, likely: ["sds011"], advice: "other_sensor" }]);
      const notices = page.locator(".notices");
      await notices.getByText(/parle comme .*SDS011/).waitFor();
      await say([{ ...line, state: "speaking" }]);
      await notices.getByText(/parle comme/).waitFor({ state: "detached" });
    });
  });

  testWith(
    [browserNeed],
    "the chart is read with the arrow keys and with a finger, zoomed down to each reading, and saved as PNG",
    async () => {
      const { visit } = pages();
      await visit(STATION, { hasTouch: true }, async (page) => {
        const over = page.locator(".uplot .u-over").first();
        // The keyboard wakes the chart as well.
        await page.getByRole("slider").focus();
        await over.waitFor();
        const slider = page.getByRole("slider");
        await slider.press("ArrowLeft");
        await page
          .locator(".look output")
          .getByText(/SDS011 .*µg/)
          .waitFor();
        expect(await slider.getAttribute("aria-valuetext")).toMatch(/SDS011 .*µg/);
        const box = await over.boundingBox();
        if (box === null) throw new Error("the plot has no place");
        const before = await slider.getAttribute("aria-valuetext");
        await page.touchscreen.tap(box.x + box.width / 4, box.y + box.height / 2);
        await expect.poll(() => slider.getAttribute("aria-valuetext")).not.toBe(before);
        const whole = Number(await slider.getAttribute("max"));

        await page.mouse.move(box.x + box.width * 0.8, box.y + 40);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.82, box.y + 40, { steps: 4 });
        await page.mouse.up();
        await page
          .locator(".zoom")
          .getByText(/chaque mesure/)
          .waitFor();
        // Half an hour has six slots, and a reading every ten seconds.
        expect(Number(await slider.getAttribute("max"))).toBeGreaterThan(60);
        await page.getByRole("button", { name: "Tout voir" }).click();
        await expect.poll(async () => Number(await slider.getAttribute("max"))).toBe(whole);

        const saved = page.waitForEvent("download");
        await page.getByRole("button", { name: "PNG" }).click();
        expect((await saved).suggestedFilename()).toBe("ecole-jules-ferry-pm2_5.png");
      });
    },
  );
};
