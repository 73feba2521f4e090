import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { readPdf } from "../../dashboards/print/read-pdf.fixture.ts";
import { browserNeed } from "../browser.ts";
import { bringAxe, examineShown } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

const take = async (page: Page, button: string) => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  const pdf = await readPdf(await readFile(await download.path()));
  return { name: download.suggestedFilename(), ...pdf };
};

/** Workshop leaders, who prepare boxes. */
export const workshopJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "a workshop leader prepares boxes and takes labels, list and files; axe finds nothing; without script",
    async () => {
      const { site, anew, signUp } = accounts();
      const context = await anew({ acceptDownloads: true });
      const page = await context.newPage();
      await signUp(page, "lina@example.org", "Lina");
      const added = await context.request.post(`${site}/api/v1/organisations`, {
        data: { title: "Club du fleuve", legalForm: "association" },
        headers: { origin: site },
      });
      const { id } = (await added.json()) as { id: string };
      await page.goto(`${site}/organisations/${id}`);
      await page.getByRole("link", { name: "Préparer les boîtes d'un atelier" }).click();
      await page.getByText("Aucune boîte n'est préparée.").waitFor();
      await page.getByRole("link", { name: "Préparer des boîtes" }).click();
      await page.getByLabel("Nom de l'atelier").fill("Atelier <b>#1</b> *nord*");
      await page.getByLabel("Nombre de boîtes").fill("0");
      await press(page, "Préparer");
      expect(await page.getByRole("alert").textContent()).toContain("de 1 à 100");
      await page.getByLabel("Nombre de boîtes").fill("9");
      await press(page, "Préparer");
      await heading(page, /Boîtes de l'atelier.*Atelier <b>#1<\/b> \*nord\*/);
      const codes = (await page.locator("td:nth-child(3) code").allTextContents()).sort();
      expect(codes).toHaveLength(9);

      const labels = await take(page, "Prendre les étiquettes (PDF)");
      expect(labels).toMatchObject({ name: "etiquettes.pdf", pages: 2, language: "fr" });
      expect(labels.title).toContain("Atelier <b>#1</b> *nord*");
      for (const code of codes) expect(labels.text).toContain(code);
      expect(labels.structure).toContain(`${site}/claim?code=${codes[0]}`);

      const list = await take(page, "Prendre la liste de remise (PDF)");
      expect(list).toMatchObject({ name: "remise-des-boites.pdf", language: "fr" });
      expect(list.text).toContain("Ce qui devient public");
      for (const code of codes) expect(list.text).not.toContain(code);

      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "identity.json de la boîte 2" }).click(),
      ]);
      expect(file.suggestedFilename()).toBe("identity.json");
      const identity = JSON.parse(await readFile(await file.path(), "utf8"));
      const second = await page.locator("tbody tr:nth-child(2) td:nth-child(2)").textContent();
      expect(identity).toEqual({ name: second, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });

      // The codes are shown once: the list has none.
      await page.getByRole("link", { name: "Tous les ateliers" }).click();
      await page.getByText("9 boîtes").waitFor();
      const shown = await page.content();
      for (const code of codes) expect(shown).not.toContain(code);

      const examined = await anew({
        ...{ colorScheme: "dark", viewport: { width: 320, height: 800 }, javaScriptEnabled: true },
        storageState: await context.storageState(),
      });
      await bringAxe(examined);
      const other = await examined.newPage();
      await other.goto(`${site}/organisations/${id}/workshops`);
      await examineShown(other, "workshops");
      await other.goto(`${site}/organisations/${id}/workshops/new`);
      await examineShown(other, "boxes to prepare");
      await other.getByLabel("Nom de l'atelier").fill("Atelier sud");
      await other.getByLabel("Nombre de boîtes").fill("2");
      await press(other, "Préparer");
      await examineShown(other, "prepared boxes");

      await page.reload();
      await page.getByText("Voir les boîtes").first().click();
      await press(page, /Rendre 2 codes inutiles/);
      await page.getByText("Ces codes ne servent plus à rien.").waitFor();
    },
  );
};
