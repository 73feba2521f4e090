import { expect, onTestFinished } from "vitest";
import { OWN_VERSION } from "../../dashboards/app/legal/terms.ts";
import { browserNeed } from "../browser.ts";
import { bringAxe, examineShown } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** Organisations, and mediators who help people without an address. */
export const organisationJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "an organisation is made once though its form is sent twice; somebody is invited, accepts and becomes coordinator",
    async () => {
      const { site, anew, signUp } = accounts();
      const context = await anew();
      const page = await context.newPage();
      await signUp(page, "amina@example.org", "Amina");
      await page.goto(`${site}/organisations/new`);
      const once = await page.locator("[name=once]").inputValue();
      const form = { once, title: "Club du fleuve", legalForm: "association" };
      const post = () =>
        context.request.post(`${site}/organisations/new`, {
          form,
          headers: { origin: site },
          maxRedirects: 0,
        });
      const [first, second] = await Promise.all([post(), post()]);
      expect([first.status(), second.status()]).toEqual([302, 302]);
      const address = first.headers().location ?? "";
      expect(second.headers().location).toBe(address);

      await page.goto(`${site}${address}/members`);
      await page.getByLabel("Son adresse e-mail").fill("paul@example.org");
      await page
        .getByLabel(/Cercle/)
        .last()
        .fill("bureau");
      await page.getByLabel("Rôle dans l'organisation").selectOption("coordinator");
      await press(page, "Envoyer l'invitation");
      await page.getByText("L'invitation est envoyée").waitFor();
      const other = await (await anew()).newPage();
      await signUp(other, "paul@example.org", "Paul");
      await other.getByText("Club du fleuve vous invite").waitFor();
      await press(other, "Accepter");
      await other.getByText("Vous êtes maintenant membre").waitFor();
      await other.goto(`${site}${address}/members`);
      expect(await other.getByText(/coordination · cercle\s: bureau/).count()).toBe(1);
      await other.goto(`${site}${address}`);
      await press(other, "Quitter cette organisation");
      await other.getByText("Vous avez quitté l'organisation").waitFor();
    },
  );

  testWith(
    [browserNeed],
    "a mediator makes an account with a printed code, which is changed at its first use, and acts for the person",
    async () => {
      const { site, admin, anew, signUp } = accounts();
      const context = await anew();
      const page = await context.newPage();
      await signUp(page, "marc@example.org", "Marc Médiateur");
      const list = await admin.newPage();
      await list.goto(`${site}/admin/people?search=Marc`);
      await list.getByRole("link", { name: "Marc Médiateur" }).click();
      await press(list, "Donner ce rôle");
      await list.getByRole("alert").waitFor();
      await list.getByLabel("Rôle", { exact: true }).selectOption("mediator");
      await list.getByLabel("toute la plateforme").check();
      await press(list, "Donner ce rôle");
      await list.getByText("Le rôle est donné").waitFor();
      await list.close();

      await page.goto(`${site}/people/new`);
      await page.getByLabel("Nom de la personne").fill("Jeanne Ancienne");
      // One question a page; an answer that is missing is told on its own page, and the one before can be seen.
      await press(page, "Continuer");
      await heading(page, "Sa langue");
      expect(await page.getByLabel("Français").isChecked()).toBe(true);
      await press(page, "Question précédente");
      expect(await page.getByLabel("Nom de la personne").inputValue()).toBe("Jeanne Ancienne");
      await press(page, "Continuer");
      await press(page, "Continuer");
      await press(page, "Continuer");
      await page.getByRole("alert").getByText("Choisissez une réponse").waitFor();
      await page.getByLabel("Oui, 15 ans ou plus").check();
      await press(page, "Continuer");
      await page.getByLabel(/a lu, ou écouté/).check();
      await press(page, "Continuer");
      await heading(page, "La fin du mandat");
      await page.getByLabel(/mandat est valable/).fill("2027-06-30");
      await press(page, "Continuer");
      await page.getByLabel(/J'ai le mandat signé/).check();
      await page.getByLabel(/Où se trouve/).fill("classeur vert");
      await press(page, "Continuer");
      await heading(page, "Une copie du mandat");
      // Who goes back has not sent the file, and finds what was written.
      const paper = { name: "mandat.png", mimeType: "image/png", buffer: await page.screenshot() };
      await page.getByLabel(/mandat signé, numérisé/).setInputFiles(paper);
      await press(page, "Question précédente");
      expect(await page.getByLabel(/Où se trouve/).inputValue()).toBe("classeur vert");
      await press(page, "Continuer");
      await page.getByLabel(/mandat signé, numérisé/).setInputFiles(paper);
      await press(page, "Créer le compte et la feuille");
      const [, name = "", code = ""] = await page.locator(".sheet dd").allTextContents();
      expect(await page.locator(".sheet").textContent()).toContain(new URL(site).host);

      const alone = await (await anew()).newPage();
      await alone.goto(`${site}/sign-in`);
      await alone.getByLabel(/Votre adresse e-mail, ou/).fill(name);
      await press(alone, "Continuer");
      await alone.getByLabel(/Le code de votre feuille/).fill(code.toLowerCase());
      await press(alone, "Entrer");
      await heading(alone, "Choisissez votre propre code");
      await alone.getByLabel(/Le code imprimé/).fill(code);
      await alone.getByLabel("Votre nouveau code").fill("le chat dort");
      await press(alone, "Entrer");
      await heading(alone, "Mon compte");

      await page.goto(`${site}/people`);
      await page.getByRole("link", { name: "Jeanne Ancienne" }).click();
      const scan = page.getByRole("link", { name: "Voir le mandat signé" });
      const seen = await page.request.get(`${site}${await scan.getAttribute("href")}`);
      expect(seen.headers()["content-type"]).toBe("image/webp");
      await press(page, "Agir pour Jeanne Ancienne");
      await page.goto(site);
      await page.getByText("Vous agissez pour Jeanne Ancienne").waitFor();
      expect((await page.goto(`${site}/account/password`))?.status()).toBeLessThan(500);
      await page.getByLabel("Mot de passe actuel").fill("le chat dort");
      await page.getByLabel("Nouveau mot de passe").fill("autre chose encore");
      await press(page, "Enregistrer");
      await heading(page, "Vous n'avez pas accès à cette page");
      await press(page, "Arrêter d'agir pour cette personne");
      expect(await page.getByText("Vous agissez pour").count()).toBe(0);
      await alone.goto(`${site}/account`);
      await press(alone, "Retirer ce mandat");
      await alone.getByText("Le mandat est retiré").waitFor();
      await page.goto(`${site}/people`);
      await page.getByText("Une personne que vous avez aidée").waitFor();
    },
  );

  testWith(
    [browserNeed],
    "a mediator of two places says in which a renewed mandate counts, without script",
    async () => {
      const { site, admin, anew, signUp } = accounts();
      const page = await (await anew()).newPage();
      await signUp(page, "simone@example.org", "Simone");
      const headers = { origin: site };
      /** What the API answers to somebody with these cookies. */
      const api = async (by: typeof admin, path: string, data?: object) => {
        const address = `${site}/api/v1/${path}`;
        const answer = await (data === undefined
          ? by.request.get(address)
          : by.request.post(address, { data, headers }));
        expect(answer.ok(), await answer.text()).toBe(true);
        return answer.json();
      };
      const { id } = await api(page.context(), "account");
      const made = { title: "Les deux quais", legalForm: "association" };
      const organisation = {
        kind: "organisation",
        id: (await api(admin, "organisations", made)).id,
      };
      for (const scope of [{ kind: "platform" }, organisation])
        await api(admin, `admin/people/${id}/roles`, { role: "mediator", scope });
      const until = new Date(Date.now() + 30 * 86_400_000);
      const mandate = { until: until.toISOString(), scope: { kind: "platform" } };
      await api(page.context(), "people", { name: "Yvette", terms: OWN_VERSION, mandate });

      await page.goto(`${site}/people`);
      await page.getByRole("link", { name: "Yvette" }).click();
      // As it is now; another can be chosen, and what was chosen is kept when something else is missing.
      expect(await page.getByLabel("toute la plateforme").isChecked()).toBe(true);
      await page.getByLabel("Les deux quais").check();
      await press(page, "Prolonger");
      await page.getByRole("alert").waitFor();
      expect(await page.getByLabel("Les deux quais").isChecked()).toBe(true);
      const later = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
      await page.getByLabel(/mandat est valable/).fill(later);
      await page.getByLabel(/J'ai le mandat signé/).check();
      await press(page, "Prolonger");
      await page.getByText("Le mandat est prolongé").waitFor();
      const { people } = await api(page.context(), "people");
      expect(people[0].mandate.scope).toEqual(organisation);
    },
  );

  testWith(
    [browserNeed],
    "axe finds nothing on the questions about somebody who has no address, one by one",
    async () => {
      const { site, browser, admin } = accounts();
      const storageState = await admin.storageState();
      // The questions about somebody, as they are asked of a child's mediator.
      const context = await browser.newContext({
        ...{ storageState, locale: "fr-FR" },
        viewport: { width: 320, height: 800 },
      });
      onTestFinished(() => context.close());
      await bringAxe(context);
      const page = await context.newPage();
      await page.goto(`${site}/people/new`);
      const answer = async (title: string, fill: () => Promise<void>) => {
        await heading(page, title);
        await examineShown(page, title);
        await fill();
        await press(page, "Continuer");
      };
      const tick = (label: RegExp) => () => page.getByLabel(label).check();
      await answer("Créer un compte pour quelqu'un", () =>
        page.getByLabel("Nom de la personne").fill("Lou"),
      );
      await answer("Sa langue", tick(/English/));
      await answer("Son âge", tick(/Non, moins de 15 ans/));
      await answer("Ses 15 ans", async () => undefined);
      await answer("L'accord d'un parent", async () => undefined);
      await examineShown(page, "a question with a fault");
      await answer("L'accord d'un parent", tick(/Un parent a signé/));
      await answer("Les conditions d'utilisation", tick(/a lu, ou écouté/));
      await answer("La fin du mandat", () =>
        page.getByLabel(/mandat est valable/).fill("2027-06-30"),
      );
      await answer("Le mandat signé", tick(/J'ai le mandat signé/));
      await heading(page, "Une copie du mandat");
      await examineShown(page, "Une copie du mandat");
    },
  );
};
