import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { bringAxe, examineShown } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** The questions about the place, one a page. */
const sayWhere = async (page: Page, station: string): Promise<void> => {
  await page.getByRole("link", { name: /^Régler la station/ }).click();
  await page.getByRole("link", { name: "Dire où est la station" }).click();
  await page.getByLabel("L'adresse", { exact: true }).fill("Nulle Part sur Rien 99999");
  await press(page, "Continuer");
  await page
    .getByRole("alert")
    .getByText(/Aucune adresse ne ressemble/)
    .waitFor();
  await page.getByRole("link", { name: "Donner plutôt des coordonnées" }).click();
  await page.getByLabel("Latitude et longitude").fill("près de la Garonne");
  await press(page, "Continuer");
  await page.getByRole("alert").getByText("deux nombres de degrés").waitFor();
  await page.getByLabel("Latitude et longitude").fill("44,84 -0,58");
  await press(page, "Continuer");
  await heading(page, /Dehors ou à l'intérieur/);
  await page.getByLabel("Dehors", { exact: true }).check();
  await press(page, "Continuer");
  await heading(page, /Depuis quel jour/);
  await page.getByLabel("Depuis quel jour est-elle là").fill("2999-01-01");
  await press(page, "Enregistrer");
  await page.getByRole("alert").getByText("aujourd'hui au plus tard").waitFor();
  await page.getByLabel("Depuis quel jour est-elle là").fill("2026-01-31");
  await press(page, "Enregistrer");
  await page.getByText("Le lieu de la station est enregistré.").waitFor();
  await page.getByRole("link", { name: /Changer.*Hauteur/ }).click();
  await page.getByLabel(/À combien de mètres/).fill("2,5");
  await press(page, "Enregistrer");
  await page.getByText("C'est enregistré.").waitFor();
  // The address holds nothing of the place.
  expect(page.url()).toMatch(new RegExp(`/account/stations/${station}/settings\\?done=detail$`));
  await page.getByRole("link", { name: "Mes stations" }).click();
};

/** Hosts, who claim a box by the code on its label. */
export const hostingJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "a host claims a box by its label, says who sees it, puts it in maintenance, offers it and retires it, without script",
    async () => {
      const { site, admin, anew, signUp } = accounts();
      const headers = { origin: site };
      const added = await admin.request.post(`${site}/api/v1/organisations`, {
        data: { title: "Fablab des hôtes", legalForm: "association" },
        headers,
      });
      const { id } = (await added.json()) as { id: string };
      const prepared = await admin.request.post(`${site}/api/v1/organisations/${id}/batches`, {
        data: { title: "Atelier", count: 1 },
        headers,
      });
      const { stations } = (await prepared.json()) as {
        stations: { station: string; code: string }[];
      };
      const [{ station, code } = { station: "", code: "" }] = stations;

      const context = await anew();
      const page = await context.newPage();
      await page.goto(`${site}/claim?code=${code}`);
      await page.waitForURL(/sign-in/);
      expect(new URL(page.url()).searchParams.get("next")).toBe(`/claim?code=${code}`);
      await signUp(page, "hugo@example.org", "Hugo Hôte");
      await page.getByRole("link", { name: "Mes stations" }).click();
      await page.getByText("Vous n'avez pas encore de station.").waitFor();
      await page.getByRole("link", { name: "Déclarer ma station" }).click();
      await page.getByLabel("Le code de la boîte").fill("7K3");
      await press(page, "Continuer");
      await page
        .getByRole("alert")
        .getByText(/huit lettres et chiffres/)
        .waitFor();
      const parts = [code.slice(0, 4), code.slice(4, 7) + (code.endsWith("0") ? "1" : "0")];
      await page.getByLabel("Le code de la boîte").fill(parts.join(" ").toLowerCase());
      await press(page, "Continuer");
      await page.getByText(`Code de la boîte : ${parts.join("-")}`).waitFor();
      await press(page, "C'est ma station");
      await page
        .getByRole("alert")
        .getByText(/ne vont pas ensemble/)
        .waitFor();

      await page.goto(`${site}/claim?code=${code}`);
      await press(page, "C'est ma station");
      await page.getByText("La station est à vous.").waitFor();
      await heading(page, "Qui voit les mesures");
      await page.getByLabel("Moi seul").check();
      await press(page, "Enregistrer mon choix");
      await page.getByRole("alert").getByText("Cochez la case").waitFor();
      expect(await page.getByLabel("Moi seul").isChecked()).toBe(true);
      await page.getByLabel(/J'ai lu ce qui devient public/).check();
      await press(page, "Enregistrer mon choix");
      await page.getByText("Votre choix est enregistré.").waitFor();
      await press(page, "Mettre en maintenance");
      await page.getByText(/En maintenance/).waitFor();
      await press(page, "Remettre en service");
      await page.getByText(/En service/).waitFor();
      const share = await context.request.get(`${site}/api/v1/stations/${station}/share`);
      expect(await share.json()).toMatchObject({ visibility: "private", needsConsent: false });

      await sayWhere(page, station);
      const seen = await context.request.get(`${site}/api/v1/stations/${station}/places/exact`);
      expect((await seen.json()).places).toMatchObject([
        { lat: 44.83812, lon: -0.57706, precision: "cell", exposure: "outdoor" },
      ]);
      expect((await seen.json()).places[0].exact).toEqual({ lat: 44.84, lon: -0.58, height: 2.5 });

      const examined = await anew({
        ...{ colorScheme: "dark", viewport: { width: 320, height: 800 }, javaScriptEnabled: true },
        storageState: await context.storageState(),
      });
      await bringAxe(examined);
      const other = await examined.newPage();
      for (const path of [
        "/claim",
        `/claim?code=${code}`,
        "/account/stations",
        `/account/stations/${station}/share`,
        `/account/stations/${station}/settings`,
        `/account/stations/${station}/place`,
        `/account/stations/${station}/place/siting`,
        `/account/stations/${station}/place/photo`,
        `/account/stations/${station}/hand-over`,
        `/account/stations/${station}/retire`,
      ]) {
        await other.goto(`${site}${path}`);
        await examineShown(other, path);
      }

      // Offered, taken back, and then out of service for ever.
      const receiver = await anew();
      await signUp(await receiver.newPage(), "rosa@example.org", "Rosa");
      const offers = async () => {
        const answer = await receiver.request.get(`${site}/api/v1/account/stations`);
        return ((await answer.json()) as { offers: { station: string }[] }).offers;
      };
      await page.getByRole("link", { name: "Donner la station à quelqu'un" }).click();
      await page.getByLabel("L'adresse e-mail de la personne").fill("rosa");
      await press(page, "Proposer la station");
      await page
        .getByRole("alert")
        .getByText(/adresse e-mail complète/)
        .waitFor();
      await page.getByLabel("L'adresse e-mail de la personne").fill("rosa@example.org");
      await press(page, "Proposer la station");
      await page.getByText("a sept jours pour accepter").waitFor();
      expect(await offers()).toMatchObject([{ station }]);
      await page.getByRole("link", { name: "Donner la station à quelqu'un" }).click();
      await press(page, "Garder la station");
      await page.getByText("La station reste la vôtre").waitFor();
      expect(await offers()).toEqual([]);

      await page.getByRole("link", { name: "Retirer la station du service" }).click();
      await press(page, "Retirer la station");
      await page.getByRole("alert").getByText("Cochez la case").waitFor();
      await page.getByLabel("Je veux retirer cette station pour toujours").check();
      await press(page, "Retirer la station");
      await page.getByText("La station est retirée du service.").waitFor();
      await page.getByText(/Retirée du service/).waitFor();
      const gone = await context.request.get(`${site}/account/stations/${station}/retire`);
      expect(gone.status()).toBe(404);
    },
  );
};
