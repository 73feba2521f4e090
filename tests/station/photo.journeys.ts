import type { BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";
import { photograph } from "../../cloud/src/media/pictures.fixture.ts";
import type { Host } from "../../cloud/src/places/places.fixture.ts";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { signedIn } from "../signed-in.ts";
import type { StationSite } from "./station.fixture.ts";

const plain = { javaScriptEnabled: false } as const;

/** The browser of somebody who has signed in, without script. */
const as = ({ browser }: Host, site: string): BrowserContextOptions => ({
  ...plain,
  storageState: signedIn(browser.cookies, site),
});

/** A station as its host shows it: from the form to the page, to the list, and off again. */
export const photoJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "a host shows a photo of the station to everybody, hides it, and whoever looks after the service removes it, without script",
    async () => {
      const { visit, subject, site: address, browser } = site();
      const paul = await subject.signUp("paul@example.org", "Paul Privé");
      await subject.hosted("cour", paul, 6);
      expect(await subject.share(paul, "cour", "public")).toBe(200);
      const where = { lat: 45.07, lon: -5.11, exposure: "outdoor" };
      const since = new Date(Date.now() - 3_600_000).toISOString();
      expect(await subject.place(paul, "cour", { ...where, since })).toBe(201);
      const isShown = async (): Promise<boolean> => {
        let found = 0;
        await visit("/stations/cour", plain, async (page) => {
          found = await page.getByRole("img", { name: "Une boîte blanche sous un toit" }).count();
        });
        return found > 0;
      };
      const settings = "/account/stations/cour/place/photo";

      await visit(settings, as(paul, address), async (page) => {
        await page.getByLabel("J'accepte les conditions d'utilisation").check();
        await page.getByRole("button", { name: "Continuer" }).click();
        await page.getByText(/aucun visage, aucune plaque d'immatriculation/).waitFor();
        await page
          .getByLabel("Ce que l'on voit sur la photo")
          .fill("Une boîte blanche sous un toit");
        await page.getByLabel("Qui a pris la photo").fill("Popaul");
        const file = { name: "cour.jpg", mimeType: "image/jpeg", buffer: await photograph() };
        await page.getByLabel("La photo", { exact: true }).setInputFiles(file);
        await page.getByLabel("Tout le monde, sur la page").check();
        await page.getByRole("button", { name: "Enregistrer" }).click();
        await page.getByText("La photo de la station est à jour.").waitFor();
        await page.getByText("Montrée à tout le monde").waitFor();
      });

      await visit("/stations/cour", {}, async (page) => {
        const photo = page.getByRole("img", { name: "Une boîte blanche sous un toit" });
        await photo.scrollIntoViewIfNeeded();
        const width = "document.querySelector('.station-photo img').naturalWidth";
        await expect.poll(() => page.evaluate<number>(width)).toBeGreaterThan(0);
        const told = (await page.locator("main").textContent()) ?? "";
        expect(told).toContain("Photo : Popaul, licence CC-BY-4.0.".replace(" :", "\u202f:"));
        expect(told).not.toContain("Paul Privé");
        await page.getByRole("link", { name: "Voir en grand" }).click();
        await page.getByRole("heading", { level: 2, name: /problème avec cette photo/ }).waitFor();
        expect(await page.getByRole("button", { name: "Retirer" }).count()).toBe(0);
      });
      await visit("/stations?search=cour", {}, async (page) => {
        const width = "document.querySelector('.row-photo').naturalWidth";
        await expect.poll(() => page.evaluate<number>(width)).toBeGreaterThan(0);
      });
      await examine(browser, address, ["/stations/cour/photo"]);

      await visit(settings, as(paul, address), async (page) => {
        await page.getByRole("button", { name: "Ne plus montrer la photo" }).click();
        await page.getByText("Vous seul la voyez").waitFor();
        expect(await isShown()).toBe(false);
        await page.goto(`${address}${settings}`);
        await page.getByRole("button", { name: "Montrer la photo à tout le monde" }).click();
        await page.getByText("Montrée à tout le monde").waitFor();
        expect(await isShown()).toBe(true);
      });

      const team = await site().administrator();
      await visit("/stations/cour/photo", as(team, address), async (page) => {
        await page.getByRole("button", { name: "Retirer la photo" }).click();
        await page.waitForURL(/\/stations\/cour$/);
      });
      expect(await isShown()).toBe(false);
      await visit(settings, as(paul, address), async (page) => {
        expect(await page.getByRole("button", { name: "Retirer la photo" }).count()).toBe(0);
      });
    },
  );
};
