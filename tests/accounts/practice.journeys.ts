import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** A practice that offers alerts under its own name. */
export const practiceJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "a practice fills in its page, an administrator opens it, and a patient asks for alerts under its name",
    async () => {
      const { site, admin, anew, signUp, browser } = accounts();
      const context = await anew();
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await signUp(page, "dupont@example.org", "Dr Dupont");
      await page.goto(`${site}/organisations/new`);
      await page.getByLabel("Nom", { exact: true }).fill("Cabinet Dupont");
      await page.locator("[name=legalForm]").selectOption("company");
      await press(page, "Ajouter une organisation");
      await heading(page, "Cabinet Dupont");
      await page.getByRole("link", { name: "Offrir des alertes sous ce nom" }).click();
      await heading(page, "Alertes sous le nom de Cabinet Dupont");
      await page.getByLabel("Adresse de la page").fill("cabinet-dupont");
      await page.getByLabel("Quelques mots d'accueil").fill("L'air de la ville, jour après jour.");
      await page.getByLabel("Adresse et téléphone").fill("3 rue du Port");
      await page.getByLabel("Couleur du texte").fill("#0b4f60");
      await press(page, "Enregistrer");
      // What cannot be read is refused in words, and nothing that was typed is lost.
      expect(await page.getByRole("alert").textContent()).toMatch(/7/);
      expect(await page.getByLabel("Adresse et téléphone").inputValue()).toBe("3 rue du Port");
      await page.getByLabel("Couleur du texte").fill("#ffffff");
      await press(page, "Enregistrer");
      await page.getByText("Enregistré.").waitFor();
      const own = new URL(page.url()).pathname;
      const openPage = "/p/cabinet-dupont";
      expect((await context.request.get(site + openPage)).status()).toBe(404);

      const office = await admin.newPage();
      office.setDefaultTimeout(15_000);
      await office.goto(site + own);
      await press(office, "Ouvrir la page");
      await office.getByText("La page est ouverte").waitFor();
      await office.close();

      const storageState = await context.storageState();
      await examine(browser, site, [own, openPage], { storageState });
      const patient = await (await anew()).newPage();
      patient.setDefaultTimeout(15_000);
      await patient.goto(site + openPage);
      await patient.getByText("ne sait pas qui est inscrit").waitFor();
      await patient.getByRole("link", { name: "M'inscrire" }).click();
      expect(await patient.getByText("Cabinet Dupont").count()).toBeGreaterThan(0);
      const card = await context.request.get(`${site}${openPage}/card.pdf`);
      expect(card.headers()["content-type"]).toBe("application/pdf");
      expect((await card.body()).subarray(0, 5).toString()).toBe("%PDF-");
    },
  );
};
