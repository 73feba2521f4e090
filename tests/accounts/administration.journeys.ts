import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** Roles and official lists, for administrators. */
export const administrationJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "a role is given and taken in a territory, an organisation and for one record, without script",
    async () => {
      const { site, admin, anew, signUp } = accounts();
      const page = await (await anew()).newPage();
      await signUp(page, "olga@example.org", "Olga Rôles");
      const headers = { origin: site };
      const made = await admin.request.post(`${site}/api/v1/organisations`, {
        data: { title: "Maison des rôles", legalForm: "association" },
        headers,
      });
      const { id: organisation } = await made.json();
      const { territories } = await (
        await admin.request.get(`${site}/api/v1/territories?kind=commune&limit=1`)
      ).json();
      const [territory] = territories as { code: string; name: string }[];
      const list = await admin.newPage();
      await list.goto(`${site}/admin/people?search=Olga`);
      await list.getByRole("link", { name: "Olga Rôles" }).click();
      const give = async (role: string, scope: string, label: RegExp, where: string) => {
        await list.getByLabel("Rôle", { exact: true }).selectOption(role);
        await list.getByLabel(scope, { exact: true }).check();
        const field = list.getByLabel(label);
        if (scope === "une organisation") await field.selectOption(where);
        else await field.fill(where);
        await press(list, "Donner ce rôle");
      };
      const held = () => list.locator("main .messages li > p").allTextContents();
      await give("mediator", "un territoire", /^Le territoire/, "Nulle-Part-sur-Rien");
      await list.getByRole("alert").getByText("Aucun territoire ne porte ce nom").waitFor();
      expect(await list.getByLabel(/^Le territoire/).inputValue()).toBe("Nulle-Part-sur-Rien");
      await give("mediator", "un territoire", /^Le territoire/, territory?.code ?? "");
      await list.getByText("Le rôle est donné").waitFor();
      await give("coordinator", "une organisation", /^L'organisation/, organisation);
      await list.getByText("coordination (Maison des rôles)").waitFor();
      await give("contributor", "une fiche", /^Le numéro de la fiche/, "12");
      await list
        .getByRole("alert")
        .getByText(/n'est celui d'aucune fiche/)
        .waitFor();
      await give("contributor", "une fiche", /^Le numéro de la fiche/, organisation);
      await expect.poll(held, { timeout: 30_000 }).toHaveLength(3);
      const name = `Retirer le rôle : médiateur ou médiatrice (${territory?.name})`;
      await press(list, new RegExp(name.replace(/[()]/g, "\\$&").replace(/ :/, "\\s:")));
      await list.getByText("Le rôle est retiré").waitFor();
      expect(await held()).toHaveLength(2);
      await list.goto(`${site}/admin/audit?action=people.role_given`);
      const givers = await list.locator("main a[href*='actor=']").allTextContents();
      expect(givers.length).toBeGreaterThanOrEqual(3);
      // Names, and not numbers.
      for (const giver of givers) expect(giver).toMatch(/^(?![0-9a-f]{8}-)\p{L}/u);
      await list.close();
    },
  );

  testWith(
    [browserNeed],
    "official lists are imported on a page, without script: each mistake is shown with its line and what to do",
    async () => {
      const { site, admin, anew, signUp } = accounts();
      const page = await admin.newPage();
      await page.goto(`${site}/admin/territories`);
      await heading(page, "Territoires et adresses");
      await press(page, "Importer ce fichier");
      await page.getByRole("alert").getByText("Choisissez le fichier à importer").waitFor();
      const give = async (name: string, content: string) => {
        await page
          .getByLabel(/Le fichier, tel que/)
          .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
        await press(page, "Importer ce fichier");
        await heading(page, name);
        await expect
          .poll(
            async () => {
              const again = page.getByRole("link", { name: "Voir où il en est" });
              if ((await again.count()) > 0) await again.click();
              return page.getByRole("status").textContent();
            },
            { timeout: 60_000 },
          )
          .not.toMatch(/En attente|En cours/);
      };
      await give("liste.csv", "a,b\n1,2\n");
      expect(await page.getByRole("status").textContent()).toMatch(/^Refusé/);
      await page.getByText(/Aucune liste connue n'a ces colonnes/).waitFor();
      const list = [
        "kind,code,name,within",
        "region,75,Nouvelle-Aquitaine,",
        ...Array.from(
          { length: 12 },
          (_, index) => `departement,${24 + index},D${index},region/75`,
        ),
        "departement,3,Sans zéro,region/75",
      ].join("\n");
      await page.goto(`${site}/admin/territories`);
      await give("départements.csv", list);
      expect(await page.getByRole("status").textContent()).toBe("Importé");
      await page.getByRole("cell", { name: "15", exact: true }).waitFor();
      await page.getByText(/« 3 » n'a pas la forme d'un code/).waitFor();
      await page.goto(`${site}/admin/territories`);
      await page.getByText("départements.csv", { exact: true }).first().waitFor();
      const [other] = [await (await anew()).newPage()];
      await signUp(other, "curieux@example.org", "Curieux");
      const refused = await other.goto(`${site}/admin/territories`);
      expect(refused?.status()).toBe(403);
      await page.close();
    },
  );
};
