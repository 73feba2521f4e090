import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Pages, STATION } from "./pages.fixture.ts";

/** What everybody is told while our own clock is wrong. */
export const clockJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "when our own clock is wrong every page says so, with what it means and what to do",
    async () => {
      const { site, station, browser, visit } = pages();
      const ahead = 2 * 3_600_000;
      const names = Array.from({ length: 40 }, (_, index) => `temoin-${index}`);
      const publish = (name: string, seq: number) =>
        station.publishAsync(
          `dcz/1/${name}/readings`,
          JSON.stringify({
            ...{ boot: "pagetest", seq, clock: "ntp" },
            readings: [{ at: Date.now() + ahead, sensor: "sds011", values: { pm2_5: 7 } }],
          }),
          { qos: 1 },
        );
      // More than the stations of the other journeys, whose clocks are right.
      // The cloud compares its stations now and then: they go on sending until it did.
      let seq = 0;
      const clock = async () => {
        seq += 1;
        await Promise.all(names.map((name) => publish(name, seq)));
        const health = await fetch(`${site}/api/v1/health`).then((answer) => answer.json());
        return (health as { clock?: object }).clock;
      };
      await expect.poll(clock, { interval: 1_000, timeout: 60_000 }).toBeDefined();
      await visit("/", { javaScriptEnabled: false }, async (page) => {
        const banner = page.getByRole("region", { name: /horloge de notre machine retarde de 2/ });
        const told = (await banner.textContent()) ?? "";
        expect(told).toMatch(/rien n'est perdu.*À faire par la personne/s);
      });
      await visit(STATION, { locale: "en-GB" }, (page) =>
        page.getByRole("region", { name: /Our machine's clock is 2 hours behind/ }).waitFor(),
      );
      await examine(browser, site, ["/"]);
    },
  );
};
