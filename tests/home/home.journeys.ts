import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { COMMUNE, type HomeSite } from "./home.fixture.ts";

/** What of a page's address can tell a place: its host and port cannot. */
const addressOf = (page: Page) => page.url().slice(new URL(page.url()).origin.length);

const plain = { javaScriptEnabled: false } as const;

/** What somebody at a bus stop wants to know. In this order: the site begins empty. */
export const homeJourneys = (home: () => HomeSite): void => {
  testWith([browserNeed], "before any station the page says what to do", async () => {
    const { visit, browser, site } = home();
    await visit("/", plain, async (page) => {
      await page.getByRole("heading", { level: 1, name: "Aucune station" }).waitFor();
      expect(await page.locator("main").textContent()).toContain("npm start");
    });
    await examine(browser, site, ["/"]);
  });

  testWith([browserNeed], "a simulation alone is said to be one, before its sentence", async () => {
    const { visit, day } = home();
    await day("maquette", { pm2_5: 60 }, ["simulated"]);
    await visit("/", plain, async (page) => {
      const verdict = page.locator(".verdict");
      expect(await verdict.textContent()).toMatch(
        /Démonstration.*L'air est très mauvais.*station de démonstration/s,
      );
      expect(await page.locator("main").textContent()).not.toContain("habitants");
    });
  });

  testWith(
    [browserNeed],
    "the first screen of a phone says in words how the air is here, what to do, who says so and how sure",
    async () => {
      const { visit, day, subject } = home();
      const jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
      for (const [name, lat, lon] of [
        ["ecole", 45.07, -5.12],
        ["mairie", 45.07, -4.9],
      ] as const) {
        await subject.hosted(name, jeanne, 8);
        await subject.share(jeanne, name, "public");
        const since = new Date(Date.now() - 48 * 3_600_000).toISOString();
        await subject.place(jeanne, name, { lat, lon, exposure: "outdoor", since });
      }
      await day("ecole", { pm2_5: 8, pm10: 12, laeq: 44 });
      await day("mairie", { pm2_5: 30 });
      await visit(
        `/?place=${COMMUNE}`,
        { ...plain, viewport: { width: 360, height: 640 } },
        async (page) => {
          const heading = page.getByRole("heading", { level: 1, name: "L'air est bon." });
          const box = await heading.boundingBox();
          expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(400);
          expect(await page.locator(".verdict").textContent()).toMatch(
            /Ville-Exemple.*1 sur 6\s: Bon.*Que faire.*comme d'habitude.*D'après.*ecole.*particules seules.*Peu sûr/s,
          );
          const chip = await page.locator(".verdict .chip").first().boundingBox();
          expect((chip?.y ?? 999) + (chip?.height ?? 999)).toBeLessThan(640);
          const nearest = await page
            .locator("section", { has: page.locator("#nearest") })
            .textContent();
          expect(nearest).toMatch(/ecole.*mairie/s);
          expect(
            await page.locator("section", { has: page.locator("#glance") }).textContent(),
          ).toMatch(/Ville-Exemple.*1 station mesure/s);
        },
      );
    },
  );

  testWith(
    [browserNeed],
    "a place is found by its name or an address, without script, and nothing of it stands in an address",
    async () => {
      const { visit } = home();
      await visit("/", plain, async (page) => {
        await page.getByLabel("Où êtes-vous").fill("ville exemple");
        await page.getByRole("button", { name: "Chercher" }).click();
        await page
          .getByRole("link", { name: /Ville-Exemple/ })
          .first()
          .click();
        await page.getByRole("heading", { level: 1, name: "L'air est bon." }).waitFor();
        await page.getByLabel("Où êtes-vous").fill("1 rue de l'église ville-exemple");
        await page.getByRole("button", { name: "Chercher" }).click();
        await page
          .getByRole("button", { name: /Rue de l'Église/ })
          .first()
          .click();
        await page.getByText("Autour de vous").waitFor();
        expect(addressOf(page)).not.toMatch(/45|glise/);
        const places = await page.locator("main input[name=place]").all();
        const values = await Promise.all(places.map((one) => one.getAttribute("value")));
        expect(values.length).toBeGreaterThan(0);
        expect(values.join()).not.toMatch(/\d\.\d{3}/);
      });
      await visit("/", plain, async (page) => {
        await page.getByLabel("Où êtes-vous").fill("nulle part ici");
        await page.getByRole("button", { name: "Chercher" }).click();
        await page.getByText("Aucun lieu de ce nom").waitFor();
      });
    },
  );

  testWith(
    [browserNeed],
    "a position is asked for by a button alone, rounded on the device, and kept when somebody wants it",
    async () => {
      const { visit } = home();
      const options = {
        geolocation: { latitude: 45.0712345, longitude: -5.1187654 },
        permissions: ["geolocation"],
      };
      await visit("/", options, async (page) => {
        let body = "";
        page.on("request", (request) => {
          if (request.method() === "POST") body ||= request.postData() ?? "";
        });
        // By the keyboard alone.
        await page.getByRole("button", { name: "Utiliser ma position" }).focus();
        await page.keyboard.press("Enter");
        await page.getByText("Autour de vous").waitFor();
        expect(decodeURIComponent(body)).toContain("place=45.07~-5.12");
        expect(addressOf(page)).not.toContain("45");
        expect(await page.context().cookies()).toEqual([]);
        await page.getByRole("button", { name: "Retenir ce lieu" }).click();
        await page.getByRole("button", { name: "Oublier le lieu" }).waitFor();
        expect(await page.context().cookies()).toMatchObject([
          { name: "place", value: "45.07~-5.12", httpOnly: true },
        ]);
        await page.getByText("Autour de vous").waitFor();
        await page.getByRole("button", { name: "Oublier le lieu" }).click();
        await page.getByText("Toutes les stations, ces").waitFor();
        expect(await page.context().cookies()).toEqual([]);
      });
    },
  );
};
