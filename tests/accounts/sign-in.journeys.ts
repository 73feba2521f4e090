import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { tabTo } from "../keyboard.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** The first administrator's account, by the link that the machine's owner finds in a file. */
export const makeFirstAdministrator = async ({ admin, firstLink }: Accounts): Promise<void> => {
  const page = await admin.newPage();
  const link = await firstLink();
  // Opened twice, as a program does that looks for viruses: nothing is used up.
  await page.goto(link);
  await page.goto(link);
  await page.getByLabel("Votre nom").fill("Claire Exemple");
  await press(page, "Continuer");
  await heading(page, "Votre adresse");
  await page.getByLabel("Votre adresse e-mail").fill("claire@");
  await press(page, "Continuer");
  // What was typed is kept; what is wrong is told first, has the focus and leads to its field.
  const summary = page.getByRole("alert");
  expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("alert");
  expect(await page.title()).toMatch(/^Erreur\u202f: /);
  expect(await page.getByLabel("Votre adresse e-mail").inputValue()).toBe("claire@");
  await summary.getByRole("link", { name: /adresse e-mail/ }).click();
  expect(page.url()).toContain("#email");
  await page.getByLabel("Votre adresse e-mail").fill("claire@example.org");
  // The question before has its answer still, and so has the one after it.
  await press(page, "Question précédente");
  expect(await page.getByLabel("Votre nom").inputValue()).toBe("Claire Exemple");
  await press(page, "Continuer");
  expect(await page.getByLabel("Votre adresse e-mail").inputValue()).toBe("claire@example.org");
  await press(page, "Continuer");
  await heading(page, "Les conditions d'utilisation");
  await page.getByLabel("J'accepte les conditions").check();
  await press(page, "Créer mon compte");
  await heading(page, "Administration");
  expect((await page.goto(link))?.status()).toBe(410);
  await heading(page, "Ce lien ne sert plus");
  await page.close();
};

/** The code that an application shows (RFC 6238). */
const codeAt = (secret: string, at: number): string => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret]
    .map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

