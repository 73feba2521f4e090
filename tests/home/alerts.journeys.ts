import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { COMMUNE, type HomeSite } from "./home.fixture.ts";

const ADDRESS = "patiente@example.org";

const press = async (page: Page, name: string | RegExp) => {
  await page.getByRole("button", { name }).first().click();
  await page.waitForLoadState();
};
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name }).waitFor();

/** Somebody who coughs wants to be told. After the journeys of home: stations are there. */
export const alertJourneys = (home: () => HomeSite): void => {
  testWith(
    [browserNeed],
    "a patient asks by one question a page, confirms by mail, is told, sees why, and erases everything, without script",
    async () => {
      const { subject, day: measure, browser, site } = home();
      /** A wrong form is answered 400, which a browser logs: no `visit`, which fails of that. */
      const look = async (path: string, at: (page: Page) => Promise<void>) => {
        const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(site + path);
        await at(page);
        await context.close();
      };
      const mails = async () =>
        (await subject.mails()).filter(({ recipient }) => recipient === ADDRESS);
      const linkIn = (text: string, path: string) =>
        new RegExp(`https?://\\S+(/alerts/${path}\\?\\S+)`).exec(text)?.[1] ?? "";
      const day = new Date(Date.now() + 86_400_000).toLocaleDateString("sv", {
        timeZone: "Europe/Paris",
      });
      /** What Atmo France says of the pollen of birch tomorrow. */
      const forecast = async (value: number) => {
        const { status } = await subject.getAsAdministrator("/api/v1/quality/forecasts", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            source: "atmo-france",
            forecasts: [
              {
                ...{ territory: COMMUNE, subject: "pollen_betula", scale: "atmo-france" },
                ...{ day, value, issued: new Date().toISOString() },
              },
            ],
          }),
        });
        expect(status).toBe(200);
      };
      await forecast(1);
      await look("/alerts", async (page) => {
        await press(page, "Continuer");
        await page
          .getByRole("alert")
          .getByRole("link", { name: /commune ou une adresse/ })
          .waitFor();
        await page.getByLabel("Une commune ou une adresse").fill("1 rue de l'église ville-exemple");
        await press(page, "Continuer");
        await heading(page, "Quel endroit");
        await page
          .getByLabel(/Ville-Exemple/)
          .first()
          .check();
        await press(page, "Continuer");
        await press(page, "Continuer");
        await heading(page, /^De quoi voulez-vous/);
        await page.getByLabel(/l'air se dégrade/).check();
        await page.getByLabel(/graminées/).check();
        // Only what somebody forecasts here can be asked for.
        await page.getByLabel(/la veille.*bouleau/).check();
        expect(await page.getByLabel(/la veille/).count()).toBe(1);
        await press(page, "Continuer");
        await page.getByLabel("Des messages à toute heure").check();
        await press(page, "Continuer");
        // What was answered before is still there.
        await press(page, "Question précédente");
        expect(await page.getByLabel("Des messages à toute heure").isChecked()).toBe(true);
        await press(page, "Continuer");
        await page.getByLabel("Votre adresse e-mail").fill(ADDRESS);
        await press(page, "Recevoir");
        await heading(page, "Regardez vos e-mails");
        const { pathname, search } = new URL(page.url());
        expect(pathname + search).not.toMatch(/exemple|patiente|45/);
      });
      await expect.poll(async () => (await mails()).length, { timeout: 15_000 }).toBe(1);
      const confirm = linkIn((await mails())[0]?.text ?? "", "confirm");
      let own = "";
      await look(confirm, async (page) => {
        const asked = await page.locator("main").textContent();
        expect(asked).toMatch(/Ville-Exemple.*niveau 3/s);
        // Of an address the commune is kept, and no street.
        expect(asked).not.toContain("glise");
        await press(page, "Oui, prévenez-moi");
        await heading(page, "Mes alertes");
        await page.getByText("Prévenir un programme (webhook)").click();
        await page.getByLabel("L'adresse du programme").fill("http://192.0.2.1/hook");
        await press(page, "Ajouter ce programme");
        await page
          .getByText(/Il faut une adresse en https/)
          .first()
          .waitFor();
        own = page.url().slice(new URL(page.url()).origin.length);
      });
      await measure("ecole", { pm2_5: 120, pm10: 130 });
      await expect.poll(async () => (await mails()).length, { timeout: 30_000 }).toBe(2);
      const told = (await mails())[1];
      expect(told?.title).toMatch(/^Ville-Exemple.*: info air$/);
      // A message has come, and six hours have not passed: what is forecast waits, unless its reader wants all at once.
      await look(own, async (page) => {
        await page.getByLabel("À quelle fréquence").selectOption("news");
        await press(page, "Changer");
        await page.getByText("C'est changé").waitFor();
        expect(await page.getByLabel("Messages la nuit").inputValue()).toBe("no");
      });
      await forecast(4);
      await expect.poll(async () => (await mails()).length, { timeout: 30_000 }).toBe(3);
      const forecastTold = (await mails())[2];
      expect(forecastTold?.title).toMatch(/^Ville-Exemple.*: info pollens$/);
      await look(linkIn(forecastTold?.text ?? "", "why"), async (page) => {
        await page.getByText(/une prévision\s: atmo-france/).waitFor();
        await page.getByText(/élevé \(niveau 4, Indice pollen/).waitFor();
      });
      await examine(browser, site, [
        ...[own, linkIn(told?.text ?? "", "why"), linkIn(forecastTold?.text ?? "", "why")],
        ...["/alerts", "/alerts/confirm", "/alerts?for=other"],
      ]);
      await look(linkIn(told?.text ?? "", "why"), async (page) => {
        await heading(page, "Comment ce chiffre est fait");
        await page.getByRole("link", { name: "ecole" }).waitFor();
        await page.getByLabel("Oui").check();
        await press(page, "Répondre");
        await page.getByText("Merci, c'est noté").waitFor();
      });
      await look(own, async (page) => {
        await page.getByText("Un message est parti").first().waitFor();
        await page.getByLabel("Ne rien envoyer pendant").selectOption("week");
        await press(page, "Régler la pause");
        await page.getByText(/En pause jusqu'au/).waitFor();
        await press(page, "Tout arrêter et tout effacer");
        await heading(page, "Tout est arrêté");
      });
      await look(own, (page) => heading(page, "Il n'y a pas d'alertes ici"));
    },
  );
};
