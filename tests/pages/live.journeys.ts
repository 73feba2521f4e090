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
      await page.locator(".uplot canvas").first().waitFor();
      const line = { port: "/dev/ttyUSB0", model: "pmsx003", state: "unreadable", bytes: 900 };
      await say([{ ...line, likely: ["sds011"], advice: "other_sensor" }]);
      const notices = page.locator(".notices");
      await notices.getByText(/parle comme .*SDS011/).waitFor();
      await say([{ ...line, state: "speaking" }]);
      await notices.getByText(/parle comme/).waitFor({ state: "detached" });
    });
  });
};