/** Signing in: links, passwords, codes, passkeys, a parent's consent. */
export const signInJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "somebody makes an account by a link opened in another browser, sets a password, leaves and comes back, without script",
    async () => {
      const { site, anew, openLink } = accounts();
      const [here, elsewhere] = [await anew(), await anew()];
      const asking = await here.newPage();
      await asking.goto(`${site}/sign-in?next=%2Faccount%2Fname`);
      await asking.getByLabel(/Votre adresse e-mail, ou/).fill("robert");
      await press(asking, "Continuer");
      await heading(asking, "Votre code");
      await asking.getByRole("link", { name: /Changer d'adresse/ }).click();
      await asking.getByLabel(/Votre adresse e-mail, ou/).fill("robert@");
      await press(asking, "Continuer");
      expect(await asking.getByLabel(/Votre adresse e-mail, ou/).inputValue()).toBe("robert@");
      const page = await elsewhere.newPage();
      await openLink(page, "robert@example.org");
      // One question a page; an answer that is missing is told on its own page.
      await press(page, "Continuer");
      await page.getByRole("alert").getByText("Écrivez votre nom").waitFor();
      await page.getByLabel("Votre nom").fill("Robert <b>Petit</b>");
      await press(page, "Continuer");
      await heading(page, "Votre âge");
      await press(page, "Continuer");
      await page.getByRole("alert").getByText("Choisissez une réponse").waitFor();
      await page.getByLabel("Oui, 15 ans ou plus").check();
      await press(page, "Continuer");
      await heading(page, "Les conditions d'utilisation");
      await press(page, "Créer mon compte");
      await page.getByRole("alert").getByText("Cochez la case").waitFor();
      await page.getByLabel("J'accepte les conditions").check();
      await press(page, "Créer mon compte");
      await heading(page, "Mon compte");
      expect(await page.getByText("Robert <b>Petit</b>").count()).toBeGreaterThan(0);

      await page.goto(`${site}/account/password`);
      await page.getByLabel("Nouveau mot de passe").fill("court");
      await press(page, "Enregistrer");
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Nouveau mot de passe").fill("trois mots sans lien");
      await press(page, "Enregistrer");
      await page.getByText("Votre mot de passe est en place").waitFor();
      await press(page, "Se déconnecter");
      await heading(page, "Vous êtes déconnecté.");
      // The button "back" asks the server again, and finds nobody signed in.
      await page.goBack();
      await heading(page, "Se connecter");
      expect(await page.getByText("Robert").count()).toBe(0);

      await page.goto(`${site}/sign-in?next=%2Faccount%2Fname`);
      await page.getByLabel(/Votre adresse e-mail, ou/).fill("robert@example.org");
      await press(page, "Continuer");
      await page.getByLabel("Mot de passe").fill("un autre mot de passe");
      await press(page, "Entrer");
      await page
        .getByText(/ne vont pas ensemble/)
        .first()
        .waitFor();
      await page.getByLabel("Mot de passe").fill("trois mots sans lien");
      await press(page, "Entrer");
      await heading(page, "Changer votre nom");
    },
  );

  testWith(
    [browserNeed],
    "an authenticator's code is asked for after the link, and a recovery code replaces it, without script",
    async () => {
      const { site, anew, openLink, signUp } = accounts();
      const page = await (await anew()).newPage();
      await signUp(page, "lea@example.org", "Léa");
      await page.goto(`${site}/account/codes`);
      await press(page, "Commencer");
      const secret = ((await page.locator(".secret code").textContent()) ?? "").replace(/ /g, "");
      expect(await page.getByRole("img", { name: /Code QR/ }).isVisible()).toBe(true);
      const recovery = await page.locator(".codes code").allTextContents();
      await page.getByLabel("Code à six chiffres").fill("12");
      await press(page, "Confirmer");
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Code à six chiffres").fill(codeAt(secret, Date.now()));
      await press(page, "Confirmer");
      await page.getByText("Les codes sont maintenant demandés").waitFor();
      await press(page, "Se déconnecter");
      await openLink(page, "lea@example.org");
      await press(page, "Me connecter");
      await heading(page, "Le code de votre application");
      await page.locator("summary").click();
      await page.getByLabel("Code de secours").fill(recovery[0] ?? "");
      await page.getByRole("button", { name: "Entrer" }).last().click();
      await heading(page, "Mon compte");
    },
  );

  testWith([browserNeed], "a passkey is added and opens the account, with script", async () => {
    const { site, anew, signUp } = accounts();
    const context = await anew({ javaScriptEnabled: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const client = await context.newCDPSession(page);
    await client.send("WebAuthn.enable");
    await client.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        ...{ protocol: "ctap2", transport: "internal", automaticPresenceSimulation: true },
        ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
      },
    });
    await signUp(page, "nour@example.org", "Nour");
    await page.goto(`${site}/account/passkeys`);
    await page.getByLabel(/Un nom pour cet appareil/).fill("mon téléphone");
    await page.getByRole("button", { name: "Ajouter une clé d'accès" }).click();
    await page.getByText("La clé d'accès est ajoutée").waitFor();
    expect(await page.getByText("mon téléphone", { exact: true }).count()).toBe(1);
    await page.goto(`${site}/account`);
    await press(page, "Se déconnecter");
    await page.goto(`${site}/sign-in?next=%2Faccount%2Fsessions`);
    await page.getByRole("button", { name: "Utiliser une clé d'accès" }).click();
    await heading(page, "Appareils connectés");
    await page.getByText(/\(cet appareil\)/).waitFor();
    expect(complaints).toEqual([]);

    // Removed here, it opens nothing any more, although the device still has it.
    await page.goto(`${site}/account`);
    await page.getByText("1 clé d'accès", { exact: true }).waitFor();
    await page.goto(`${site}/account/passkeys`);
    await page.getByRole("button", { name: "Retirer « mon téléphone »" }).click();
    await page.getByText("La clé d'accès est retirée").waitFor();
    await page.getByText("Aucune clé d'accès").waitFor();
    await page.goto(`${site}/account`);
    await press(page, "Se déconnecter");
    await page.goto(`${site}/sign-in`);
    await page.getByRole("button", { name: "Utiliser une clé d'accès" }).click();
    await page.getByText("La clé d'accès n'a pas été reconnue").waitFor();
    await heading(page, "Se connecter");
  });

  testWith(
    [browserNeed],
    "without script, pages about passkeys say what they need and offer the other ways",
    async () => {
      const { site, anew, signUp } = accounts();
      const page = await (await anew()).newPage();
      await page.goto(`${site}/sign-in`);
      await page.getByText(/Une clé d'accès demande JavaScript/).waitFor();
      expect(await page.getByRole("button", { name: "Utiliser une clé d'accès" }).count()).toBe(0);
      await signUp(page, "sami@example.org", "Sami");
      await page.goto(`${site}/account/passkeys`);
      await page.getByText(/Une clé d'accès demande JavaScript/).waitFor();
      await page.getByRole("link", { name: "Mot de passe" }).click();
      await heading(page, "Mot de passe");
    },
  );

  testWith([browserNeed], "the keyboard alone signs in and changes a name", async () => {
    const { site, anew, linkInMail } = accounts();
    const page = await (await anew()).newPage();
    await page.goto(site);
    const { keyboard } = page;
    await tabTo(page, /^Se connecter/);
    await keyboard.press("Enter");
    await heading(page, "Se connecter");
    await tabTo(page, /Votre adresse e-mail, ou/);
    await keyboard.type("claire@example.org");
    await keyboard.press("Enter");
    await heading(page, "Comment voulez-vous");
    await tabTo(page, /Recevoir un lien/);
    await keyboard.press("Enter");
    await heading(page, "Regardez vos e-mails");
    await page.goto(await linkInMail("account.sign_in_link"));
    await tabTo(page, /Me connecter/);
    await keyboard.press("Enter");
    await heading(page, "Mon compte");
    await tabTo(page, /Changer.*Nom/);
    await keyboard.press("Enter");
    await heading(page, "Changer votre nom");
    await tabTo(page, /Votre nom/);
    await keyboard.press("Control+A");
    await keyboard.type("Claire Durand");
    await keyboard.press("Enter");
    await page.getByText("Votre nom est changé").waitFor();
  });

  testWith(
    [browserNeed],
    "a child's account waits for a parent, whose link is a page with one button",
    async () => {
      const { anew, linkInMail, openLink } = accounts();
      const page = await (await anew()).newPage();
      await openLink(page, "tom@example.org");
      await page.getByLabel("Votre nom").fill("Tom");
      await press(page, "Continuer");
      await page.getByLabel("Non, moins de 15 ans").check();
      await press(page, "Continuer");
      await heading(page, "Vos 15 ans");
      await press(page, "Continuer");
      await press(page, "Continuer");
      await page
        .getByRole("alert")
        .getByText(/adresse e-mail d'un parent/)
        .waitFor();
      await page.getByLabel(/L'adresse e-mail d'un parent/).fill("parent@example.org");
      await press(page, "Continuer");
      await page.getByLabel("J'accepte les conditions").check();
      await press(page, "Créer mon compte");
      await heading(page, "Il faut l'accord d'un parent");
      const parent = await (await anew()).newPage();
      await parent.goto(await linkInMail("account.parent_link"));
      await parent.getByText(/Tom, qui a moins de 15 ans/).waitFor();
      const day = (years: number) =>
        new Date(Date.now() + years * 366 * 86_400_000).toISOString().slice(0, 10);
      await parent.getByLabel(/Le jour de ses 15 ans/).fill(day(-1));
      await press(parent, "Je suis son parent");
      await parent
        .getByRole("alert")
        .getByText(/Donnez un jour à venir/)
        .waitFor();
      await parent.getByLabel(/Le jour de ses 15 ans/).fill(day(2));
      await press(parent, "Je suis son parent");
      await parent.getByText("Le compte de l'enfant est ouvert").waitFor();
      await openLink(page, "tom@example.org");
      await press(page, "Me connecter");
      await heading(page, "Mon compte");
    },
  );
};
