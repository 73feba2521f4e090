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

/** A group is made, one question a page; its code and its address. */
const makeGroup = async (page: Page): Promise<{ readonly code: string; readonly path: string }> => {
  await page.getByRole("link", { name: "Changer qui voit les mesures, ou la licence" }).click();
  await page.getByRole("link", { name: "Créer ou rejoindre un groupe" }).click();
  await page.getByRole("link", { name: "Créer un groupe" }).click();
  await press(page, "Continuer");
  await page.getByRole("alert").getByText("Choisissez une réponse").waitFor();
  await page.getByLabel("Une rue ou un quartier").check();
  await press(page, "Continuer");
  await page.getByLabel("Le nom du groupe").fill("Rue des Essais");
  await press(page, "Continuer");
  await heading(page, "Le groupe en une phrase");
  await press(page, "Continuer");
  await page.getByLabel("Page publique").check();
  await press(page, "Continuer");
  await page.getByLabel(/au milieu du groupe/).fill("44,84 -0,58");
  await press(page, "Créer le groupe");
  await heading(page, "Le groupe Rue des Essais est créé");
  const code = (await page.locator(".codes code").textContent()) ?? "";
  await page.getByRole("link", { name: "Voir la page du groupe" }).click();
  await page.getByText("Carré de 500 mètres").waitFor();
  await press(page, /Faire compter cette station/);
  await page.getByText("Votre station compte dans le groupe.").waitFor();
  return { code, path: new URL(page.url()).pathname };
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
      const wish = page.getByLabel("De quelles stations voulez-vous être prévenu ?");
      await wish.selectOption("own");
      await press(page, "Enregistrer");
      await page.getByText("Votre choix est enregistré.").waitFor();
      expect(await wish.inputValue()).toBe("own");
      const share = await context.request.get(`${site}/api/v1/stations/${station}/share`);
      expect(await share.json()).toMatchObject({ visibility: "private", needsConsent: false });

      await sayWhere(page, station);
      const seen = await context.request.get(`${site}/api/v1/stations/${station}/places/exact`);
      expect((await seen.json()).places).toMatchObject([
        { lat: 44.83812, lon: -0.57706, precision: "cell", exposure: "outdoor" },
      ]);
      expect((await seen.json()).places[0].exact).toEqual({ lat: 44.84, lon: -0.58, height: 2.5 });

      await page.getByRole("link", { name: /^Régler la station/ }).click();
      await page.getByRole("link", { name: /Changer.*Photo de la station/ }).click();
      await page.getByLabel("La photo", { exact: true }).setInputFiles({
        ...{ name: "boite.png", mimeType: "image/png", buffer: await page.screenshot() },
      });
      await press(page, "Enregistrer");
      await page.getByRole("alert").getByText("Dites en quelques mots").waitFor();
      await page.getByText(/aucun visage, aucune plaque d'immatriculation/).waitFor();
      await page.getByLabel("Ce que l'on voit sur la photo").fill("Une boîte sous un toit");
      await page.getByLabel("Qui a pris la photo").fill("Hugo");
      await page.getByLabel("Moi seul").check();
      await page.getByLabel("La photo", { exact: true }).setInputFiles({
        ...{ name: "boite.png", mimeType: "image/png", buffer: await page.screenshot() },
      });
      await press(page, "Enregistrer");
      await page.getByText("La photo de la station est à jour.").waitFor();
      await page.getByText("Vous seul la voyez").waitFor();
      await page.getByRole("link", { name: /Changer.*Le nom de la station/ }).click();
      await page.getByLabel("Comment s'appelle la station ?").fill("Chez Ada, côté cour");
      await press(page, "Enregistrer");
      await page.getByText("Chez Ada, côté cour").waitFor();
      await page.getByRole("link", { name: "Mes stations" }).click();

      const group = await makeGroup(page);
      await page.goto(`${site}/account/stations/${station}/share`);
      await page.getByLabel("Les membres du groupe Rue des Essais").check();
      await page.getByLabel(/J'ai lu ce qui devient public/).check();
      await press(page, "Enregistrer mon choix");
      await page.getByText(/Mesures vues par les membres d'un groupe/).waitFor();

      const examined = await anew({
        ...{ colorScheme: "dark", viewport: { width: 320, height: 800 }, javaScriptEnabled: true },
        storageState: await context.storageState(),
      });
      await bringAxe(examined);
      const other = await examined.newPage();
      // As they are for a station that members of a group see.
      for (const path of [
        `/claim?code=${code}`,
        group.path,
        `/account/stations/${station}/share`,
        `/account/stations/${station}/settings`,
      ]) {
        await other.goto(`${site}${path}`);
        await examineShown(other, path);
      }

      // Offered, taken back, and then out of service for ever.
      const receiver = await anew();
      await signUp(await receiver.newPage(), "rosa@example.org", "Rosa");
      const neighbour = receiver.pages()[0] as Page;
      await neighbour.goto(`${site}${group.path}`);
      expect(await neighbour.getByText(station).count()).toBe(0);
      await neighbour.getByRole("link", { name: "Rejoindre un groupe" }).click();
      await neighbour.getByLabel("Le code du groupe").fill("abcd-efgh-jkmn");
      await press(neighbour, "Rejoindre");
      await neighbour.getByRole("alert").getByText("Ce code n'ouvre aucun groupe").waitFor();
      await neighbour.getByLabel("Le code du groupe").fill(group.code);
      await press(neighbour, "Rejoindre");
      await neighbour.getByText("Vous êtes dans le groupe.").waitFor();
      await neighbour.getByRole("link", { name: station }).waitFor();
      await press(neighbour, "Quitter le groupe");
      await neighbour.getByText("Vous avez quitté le groupe.").waitFor();
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

      await page.goto(`${site}/account/stations/${station}/secret`);
      await page.getByLabel(/perdue ou volée/).check();
      await press(page, "Continuer");
      await press(page, "Annuler le secret");
      await page.getByRole("alert").getByText("Cochez la case").waitFor();
      await page.getByLabel("Je veux que le secret actuel ne vaille plus").check();
      await press(page, "Annuler le secret");
      await page.getByText("Le secret d'avant ne vaut plus.").waitFor();
      await page.getByRole("link", { name: "Secret perdu, volé ou changé" }).click();
      await page.getByLabel(/a un nouveau secret/).check();
      await press(page, "Continuer");
      await page.getByLabel("L'empreinte du nouveau secret").fill("court");
      await press(page, "Remplacer le secret");
      await page.getByRole("alert").getByText("64 chiffres et lettres").waitFor();
      await page.getByLabel("L'empreinte du nouveau secret").fill("0B".repeat(32));
      await press(page, "Remplacer le secret");
      await page.getByText("Le secret d'avant ne vaut plus.").waitFor();
      await page.getByRole("link", { name: "Mes stations" }).click();

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
