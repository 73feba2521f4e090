import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, vi } from "vitest";
import { OWN_VERSION } from "../dashboards/app/legal/terms.ts";
import { browserNeed, openBrowser } from "./browser.ts";
import { examine } from "./examine.ts";
import { removeFolder } from "./folders.ts";
import { freePort, type Running, startProcess } from "./processes.ts";
import { testWith } from "./real.ts";

let directory: string;
let site: string;
let processes: Running[] = [];
let browser: Browser;
/** The first administrator's browser, without script. */
let admin: BrowserContext;

const anew = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
  const context = await browser.newContext({
    locale: "fr-FR",
    javaScriptEnabled: false,
    ...options,
  });
  onTestFinished(() => context.close());
  return context;
};

const press = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole("button", { name }).first().click();
  await page.waitForLoadState();
};

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name }).waitFor();

/** The link in the newest mail of this kind, which the administrator shows on purpose. */
const linkInMail = async (subject: string): Promise<string> => {
  const outbox = `${site}/api/v1/admin/outbox`;
  const headers = { origin: site };
  const list = await (await admin.request.get(outbox)).json();
  const message = (list.messages as { id: string; subject?: string }[]).find(
    (one) => one.subject === subject,
  );
  const shown = await admin.request.post(`${outbox}/${message?.id}/reveal`, { headers });
  const { content } = await shown.json();
  return /https?:\/\/\S+/.exec(content.text)?.[0] ?? "";
};

/** Asks for a link and opens it: somebody has signed in, or sees the form for a new account. */
const openLink = async (page: Page, email: string): Promise<void> => {
  await page.goto(`${site}/sign-in`);
  await page.getByLabel(/Votre adresse e-mail, ou/).fill(email);
  await press(page, "Continuer");
  await press(page, "Recevoir un lien par e-mail");
  await heading(page, "Regardez vos e-mails");
  await page.goto(await linkInMail("account.sign_in_link"));
};

let homes = 1;

/** Asks the API from an address of this machine that nobody used: attempts are counted for each home. */
const askFromHome = async (path: string, body: object, home: string) => {
  const { hostname, port, host } = new URL(site);
  const headers = { host, origin: site, "content-type": "application/json" };
  const asking = request({
    ...{ host: hostname === "localhost" ? "127.0.0.1" : hostname, port, path, headers },
    ...{ method: "POST", localAddress: home },
  });
  asking.end(JSON.stringify(body));
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  expect(answer.statusCode, await text(answer)).toBeLessThan(300);
  return answer.headers["set-cookie"] ?? [];
};

/** Somebody with an account, signed in, on the page of the account. */
const signUp = async (page: Page, email: string, name: string): Promise<void> => {
  homes += 1;
  const home = `127.0.0.${homes}`;
  await askFromHome("/api/v1/account/sign-in/link", { email, language: "fr" }, home);
  const link = new URL(await linkInMail("account.sign_in_link"));
  const body = { token: link.searchParams.get("token"), name, language: "fr", terms: OWN_VERSION };
  const cookies = await askFromHome("/api/v1/account/sign-in/confirm", body, home);
  await page.context().addCookies(
    cookies.map((cookie) => {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      return { name: key, value, url: site, httpOnly: true, sameSite: "Lax" as const };
    }),
  );
  await page.goto(`${site}/account`);
  await heading(page, "Mon compte");
};

