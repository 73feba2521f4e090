import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { QUAY, type StationSite } from "./station.fixture.ts";

const plain = { javaScriptEnabled: false } as const;
const phone = { viewport: { width: 360, height: 640 } } as const;

/** What somebody learns from a station's page, with script and without. */
export const stationJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "the first screen of a phone says in words how the air is at the station, and by which figure",
    async () => {
      await site().visit(QUAY, { ...plain, ...phone }, async (page) => {
        const headline = page.locator(".headline");
        const sentence = headline.getByRole("heading", { name: "L'air est bon." });
        expect((await sentence.boundingBox())?.y).toBeLessThan(400);
        const figure = await headline.locator(".big-value-figure").boundingBox();
        expect((figure?.y ?? 999) + (figure?.height ?? 999)).toBeLessThan(640);
        expect(await headline.textContent()).toMatch(
          /µg\/m³.*1 sur 6\s: Bon.*moyenne des dernières 24\sheures.*À l'instant\s:.*L'OMS conseille de rester sous 15\sµg\/m³.*en dessous.*particules seules.*Que faire/s,
        );
        const row = page.getByRole("row", { name: /PM10/ }).first();
        expect(await row.getByRole("img").getAttribute("aria-label")).toMatch(
          /dernières 24\sheures\s: de .* à .*maintenant/,
        );
        expect(await row.textContent()).toMatch(/Bon.*(hausse|baisse|stable)/s);
      });
    },
  );

  testWith([browserNeed], "axe finds nothing, narrow or wide, light or dark", async () => {
    const { browser, site: address } = site();
    await examine(browser, address, [QUAY]);
  });
};
