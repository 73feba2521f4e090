import { flags } from "@datacityzen/hardware/flags";
import { quantities } from "@datacityzen/hardware/quantities";
import { expect } from "vitest";
import { allTexts } from "../../dashboards/app/i18n/all-texts.ts";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Pages, STATION } from "./pages.fixture.ts";

type Tree = { readonly [key: string]: string | Tree };

/** The texts of a language that are long enough not to occur in a file by chance. */
const sentencesOf = (tree: Tree): string[] =>
  Object.values(tree)
    .flatMap((text) => (typeof text === "string" ? text.split(/\{\{\w+\}\}/) : sentencesOf(text)))
    .filter((text) => text.length > 20);

/** What holds for every page: accessibility, one language, weight. */
export const everyPageJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "axe finds nothing on a station that measured long ago, on an invented one, and where nobody has signed in",
    async () => {
      const { site, browser } = pages();
      await examine(browser, site, [
        ...[STATION, "/stations/vieille-tour", "/stations/vitrine", "/admin/token"],
      ]);
    },
  );

  testWith([browserNeed], "a page loads no text of the other language", async () => {
    const { site, visit } = pages();
    const named = Object.values({ ...quantities, ...flags });
    const words = (language: "fr" | "en") => [
      ...sentencesOf(allTexts[language]),
      ...named.map((one) => ("name" in one ? one.name : one)[language]),
    ];
    const shared = new Set(words("fr").filter((text) => words("en").includes(text)));
    for (const [locale, other] of [
      ["fr-FR", "en"],
      ["en-GB", "fr"],
    ] as const) {
      let addresses: string[] = [];
      await visit(STATION, { locale }, async (page) => {
        await page.locator(".still-plot").hover();
        await page.locator(".uplot canvas").first().waitFor();
        const names = await page.evaluate<string[]>(
          'performance.getEntriesByType("resource").map(({ name }) => name)',
        );
        addresses = names.filter((name) => name.includes("/assets/"));
      });
      const headers = { "accept-language": locale };
      const loaded = await Promise.all(
        [site + STATION, ...addresses].map(async (url) => (await fetch(url, { headers })).text()),
      ).then((texts) => texts.join("\n"));
      expect(loaded).toContain("uplot");
      const found = words(other).filter((text) => !shared.has(text) && loaded.includes(text));
      expect(found.filter((text) => text.length > 12)).toEqual([]);
    }
  });

  testWith([browserNeed], "a page weighs less than 150 kB without script", async () => {
    const { visit } = pages();
    await visit(STATION, { javaScriptEnabled: false }, async (page) => {
      const sizes = await page.evaluate<[string, number][]>(
        `["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type)).map((entry) => [entry.name, entry.encodedBodySize])`,
      );
      expect(sizes.reduce((total, [, size]) => total + size, 0)).toBeLessThan(150_000);
    });
  });
};
