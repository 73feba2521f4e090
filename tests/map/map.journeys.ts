import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import type { PlacesSite } from "../places-site.fixture.ts";
import { testWith } from "../real.ts";

const HOUR = 3_600_000;
const plain = { javaScriptEnabled: false } as const;
const wide = { viewport: { width: 1280, height: 900 } } as const;

const rows = (page: Page) => page.locator(".map-rows li");
const names = async (page: Page) => page.locator(".map-rows a").allTextContents();
const drawn = (page: Page) => page.locator(".map-canvas[data-state=drawn]").waitFor();

/** What is measured where: read, and looked at. */
export const mapJourneys = (map: () => PlacesSite): void => {
  testWith(
    [browserNeed],
    "without script the list says all, the worst first, and nothing of a room",
    async () => {
      const { visit } = map();
      await visit("/map", plain, async (page) => {
        expect(await names(page)).toEqual(["maquette", "mairie", "plage", "ecole", "ecole-cour"]);
        expect(await rows(page).nth(1).textContent()).toMatch(
          /mairie.*4 sur 6\s: Mauvais.*Bourg-Exemple, à la campagne/s,
        );
        expect(await rows(page).first().textContent()).toContain("démonstration (simulé)");
        expect(await page.locator(".map-legend").textContent()).toMatch(
          /L'air sur 24\sheures.*1 sur 6\s: Bon2 stations/s,
        );
        await page.locator("summary").click();
        await page
          .getByLabel("Mesure", { exact: true })
          .selectOption({ label: "Particules fines PM2,5" });
        await page.getByLabel("Sur quelle durée").selectOption("value");
        await page.getByLabel("Quelles stations").selectOption("measured");
        await page.getByRole("button", { name: "Afficher" }).click();
        await page.getByRole("heading", { name: /moyenne d'une heure/ }).waitFor();
        expect(await names(page)).toEqual(["mairie", "plage", "ecole-cour", "ecole"]);
        expect(await rows(page).first().textContent()).toMatch(/30,0\sµg\/m³/);
      });
    },
  );

  testWith(
    [browserNeed],
    "distances count from a commune, which is found by its name and not in the address that was typed",
    async () => {
      const { visit } = map();
      await visit("/map?quality=measured", plain, async (page) => {
        await page.locator("summary").click();
        await page.getByLabel("Trier par distance").fill("saint exemple");
        await page.getByRole("button", { name: "Trier" }).click();
        await page.getByRole("link", { name: /^Saint-Exemple-sur-Mer/ }).click();
        await page.getByRole("heading", { name: /Le plus près de Saint-Exemple/ }).waitFor();
        expect(await names(page)).toEqual(["plage", "ecole", "ecole-cour", "mairie"]);
        expect(page.url()).not.toMatch(/saint/i);
        expect(await rows(page).last().textContent()).toMatch(/à \d+(,\d)?\skm/);
      });
    },
  );

  testWith(
    [browserNeed],
    "an earlier hour is chosen by keyboard: list, address and map follow, and Enter reads the middle",
    async () => {
      const { visit } = map();
      await visit("/map?quality=measured", wide, async (page) => {
        await drawn(page);
        const slider = page.getByRole("slider");
        await slider.focus();
        await page.keyboard.press("Home");
        await expect
          .poll(() => page.locator(".map-levels li").count(), { timeout: 15_000 })
          .toBe(1);
        expect(await page.locator(".map-legend").textContent()).toMatch(/1 sur 6\s: Bon4 stations/);
        expect(page.url()).toContain("end=");
        await page.keyboard.press("End");
        await expect
          .poll(() => page.locator(".map-levels li").count(), { timeout: 15_000 })
          .toBe(3);
        expect(page.url()).not.toContain("end=");
        // The school lies in the south-west: the map is moved that way until it comes under the cross.
        const canvas = page.locator(".map-canvas canvas");
        let steps = 0;
        await expect
          .poll(
            async () => {
              await canvas.press("Enter");
              const told = await page.locator(".map-picked").textContent();
              if (told === "") {
                await canvas.press(steps % 2 === 0 ? "ArrowLeft" : "ArrowDown");
                steps += 1;
              }
              return told;
            },
            { timeout: 15_000, interval: 400 },
          )
          .toMatch(/stations voisines|ecole|plage|mairie/);
      });
    },
  );

  testWith(
    [browserNeed],
    "whoever changes the hour while the map still comes sees it drawn, and then that hour",
    async () => {
      const { visit } = map();
      const first = new Date(Math.floor(Date.now() / HOUR - 47) * HOUR).toISOString();
      const path = `/map?quality=measured&end=${first}`;
      await visit(path, { ...wide, serviceWorkers: "block" }, async (page) => {
        const asked = new Set<string>();
        const outlines = Promise.withResolvers<void>();
        const nextHour = Promise.withResolvers<void>();
        await page.route("**/map/tiles/territories/**", async (route) => {
          await outlines.promise;
          await route.continue();
        });
        await page.route("**/map/tiles/stations/**", async (route) => {
          const at = new URL(route.request().url()).searchParams.get("at") ?? "newest";
          asked.add(at);
          if (at !== first) await nextHour.promise;
          await route.continue();
        });
        await page.reload();
        await expect.poll(() => asked.size).toBe(1);
        // The hour after it has the same values: the same tiles, with the same ETags.
        const slider = page.getByRole("slider");
        await slider.focus();
        await page.keyboard.press("ArrowRight");
        const told = page.locator(".map-hours");
        await expect.poll(() => told.getAttribute("aria-busy")).toBe("false");
        const canvas = page.locator(".map-canvas canvas");
        const before = await canvas.screenshot();
        outlines.resolve();
        await expect.poll(async () => before.equals(await canvas.screenshot())).toBe(false);
        nextHour.resolve();
        await drawn(page);
        await expect.poll(() => asked.size).toBe(2);
      });
    },
  );

  testWith(
    [browserNeed],
    "a mark that is pointed at is named, with the way to its page",
    async () => {
      const { visit } = map();
      await visit("/map?quantity=laeq", wide, async (page) => {
        await drawn(page);
        // One station alone measures noise: it stands in the middle of what the buttons leave free.
        const canvas = page.locator(".map-canvas canvas");
        const { width, height } = (await canvas.boundingBox()) ?? { width: 0, height: 0 };
        await canvas.click({ position: { x: width / 2 - 40, y: height / 2 } });
        const link = page.locator(".map-picked").getByRole("link", { name: "ecole" });
        await link.waitFor();
        expect(await page.locator(".map-picked").textContent()).toMatch(/52,0\sdB/);
        expect(await link.getAttribute("href")).toBe("/stations/ecole");
      });
    },
  );

  testWith(
    [browserNeed],
    "the coverage counts town and country, and names where nobody measures",
    async () => {
      const { visit } = map();
      await visit("/map?view=coverage", wide, async (page) => {
        await drawn(page);
        expect(await page.locator(".map-words").textContent()).toMatch(
          /En ville100\s% des communes\s: 2 sur 2.*À la campagne50\s% des communes\s: 1 sur 2.*Val d'Exemple/s,
        );
      });
    },
  );

  testWith(
    [browserNeed],
    "where no map can be drawn the page says so, and the list is whole",
    async () => {
      const { browser, site } = map();
      const context = await browser.newContext({ locale: "fr-FR", ...wide });
      await context.addInitScript("HTMLCanvasElement.prototype.getContext = () => null");
      const page = await context.newPage();
      await page.goto(`${site}/map`);
      await page.getByText("La carte ne peut pas être dessinée ici").waitFor();
      expect(await rows(page).count()).toBe(5);
      await context.close();
    },
  );
};
