import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { QUAY, type StationSite } from "./station.fixture.ts";

const plain = { javaScriptEnabled: false } as const;
const phone = { viewport: { width: 360, height: 640 } } as const;

const BUDGET = 120_000;

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
        // The still chart is what most people ever see: its words lie on its lines.
        const [plot, labels] = await Promise.all(
          [".still-plot", ".still-labels"].map((part) => page.locator(part).boundingBox()),
        );
        expect(plot).toEqual(labels);
      });
    },
  );

  testWith(
    [browserNeed],
    "before somebody does anything the page loads 120 kB of script at most, and what draws the chart only then",
    async () => {
      await site().visit(QUAY, {}, async (page) => {
        const scripts = () =>
          page.evaluate<string[]>(
            'performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js"))',
          );
        await page.getByText("Se met à jour tout seul").waitFor();
        const before = await scripts();
        // As gzip makes it, whatever the server sent: the same figure on every machine.
        const sizes = await Promise.all(
          before.map(async (url) => gzipSync(await (await fetch(url)).text(), { level: 9 }).length),
        );
        const size = sizes.reduce((total, one) => total + one, 0);
        expect(size).toBeGreaterThan(50_000);
        expect(size).toBeLessThan(BUDGET);
        expect(before.filter((url) => /uplot/i.test(url))).toEqual([]);
        await page.locator(".still-plot").hover();
        await page.locator(".uplot canvas").first().waitFor();
        expect((await scripts()).filter((url) => /uplot/i.test(url))).toHaveLength(1);
      });
    },
  );

  testWith(
    [browserNeed],
    "neighbours, what is not measured here, days, noise around the clock, wind and records are told in words and tables",
    async () => {
      await site().visit(QUAY, plain, async (page) => {
        const part = (name: RegExp) => page.getByRole("region", { name }).first();
        expect(await part(/aux alentours/).textContent()).toMatch(/quai.*ici.*ecole.*2,\d\skm/s);
        expect(await part(/ne mesure pas/).textContent()).toMatch(
          /Dioxyde d'azote.*µg\/m³.*ecole, à 2,\d\skm.*bouleau.*pollens, à 6,\d\skm/s,
        );
        expect(await part(/jour après jour/).textContent()).toMatch(/jours bons ou moyens sur/);
        expect(await part(/Le bruit/).textContent()).toMatch(/plus bruyante.*Nuit.*\d\sdB/s);
        expect(await part(/vent apporte/).textContent()).toMatch(/le plus souvent du .*en moyenne/);
        expect(await part(/records/).textContent()).toMatch(/La plus haute mesure.*le \d/s);
        expect(await part(/À propos/).textContent()).toMatch(
          /mesure dehors.*fixée à une façade.*Commune\s: Ville-Exemple\. Le point public \(45,07\d\s; -5,1\d\d\) est le milieu d'un carré de 500\smètres/,
        );
      });
      await site().visit("/stations/nouvelle", plain, async (page) => {
        const told = await page.locator("main").textContent();
        expect(told).not.toMatch(/jour après jour|Le bruit au fil|vent apporte/);
        expect(told).toMatch(/Il est trop tôt pour le dire.*Pas connu ici.*Niveau sonore/s);
      });
    },
  );

  testWith(
    [browserNeed],
    "a phone has the essentials within two screens, finds each part from there, and opens it without script; wide and on paper all is open",
    async () => {
      const isShown = (page: Page) => page.locator(".calendar").isVisible();
      await site().visit(QUAY, { ...plain, ...phone }, async (page) => {
        const ends = await page
          .locator(".headline, .page-parts")
          .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().bottom));
        expect(ends).toHaveLength(2);
        for (const end of ends) expect(end).toBeLessThan(2 * 640);
        const links = await page.locator(".page-parts a").all();
        const targets = await Promise.all(links.map((link) => link.getAttribute("href")));
        expect(targets).toEqual(
          "latest day nearby elsewhere calendar noise rose extremes about"
            .split(" ")
            .map((id) => `#${id}`),
        );
        for (const target of targets)
          expect(await page.locator(`h2${target}`).count(), target ?? "").toBe(1);
        expect(await isShown(page)).toBe(false);
        // A finger meets one of them: each is as high as a finger, and none stands close beside another.
        const last = await page.locator("section[aria-labelledby=about] .links a").all();
        const boxes = await Promise.all(last.map((link) => link.boundingBox()));
        expect(boxes.length).toBeGreaterThan(3);
        for (const [index, box] of boxes.entries()) {
          expect(box?.height).toBeGreaterThanOrEqual(44);
          for (const other of boxes.slice(index + 1)) {
            if (box === null || other === null) continue;
            const beside = Math.max(other.x - box.x - box.width, box.x - other.x - other.width);
            if (Math.abs(other.y - box.y) < 44) expect(beside).toBeGreaterThanOrEqual(16);
          }
        }
        // What is folded is told in a sentence all the same.
        await page.getByText(/jours bons ou moyens sur/).waitFor();
        await page.getByText("Le calendrier", { exact: true }).click();
        expect(await isShown(page)).toBe(true);
      });
      await site().visit(
        QUAY,
        { ...plain, viewport: { width: 1280, height: 800 } },
        async (page) => {
          expect(await isShown(page)).toBe(true);
          await page.setViewportSize({ width: 360, height: 640 });
          expect(await isShown(page)).toBe(false);
          await page.emulateMedia({ media: "print" });
          expect(await isShown(page)).toBe(true);
        },
      );
    },
  );

  testWith(
    [browserNeed],
    "a name with hyphens stands in one line where a line has room",
    async () => {
      const name = "rue-haute-du-port";
      await site().send(name, [{ at: Date.now() - 60_000, values: { pm2_5: 9 } }]);
      for (const path of [`/stations?search=${name}`, `/stations/${name}`])
        await site().visit(path, { ...plain, ...phone }, async (page) => {
          const shown = page.locator(`h1 .whole-name, main a[href="/stations/${name}"]`).first();
          const { height = 0 } = (await shown.boundingBox()) ?? {};
          // Of two lines it would have more than 50 px, in the heading and in the list.
          expect(height, path).toBeLessThan(50);
        });
    },
  );

  testWith(
    [browserNeed],
    "a name without a hyphen breaks rather than widens the page",
    async () => {
      const name = `longuenomdestation${"x".repeat(40)}`;
      await site().send(name, [{ at: Date.now() - 60_000, values: { pm2_5: 9 } }]);
      for (const path of [`/stations/${name}`, "/"])
        await site().visit(path, { ...plain, ...phone }, async (page) => {
          await page.getByText(name).first().waitFor();
          const width = await page.evaluate<number>("document.documentElement.scrollWidth");
          expect(width, path).toBe(phone.viewport.width);
        });
    },
  );
};
