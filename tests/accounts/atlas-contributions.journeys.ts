import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

const next = (page: Page) => press(page, "Continuer");

/** Signs of two parts have a no-break space before them. */
const wordsOf = async (page: Page): Promise<string> =>
  ((await page.getByRole("main").textContent()) ?? "").replaceAll(/\s/g, " ");

/** How people keep the atlas right: none of it needs script. */
export const atlasContributionJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "an older volunteer adds a place, one question a page, stops and goes on; it is read, then the place corrects its own",
    async () => {
      const { site, admin, anew, signUp, browser, linkInMail } = accounts();
      const context = await anew();
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await signUp(page, "odette@example.org", "Odette");
      await page.goto(`${site}/atlas`);
      await page.getByRole("link", { name: "Ajouter un lieu" }).click();
      await press(page, "Commencer une fiche");
      await heading(page, "Le nom du lieu");
      // Without an answer the question comes again.
      await next(page);
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Comment s'appelle ce lieu ?").fill("Repair café des Lilas");
      await next(page);
      await heading(page, "La famille");
      await page.getByLabel("Associations").check();
      await next(page);
      await page.getByLabel("Où est-il ?").fill("1 rue de l'Église Ville-Exemple");
      await next(page);
      await page
        .getByLabel(/rue de l'Église/i)
        .first()
        .check();
      await next(page);
      await heading(page, "Contacter le lieu");
      await page.getByLabel("Téléphone").fill("le matin");
      await page.getByLabel("E-mail").fill("accueil@lilas.example.org");
      await next(page);
      // A wrong answer is told, and nothing that was typed is lost.
      await page.getByRole("alert").waitFor();
      expect(await page.getByLabel("Téléphone").inputValue()).toBe("le matin");
      expect(await page.getByLabel("E-mail").inputValue()).toBe("accueil@lilas.example.org");
      // She stops, and goes on the next day in another browser.
      const { cookies } = await context.storageState();
      const later = await anew();
      await later.addCookies(cookies);
      const again = await later.newPage();
      again.setDefaultTimeout(15_000);
      await again.goto(`${site}/atlas/drafts`);
      await again.getByRole("link", { name: "Repair café des Lilas" }).click();
      await heading(again, "Relire avant d'envoyer");
      const draft = new URL(again.url()).pathname;
      expect(await wordsOf(again)).toContain("le matin");
      await press(again, "Envoyer");
      await heading(again, "Contacter le lieu");
      await again.getByLabel("Téléphone").fill("05 56 00 00 07");
      await next(again);
      await again.getByLabel("Aide aux démarches administratives").check();
      await next(again);
      await again.getByLabel("Seniors").check();
      await next(again);
      await next(again);
      await again.getByLabel("Gratuit", { exact: true }).check();
      await next(again);
      await heading(again, "Les horaires");
      await again.getByLabel(/Lundi/).fill("quand il fait beau");
      await next(again);
      await again.getByRole("alert").waitFor();
      await again.getByLabel(/Lundi/).fill("9h-12h et 14h à 17h30");
      await press(again, "Question précédente");
      await heading(again, "Le prix");
      expect(await again.getByLabel("Gratuit", { exact: true }).isChecked()).toBe(true);
      await next(again);
      expect(await again.getByLabel(/Lundi/).inputValue()).toBe("9h-12h et 14h à 17h30");
      await next(again);
      await again.getByLabel(/Que faut-il savoir/).fill("On répare **ensemble**.\n<b>Venez</b>");
      await next(again);
      await heading(again, "Relire avant d'envoyer");
      expect(await wordsOf(again)).toContain("Aide aux démarches administratives");
      const drafting = { storageState: await later.storageState() };
      await examine(
        browser,
        site,
        ["/atlas/drafts", draft, draft.replace("check", "hours")],
        drafting,
        [200],
      );
      await press(again, "Envoyer");
      await again.getByText("Merci. Votre fiche est envoyée.").waitFor();
      expect(await wordsOf(again)).toContain("Attend une relecture");

      // Somebody who looks after it reads and publishes it.
      const office = await admin.newPage();
      office.setDefaultTimeout(15_000);
      await office.goto(`${site}/atlas/review`);
      const proposal = office.getByRole("listitem").filter({ hasText: "Repair café des Lilas" });
      await proposal.getByRole("button", { name: "Publier" }).click();
      await office.getByText("C'est fait.").waitFor();
      await again.goto(`${site}/atlas?search=repair+lilas`);
      await again.getByRole("link", { name: "Repair café des Lilas" }).click();
      const own = new URL(again.url()).pathname;
      expect(await wordsOf(again)).toContain("09:00 – 12:00");
      expect(await wordsOf(again)).toContain("<b>Venez</b>");

      // The place itself: whose account has its address changes its sheet at once.
      const place = await (await anew()).newPage();
      place.setDefaultTimeout(15_000);
      await signUp(place, "accueil@lilas.example.org", "Les Lilas");
      await place.goto(`${site}${own}`);
      await place.getByRole("link", { name: "Corriger cette fiche" }).click();
      await press(place, "Commencer la correction");
      await place.getByRole("link", { name: "Changer : Les horaires" }).click();
      expect(await place.getByLabel(/Lundi/).inputValue()).toBe("09:00-12:00, 14:00-17:30");
      await place.getByLabel(/Mardi/).fill("10h-12h");
      await next(place);
      await next(place);
      await press(place, "Publier mes changements");
      await place.goto(`${site}${own}`);
      expect(await wordsOf(place)).toContain("10:00 – 12:00");
      expect(await wordsOf(place)).toContain("par le lieu lui-même");

      // What was done can be told, and put back.
      await office.goto(`${site}${own}`);
      await office.getByRole("link", { name: "Historique de la fiche" }).click();
      expect(await wordsOf(office)).toContain("Les Lilas");
      const storageState = await admin.storageState();
      await examine(browser, site, [`${own}/history`], { storageState }, [200]);
      await press(office, /Remettre comme avant/);
      await office.getByText("C'est fait.").waitFor();
      await place.goto(`${site}${own}`);
      expect(await wordsOf(place)).not.toContain("10:00 – 12:00");
      expect((await place.goto(`${site}${own}/history`))?.status()).toBe(403);

      // A place is asked by mail, and answers with one button.
      await admin.request.post(`${site}/api/v1/atlas/imports`, {
        headers: { origin: site },
        data: {
          source: "rappels",
          entries: [
            {
              ...{ key: "1", nature: "structure" },
              sheet: {
                ...{ name: "Foyer du Lac", commune: "Val d'Exemple", insee: "00004" },
                ...{ emails: ["foyer@lac.example.org"], updatedOn: "2020-01-01" },
              },
            },
          ],
        },
      });
      await office.goto(`${site}/atlas/review`);
      await press(office, "Envoyer les e-mails");
      await office.getByText("1 e-mail est parti.").waitFor();
      await office.close();
      const link = new URL(await linkInMail("atlas.still_right"));
      const visitor = await (await anew()).newPage();
      visitor.setDefaultTimeout(15_000);
      await visitor.goto(`${site}${link.pathname}`);
      await heading(visitor, "Foyer du Lac");
      await examine(browser, site, [link.pathname], {}, [200]);
      await press(visitor, "Oui, c'est toujours juste");
      await visitor.getByText("Merci. La fiche est marquée").waitFor();
      expect(await visitor.getByRole("button", { name: /toujours juste/ }).count()).toBe(0);
      expect((await visitor.goto(`${site}/atlas/confirm/${"x".repeat(43)}`))?.status()).toBe(404);
    },
  );
};