beforeAll(async () => {
  if (!browserNeed.present) return;
  directory = await mkdtemp(join(tmpdir(), "dcz-accounts-"));
  const [http, mqtt, pages] = [await freePort(), await freePort(), await freePort()];
  // Passkeys belong to a name, not to an address.
  site = `http://localhost:${http}`;
  const environment = {
    DATA_DIR: directory,
    HTTP_PORT: String(http),
    MQTT_PORT: String(mqtt),
    DASHBOARDS_PORT: String(pages),
    DASHBOARDS_URL: `http://127.0.0.1:${pages}`,
    API_URL: `http://127.0.0.1:${http}`,
    PUBLIC_URL: site,
  };
  processes = [
    startProcess("cloud/src/main.ts", environment),
    startProcess("dashboards/server.ts", environment),
  ];
  await Promise.all(processes.map(({ ready }) => ready));
  browser = await openBrowser();
  admin = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
  const page = await admin.newPage();
  const file = join(directory, "cloud/first-administrator");
  const link = (await vi.waitFor(() => readFile(file, "utf8"), { timeout: 20_000 })).trim();
  // Opened twice, as a program does that looks for viruses: nothing is used up.
  await page.goto(link);
  await page.goto(link);
  await page.getByLabel("Votre nom").fill("Claire Exemple");
  await press(page, "Créer mon compte");
  // What was typed is kept; what is missing is told first, has the focus and leads to its field.
  const summary = page.getByRole("alert");
  expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("alert");
  expect(await page.title()).toMatch(/^Erreur\u202f: /);
  expect(await page.getByLabel("Votre nom").inputValue()).toBe("Claire Exemple");
  await summary.getByRole("link", { name: /adresse e-mail/ }).click();
  expect(page.url()).toContain("#email");
  await page.getByLabel("Votre adresse e-mail").fill("claire@example.org");
  await page.getByLabel("J'accepte les conditions").check();
  await press(page, "Créer mon compte");
  await heading(page, "Administration");
  expect((await page.goto(link))?.status()).toBe(410);
  await heading(page, "Ce lien ne sert plus");
  await page.close();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(processes.map((process) => process.end("SIGTERM")));
  if (directory !== undefined) await removeFolder(directory);
});

