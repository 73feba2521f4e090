import { expect } from "vitest";
import { lieuxMediationWords } from "../../cloud/src/atlas/formats/lieux-mediation.ts";
import { atlasWords } from "../../dashboards/app/atlas/words.ts";
import { readPdf } from "../../dashboards/print/read-pdf.fixture.ts";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

const place = (key: string, name: string, more: object = {}) => ({
  ...{ key, nature: "structure" },
  sheet: {
    ...{ name, commune: "Ville-Exemple", insee: "00001", postcode: "00110" },
    ...{ street: "1 rue de l'Église", latitude: 45.0727, longitude: -5.1307, ...more },
  },
});

/** The atlas, as somebody without an account and without script uses it, and as who looks after it does. */
export const atlasJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "somebody finds a place by words, by a need, and around an address; reports a mistake, which is settled",
    async () => {
      const { site, admin, anew, browser } = accounts();
      const imported = await admin.request.post(`${site}/api/v1/atlas/imports`, {
        headers: { origin: site },
        data: {
          source: "essai",
          entries: [
            place("1", "Médiathèque Jules-Verne", {
              ...{ services: ["Aide aux démarches administratives"], fees: ["Gratuit"] },
              ...{ care: ["Handicaps moteurs"], openingHours: "24/7", phones: ["+33556000000"] },
              websites: ["https://example.org/verne"],
              description: "Un lieu ouvert.\n\n<script>document.title='pris'</script>",
            }),
            place("2", "Club informatique du Port", {
              ...{ fees: ["Payant"], openingHours: "sur rendez-vous", latitude: 45.11 },
            }),
            ...Array.from({ length: 25 }, (_, index) =>
              place(`n${index}`, `Point d'accès ${String.fromCodePoint(65 + index)}`, {
                ...{ latitude: 45.3 + index / 100, insee: "00004", commune: "Val d'Exemple" },
              }),
            ),
          ],
        },
      });
      expect(await imported.json()).toMatchObject({ counts: { new: 27, held: 0 } });

      const context = await anew();
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(`${site}/`);
      await page.getByRole("contentinfo").getByRole("link", { name: "Lieux et aides" }).click();
      await heading(page, "Trouver de l'aide près de chez vous");
      expect(await page.getByRole("main").textContent()).toContain("27 réponses");
      // The pages of the list hold each place once.
      const first = await page.locator(".atlas-rows h3").allTextContents();
      await page.getByRole("link", { name: "Suite de la liste" }).click();
      const second = await page.locator(".atlas-rows h3").allTextContents();
      expect(new Set([...first, ...second]).size).toBe(27);

      // With a mistake of typing, and then by a need.
      await page.getByRole("searchbox", { name: "Que cherchez-vous ?" }).fill("mediateque");
      await press(page, "Chercher");
      await page.getByText("Rien pour les mots demandés").waitFor();
      expect(await page.locator(".atlas-rows h3").allTextContents()).toEqual([
        "Médiathèque Jules-Verne",
      ]);
      await page.goto(`${site}/atlas`);
      await page.getByText("Préciser la recherche").click();
      await page.getByLabel("Besoin particulier").selectOption("Handicaps moteurs");
      await page.getByLabel("Prix").selectOption("Gratuit");
      await press(page, "Afficher");
      expect(new URL(page.url()).search).toContain("care=motor");
      expect(await page.locator(".atlas-rows h3").allTextContents()).toEqual([
        "Médiathèque Jules-Verne",
      ]);
      await page.goto(`${site}/atlas?search=helicoptere`);
      await page.getByText("Rien ne répond à cette recherche").waitFor();

      // Around an address: it stands in no address of a page.
      await page.goto(`${site}/atlas`);
      await page.getByText("Préciser la recherche").click();
      await page.getByLabel("Autour de quel endroit ?").fill("1 rue de l'Église Ville-Exemple");
      await press(page, "Montrer autour");
      await press(page, /rue de l'Église/i);
      await page.getByRole("heading", { name: "Du plus proche au plus éloigné" }).waitFor();
      expect(page.url()).toBe(`${site}/atlas`);
      expect((await page.locator(".atlas-rows h3").allTextContents())[0]).toBe(
        "Médiathèque Jules-Verne",
      );
      expect(await page.content()).not.toContain("45.0727");
      await press(page, "Suite de la liste");
      expect(page.url()).toBe(`${site}/atlas`);
      expect(await page.locator(".atlas-rows h3").count()).toBe(7);

      // One place.
      await page.goto(`${site}/atlas?search=verne`);
      await page.getByRole("link", { name: "Médiathèque Jules-Verne" }).click();
      await heading(page, "Médiathèque Jules-Verne");
      const own = new URL(page.url()).pathname;
      // Signs of two parts have a no-break space before them.
      const main = ((await page.getByRole("main").textContent()) ?? "").replaceAll(/\s/g, " ");
      for (const words of [
        "Ouvert",
        "1 rue de l'Église",
        "00:00 – 24:00",
        "Source : essai",
        "L'air autour",
      ])
        expect(main).toContain(words);
      // A stranger's text is text.
      expect(main).toContain("<script>");
      expect(await page.title()).toContain("Médiathèque");
      expect(await page.locator('a[href^="geo:45.0727,-5.1307"]').count()).toBe(1);
      expect(await page.locator('a[href="tel:+33556000000"]').count()).toBe(1);

      // A form without an answer comes back; with one it is taken, without an account.
      await press(page, "Envoyer");
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Les horaires ne sont pas les bons").check();
      await page.getByLabel(/Ce qu'il faudrait écrire/).fill("Fermé le lundi.");
      await press(page, "Envoyer");
      await page.getByText("Merci. Une personne va relire cette fiche.").waitFor();

      // The list of a commune as a booklet, as an operator prints it: what the page shows, and nothing of who reported.
      await page.goto(`${site}/atlas?place=fr-commune-00001`);
      await page.getByLabel("Format").selectOption("A5 (demi-page)");
      await page.getByLabel("Rangé par").selectOption("Aide proposée");
      const [printing] = await Promise.all([
        page.waitForRequest(/booklet\.pdf/),
        page.getByRole("button", { name: "Faire le livret" }).click(),
      ]);
      const booklet = await context.request.get(printing.url());
      expect(booklet.headers()["content-type"]).toBe("application/pdf");
      const { text, title, language } = await readPdf(await booklet.body());
      expect({ title, language }).toMatchObject({ language: "fr" });
      expect(String(title)).toContain("Ville-Exemple");
      const printed = text.replaceAll(/\s/g, " ");
      for (const words of [
        "Médiathèque Jules-Verne",
        "tous les jours : jour et nuit",
        "Données du",
      ])
        expect(printed).toContain(words);
      expect(printed).not.toContain("Fermé le lundi.");
      const asked = (query: string) => context.request.get(`${site}/atlas/booklet.pdf${query}`);
      expect((await asked("?paper=a0")).status()).toBe(400);
      expect((await asked("?by=%3Cscript%3E")).status()).toBe(400);
      expect((await asked("?place=fr-commune-99999")).status()).toBe(404);
      expect((await asked("?place=..%2F..%2Fetc")).status()).toBe(404);
      expect((await asked("?search=helicoptere&lang=en")).status()).toBe(200);

      // A card of one place, whose short address leads to its page; a poster of the list.
      await page.goto(`${site}${own}`);
      const cardHref = await page
        .getByRole("link", { name: "Carte de ce lieu, A5 (PDF)" })
        .getAttribute("href");
      const card = await readPdf(await (await context.request.get(`${site}${cardHref}`)).body());
      expect(card).toMatchObject({ pages: 1, title: "Médiathèque Jules-Verne" });
      const [, short = ""] = /(\/a\/[0-9a-f]{8})/.exec(card.text) ?? [];
      await page.goto(`${site}${short.toUpperCase().replace("/A/", "/a/")}`);
      expect(new URL(page.url()).pathname).toBe(own);
      await page.goto(`${site}/atlas?place=fr-commune-00001`);
      const posterHref = await page
        .getByRole("link", { name: "Affiche de la liste, A3 (PDF)" })
        .getAttribute("href");
      const poster = await context.request.get(`${site}${posterHref}`);
      expect(await readPdf(await poster.body())).toMatchObject({ pages: 1, language: "fr" });
      for (const path of ["/a/00000000", "/atlas/absent/card.pdf", "/atlas/%2e/card.pdf"])
        expect((await context.request.get(`${site}${path}`)).status(), path).toBe(404);
      for (const path of ["/atlas/poster.pdf?paper=a5", `${own}/card.pdf?paper=a0`])
        expect((await context.request.get(`${site}${path}`)).status(), path).toBe(400);

      // Who looks after it sees it, and settles it; nobody else does.
      await page.goto(`${site}/atlas/review`);
      expect(new URL(page.url()).pathname).toBe("/sign-in");
      const office = await admin.newPage();
      office.setDefaultTimeout(15_000);
      await office.goto(`${site}/atlas/review`);
      await office.getByText("Fermé le lundi.").waitFor();
      await press(office, "C'est réglé");
      await office.getByText("Aucun signalement n'attend.").waitFor();
      await office.close();

      // Where to go today, in a commune; where nobody measures it invites to host.
      await page.goto(`${site}/atlas`);
      await page.getByRole("link", { name: "Où aller aujourd'hui" }).click();
      await page.getByLabel("Dans quelle commune ?").fill("Ville-Exemple");
      await press(page, "Afficher");
      await page
        .getByRole("main")
        .getByRole("link", { name: /^Ville-Exemple/ })
        .click();
      await heading(page, "Où aller aujourd'hui : Ville-Exemple");
      const today = new URL(page.url());
      expect(await page.locator(".atlas-rows h2").first().textContent()).toBe(
        "Médiathèque Jules-Verne",
      );
      await examine(browser, site, ["/atlas", "/atlas?search=mediateque&open=now", own]);
      await examine(browser, site, ["/atlas/today", `${today.pathname}${today.search}`]);
      const storageState = await admin.storageState();
      await examine(browser, site, ["/atlas/review"], { storageState }, [200]);
      const missing = await context.request.get(`${site}/atlas/absent`);
      expect(missing.status()).toBe(404);
    },
  );

  testWith([], "the pages choose by the words of the national scheme", async () => {
    const of = (list: keyof typeof atlasWords) => atlasWords[list].map(([word]) => word).toSorted();
    expect(of("services")).toEqual([...lieuxMediationWords.services].toSorted());
    expect(of("publics")).toEqual(
      [...lieuxMediationWords.publics_specifiquement_adresses].toSorted(),
    );
    expect(of("care")).toEqual([...lieuxMediationWords.prise_en_charge_specifique].toSorted());
    expect(of("fees")).toEqual([...lieuxMediationWords.frais_a_charge].toSorted());
  });
};