testWith(
  [browserNeed],
  "somebody makes an account by a link opened in another browser, sets a password, leaves and comes back, without script",
  async () => {
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
    await page.getByLabel("Votre nom").fill("Robert <b>Petit</b>");
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
  "when a session ends in the middle of a form, what was typed is sent after signing in again",
  async () => {
    const context = await anew();
    const page = await context.newPage();
    await signUp(page, "zoe@example.org", "Zoé");
    const { cookies } = await context.storageState();
    await page.goto(`${site}/organisations/new`);
    await page.getByLabel("Nom", { exact: true }).fill("Les voisins d'en face");
    await page.getByLabel("Forme juridique").selectOption("informal");
    await page.getByLabel(/En quelques phrases/).fill("Nous mesurons\nla rue.");
    await context.clearCookies();
    await press(page, "Ajouter une organisation");
    await heading(page, "Vous n'êtes plus connecté");
    await context.addCookies(cookies);
    await press(page, "Envoyer de nouveau");
    await heading(page, "Les voisins d'en face");
    expect(await page.getByText("Nous mesurons").textContent()).toContain("la rue.");
  },
);

testWith(
  [browserNeed],
  "an organisation is made once though its form is sent twice; somebody is invited, accepts and becomes coordinator",
  async () => {
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
    await press(page, "Créer le compte et la feuille");
    expect(await page.getByLabel("Nom de la personne").inputValue()).toBe("Jeanne Ancienne");
    await page.getByLabel(/mandat est valable/).fill("2027-06-30");
    await page.getByLabel(/J'ai le mandat signé/).check();
    await page.getByLabel(/a lu, ou écouté/).check();
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

testWith(
  [browserNeed],
  "an authenticator's code is asked for after the link, and a recovery code replaces it, without script",
  async () => {
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

testWith(
  [browserNeed],
  "a role is given and taken in a territory, an organisation and for one record, without script",
  async () => {
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
    await list.close();
  },
);

testWith(
  [browserNeed],
  "official lists are imported on a page, without script: what is wrong is told with its line and what to do",
  async () => {
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
      ...Array.from({ length: 12 }, (_, index) => `departement,${24 + index},D${index},region/75`),
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

testWith([browserNeed], "the keyboard alone signs in and changes a name", async () => {
  const page = await (await anew()).newPage();
  await page.goto(site);
  const { keyboard } = page;
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      await keyboard.press("Tab");
      const focused = await page.evaluate<string>(
        "document.activeElement.getAttribute('aria-label') ?? (document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent)",
      );
      if (name.test(focused)) return;
    }
    throw new Error(`the keyboard reaches nothing called ${name}`);
  };
  await tabTo(/^Se connecter/);
  await keyboard.press("Enter");
  await heading(page, "Se connecter");
  await tabTo(/Votre adresse e-mail, ou/);
  await keyboard.type("claire@example.org");
  await keyboard.press("Enter");
  await heading(page, "Comment voulez-vous");
  await tabTo(/Recevoir un lien/);
  await keyboard.press("Enter");
  await heading(page, "Regardez vos e-mails");
  await page.goto(await linkInMail("account.sign_in_link"));
  await tabTo(/Me connecter/);
  await keyboard.press("Enter");
  await heading(page, "Mon compte");
  await tabTo(/Changer.*Nom/);
  await keyboard.press("Enter");
  await heading(page, "Changer votre nom");
  await tabTo(/Votre nom/);
  await keyboard.press("Control+A");
  await keyboard.type("Claire Durand");
  await keyboard.press("Enter");
  await page.getByText("Votre nom est changé").waitFor();
});

testWith(
  [browserNeed],
  "a child's account waits for a parent, whose link is a page with one button",
  async () => {
    const page = await (await anew()).newPage();
    await openLink(page, "tom@example.org");
    await page.getByLabel("Votre nom").fill("Tom");
    await page.getByLabel("Non, moins de 15 ans").check();
    await page.getByLabel("J'accepte les conditions").check();
    await press(page, "Créer mon compte");
    expect(await page.getByLabel("Non, moins de 15 ans").isChecked()).toBe(true);
    await page.getByLabel(/L'adresse e-mail d'un parent/).fill("parent@example.org");
    await press(page, "Créer mon compte");
    await heading(page, "Il faut l'accord d'un parent");
    const parent = await (await anew()).newPage();
    await parent.goto(await linkInMail("account.parent_link"));
    await parent.getByText(/Tom, qui a moins de 15 ans/).waitFor();
    await press(parent, "Je suis son parent");
    await parent.getByText("Le compte de l'enfant est ouvert").waitFor();
    await openLink(page, "tom@example.org");
    await press(page, "Me connecter");
    await heading(page, "Mon compte");
  },
);

testWith(
  [browserNeed],
  "the operator's own terms are shown from the file of the legal notice, and a new version asks again",
  async () => {
    const page = await (await anew()).newPage();
    await signUp(page, "theo@example.org", "Théo");
    await page.goto(`${site}/terms`);
    await page.getByRole("heading", { name: "Ce que valent les mesures" }).waitFor();
    const terms = (version: string, more: string) => ({
      version,
      text: { fr: `# Nos règles\nÊtre aimable.\n\n${more}`, en: "# Our rules\nBe kind." },
    });
    const file = join(directory, "operator.json");
    // The file is looked at every two seconds: the next test finds the terms as they were.
    onTestFinished(async () => {
      await rm(file, { force: true });
      const text = async () => (await admin.request.get(`${site}/terms`)).text();
      await vi.waitFor(async () => expect(await text()).not.toContain("Nos règles"), 30_000);
    });
    await writeFile(file, JSON.stringify({ terms: terms("une", "") }));
    await expect
      .poll(
        async () => {
          await page.goto(`${site}/account/name`);
          return page.getByRole("heading", { level: 1 }).textContent();
        },
        { timeout: 30_000 },
      )
      .toBe("Les conditions d'utilisation ont changé");
    await page.getByRole("heading", { name: "Nos règles" }).waitFor();
    await press(page, "Continuer");
    await page.getByRole("alert").waitFor();
    // The text changes while somebody reads it: what they have not seen is not agreed to.
    await writeFile(file, JSON.stringify({ terms: terms("deux", "Parler moins fort.") }));
    await expect
      .poll(async () => (await admin.request.get(`${site}/terms`)).text(), { timeout: 30_000 })
      .toContain("Parler moins fort.");
    await page.getByLabel("J'accepte les conditions").check();
    await press(page, "Continuer");
    await page.getByRole("alert").getByText("Les conditions viennent de changer").waitFor();
    await page.getByText("Parler moins fort.").waitFor();
    await page.getByLabel("J'accepte les conditions").check();
    await press(page, "Continuer");
    await heading(page, "Changer votre nom");
    await page.goto(`${site}/account/consents`);
    await page.getByText(/version deux/).waitFor();
  },
);

testWith(
  [browserNeed],
  "an account is erased after its name was copied, and a closed one opens by nothing",
  async () => {
    const page = await (await anew()).newPage();
    await signUp(page, "ines@example.org", "Inès");
    const zip = await page.context().request.get(`${site}/api/v1/account/export.zip`);
    expect(zip.headers()["content-type"]).toContain("application/zip");
    await page.goto(`${site}/account/erase`);
    await page.getByLabel(/Pour confirmer/).fill("ines");
    await press(page, "Effacer mon compte pour toujours");
    expect(await page.getByLabel(/Pour confirmer/).inputValue()).toBe("ines");
    await page.getByLabel(/Pour confirmer/).fill("ines@example.org");
    await press(page, "Effacer mon compte pour toujours");
    await heading(page, "Votre compte est effacé");
    await page.goto(`${site}/account`);
    await heading(page, "Se connecter");
  },
);

testWith(
  [browserNeed],
  "nothing of one person's is cached, framed, sent elsewhere or changed by another site",
  async () => {
    const { request: asking } = admin;
    const page = await asking.get(`${site}/account`);
    expect(page.headers()).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    expect(page.headers()["content-security-policy"]).toMatch(
      /frame-ancestors 'none'.*|form-action 'self'.*/,
    );
    expect(page.headers().vary).toContain("cookie");
    for (const origin of ["https://elsewhere.example", "null"])
      for (const path of ["/account/name", "/sign-out", "/account/acting", "/admin/token"]) {
        const form = { name: "taken over" };
        const answer = await asking.post(site + path, { form, headers: { origin } });
        expect(answer.status(), `${path} from ${origin}`).toBe(403);
      }
    expect(await (await asking.get(`${site}/account`)).text()).not.toContain("taken over");
    const sign = await asking.get(
      `${site}/sign-in?next=${encodeURIComponent('//elsewhere.example/"><script>x</script>')}`,
    );
    expect(await sign.text()).not.toMatch(/"[^"?]*\/\/elsewhere\.example|<script>x/);
    const open = await asking.get(`${site}/sign-in/link?token=${"%3Cscript%3E"}`);
    expect(open.status()).toBe(410);
    const anybody = await (await anew()).request.get(`${site}/admin/people`, { maxRedirects: 0 });
    expect(anybody.headers().location).toBe("/sign-in?next=%2Fadmin%2Fpeople");
  },
);

testWith([browserNeed], "axe finds nothing on the pages of an account", async () => {
  const storageState = await admin.storageState();
  const own = ["name", "language", "email", "password", "passkeys", "codes", "sessions"];
  const paths = [...own, "consents", "keys", "data", "erase"].map((page) => `/account/${page}`);
  await examine(browser, site, ["/account", ...paths, "/sign-out"], { storageState }, 2);
  await examine(browser, site, ["/sign-in", "/sign-in/code", "/sign-in/link?token=none"], {}, 2);
});

testWith(
  [browserNeed],
  "axe finds nothing on the pages of organisations and mediators",
  async () => {
    const storageState = await admin.storageState();
    const made = await admin.request.post(`${site}/api/v1/organisations`, {
      data: { title: "Atelier du quai", legalForm: "association", website: "https://example.org/" },
      headers: { origin: site },
    });
    const one = `/organisations/${(await made.json()).id}`;
    const paths = ["/organisations", "/organisations/new", one, `${one}/members`, `${one}/edit`];
    await examine(browser, site, [...paths, "/people", "/people/new"], { storageState }, 2);
  },
);

testWith([browserNeed], "axe finds nothing on the pages of the administration", async () => {
  const storageState = await admin.storageState();
  const ask = async (path: string) =>
    (await admin.request.get(`${site}/api/v1/admin/${path}`)).json();
  const { people } = await ask("people");
  const { messages } = await ask("outbox");
  const { imports } = await ask("territories/imports");
  const paths = [
    "",
    "/territories",
    "/people",
    "/outbox",
    "/jobs",
    "/audit",
    "/operator",
    "/token",
  ];
  const ones = [
    `/people/${people[0].id}`,
    `/outbox/${messages[0].id}`,
    `/territories/${imports[0].id}`,
  ];
  const all = [...paths, ...ones].map((page) => `/admin${page}`);
  await examine(browser, site, all, { storageState }, 2);
});
