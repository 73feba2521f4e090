import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, vi } from "vitest";
import { openSmtp, type SmtpUnderTest } from "../cloud/src/mail/smtp.fixture.ts";
import { heading, press } from "./accounts/accounts.fixture.ts";
import { browserNeed, openBrowser } from "./browser.ts";
import { removeFolder } from "./folders.ts";
import { freePort, root } from "./processes.ts";
import { program, testWith } from "./real.ts";

// What somebody does who has just installed the platform: `npm start` on a terminal, a mail server, a browser.

/** Gives a program a terminal, as a person has one: what is shown there only is not written to a journal. */
const terminalNeed = program("script");
const needs = [browserNeed, terminalNeed];

interface Platform {
  readonly site: string;
  readonly folder: string;
  /** What the terminal shows so far. */
  shown(): string;
  /** Ctrl-C; gives the exit code. */
  stop(): Promise<number | null>;
}

/** `npm start` without npm, on a terminal, with ports, data and a mail server of its own. */
const startOnTerminal = async (smtpPort: number): Promise<Platform> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-first-"));
  const variables = ["HTTP_PORT", "MQTT_PORT", "GATEWAY_PORT", "GATEWAY_MQTT_PORT"] as const;
  const [http, ...others] = await Promise.all(variables.map(() => freePort()));
  const ports = [http, ...others].map((port, at) => [variables[at], String(port)]);
  // `exec`: a shell that stays would be ended by Ctrl-C too, and give 130 in place of our exit code.
  const command = `exec "${process.execPath}" dcz.ts start --no-edge`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: root,
    env: {
      ...process.env,
      DEMO: "off",
      ...Object.fromEntries(ports),
      DASHBOARDS_PORT: String(await freePort()),
      DATA_DIR: folder,
      LANG: "en_GB.UTF-8",
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      MAIL_FROM: "DataCityZen <measures@example.org>",
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  return {
    // The name that its links have: cookies of one name are not sent to another.
    site: `http://localhost:${http}`,
    folder,
    shown: () => shown,
    stop: async () => {
      child.stdin.write("\u0003");
      const [code] = await exited;
      return code;
    },
  };
};

let smtp: SmtpUnderTest;
let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  if (!needs.every(({ present }) => present)) return;
  smtp = await openSmtp();
  [platform, browser] = await Promise.all([startOnTerminal(smtp.port), openBrowser()]);
  const isReady = () => expect(platform.shown()).toContain("/sign-in/link?token=");
  await vi.waitFor(isReady, { timeout: 60_000, interval: 100 });
});

afterAll(async () => {
  await browser?.close();
  const code = await platform?.stop();
  await smtp?.close();
  if (platform === undefined) return;
  await removeFolder(platform.folder);
  expect(code).toBe(0);
});

const openPage = async (options: BrowserContextOptions): Promise<Page> => {
  const context = await browser.newContext({ locale: "fr-FR", ...options });
  onTestFinished(() => context.close());
  return context.newPage();
};
const withoutScript = { javaScriptEnabled: false };

const opened = new Set<string>();

/** The link in the mail that comes to this address; each mail is read once. */
const mailedLink = async (address: string, subject: string): Promise<string> => {
  const links = () =>
    smtp.received
      .filter(({ to, mail }) => to.includes(address) && mail.subject === subject)
      .map(({ mail }) => /https?:\/\/\S+\?token=\S+/.exec(mail.text ?? "")?.[0] ?? "")
      .filter((link) => !opened.has(link));
  await expect.poll(links, { timeout: 30_000 }).toHaveLength(1);
  const [link = ""] = links();
  opened.add(link);
  return link;
};

/** As a program does that reads mails for viruses: again and again, and it presses nothing. */
const scan = async (link: string): Promise<void> => {
  for (let times = 0; times < 3; times++) expect((await fetch(link)).status).toBe(200);
};

const say = async (page: Page, address: string): Promise<void> => {
  await page.goto(`${platform.site}/sign-in`);
  await page.getByLabel(/Votre adresse e-mail, ou/).fill(address);
  await press(page, "Continuer");
  await heading(page, "Comment voulez-vous vous connecter ?");
};

const makeAccount = async (page: Page, address: string, name: string): Promise<void> => {
  await say(page, address);
  await press(page, "Recevoir un lien par e-mail");
  await heading(page, "Regardez vos e-mails");
  const link = await mailedLink(address, "Votre lien pour entrer");
  await scan(link);
  await page.goto(link);
  await page.getByText(`Votre adresse e-mail est ${address}`).waitFor();
  await page.getByLabel("Votre nom").fill(name);
  await press(page, "Continuer");
  await page.getByLabel("Oui, 15 ans ou plus").check();
  await press(page, "Continuer");
  await page.getByLabel("J'accepte les conditions").check();
  await press(page, "Créer mon compte");
  await heading(page, "Mon compte");
};

const enterByPassword = async (page: Page, address: string, password: string): Promise<void> => {
  await say(page, address);
  await page.getByLabel("Mot de passe").fill(password);
  await press(page, "Entrer");
};

testWith(
  needs,
  "the link that the terminal shows makes the first administrator, once, without script",
  async () => {
    const { shown, folder } = platform;
    const [link = ""] = /http\S+\/sign-in\/link\?token=\S+/.exec(shown()) ?? [];
    const file = join(folder, "cloud/first-administrator");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, "utf8")).trim()).toBe(link);
    await scan(link);
    const [page, late] = [await openPage(withoutScript), await openPage(withoutScript)];
    for (const [one, name, email] of [
      [page, "Claire Exemple", "claire"],
      [late, "Ève Autre", "eve"],
    ] as const) {
      await one.goto(link);
      await one.getByLabel("Votre nom").fill(name);
      await press(one, "Continuer");
      await one.getByLabel("Votre adresse e-mail").fill(`${email}@example.org`);
      await press(one, "Continuer");
      await one.getByLabel("J'accepte les conditions").check();
    }
    await press(page, "Créer mon compte");
    await heading(page, "Administration");
    await expect(stat(file)).rejects.toThrow("ENOENT");
    // Who opened the page before and presses the button after is told why nothing comes of it.
    await press(late, "Créer mon compte");
    await heading(late, "Ce lien ne sert plus");
    await late.getByText("Il a déjà servi").waitFor();
    expect((await late.goto(link))?.status()).toBe(410);
    await heading(late, "Ce lien ne sert plus");
    await late.goto(`${platform.site}/admin`);
    await heading(late, "Se connecter");
    // Shown once, where its reader is.
    expect(shown().split(link)).toHaveLength(2);
  },
);

testWith(
  needs,
  "somebody makes an account by the link in a mail, leaves, and comes back by another, with script",
  async () => {
    const page = await openPage({});
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await makeAccount(page, "jeanne@example.org", "Jeanne");
    await press(page, "Se déconnecter");
    await heading(page, "Vous êtes déconnecté.");
    await say(page, "jeanne@example.org");
    await press(page, "Recevoir un lien par e-mail");
    const link = await mailedLink("jeanne@example.org", "Votre lien pour entrer");
    await scan(link);
    await page.goto(link);
    await press(page, "Me connecter");
    await heading(page, "Mon compte");
    expect(await page.getByText("Jeanne", { exact: true }).count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    expect((await page.goto(link))?.status()).toBe(410);
  },
);

testWith(
  needs,
  "who has forgotten a password chooses another by a mail; the old one and the other devices are out, without script",
  async () => {
    const { site } = platform;
    const address = "oublie@example.org";
    const [here, elsewhere] = [await openPage(withoutScript), await openPage(withoutScript)];
    await makeAccount(here, address, "Odile");
    await here.goto(`${site}/account/password`);
    await here.getByLabel("Nouveau mot de passe").fill("trois mots perdus");
    await press(here, "Enregistrer");
    await here.getByText("Votre mot de passe est en place").waitFor();
    await enterByPassword(elsewhere, address, "trois mots perdus");
    await heading(elsewhere, "Mon compte");
    await here.goto(`${site}/account`);
    await press(here, "Se déconnecter");

    await say(here, address);
    await press(here, /Mot de passe oublié/);
    await heading(here, "Regardez vos e-mails");
    const link = await mailedLink(address, "Choisir un nouveau mot de passe");
    await scan(link);
    await here.goto(link);
    await heading(here, "Choisir un nouveau mot de passe");
    expect(await here.locator("main button").allTextContents()).toEqual(["Continuer"]);
    // Until it is pressed, all is as it was.
    await elsewhere.goto(`${site}/account`);
    await heading(elsewhere, "Mon compte");
    await press(here, "Continuer");
    await heading(here, "Choisir un nouveau mot de passe");
    await here.getByLabel("Nouveau mot de passe").fill("quatre autres mots neufs");
    await press(here, "Enregistrer");
    await here.getByText("Vos autres appareils sont déconnectés").waitFor();

    await elsewhere.goto(`${site}/account`);
    await heading(elsewhere, "Se connecter");
    await enterByPassword(elsewhere, address, "trois mots perdus");
    await elsewhere
      .getByRole("alert")
      .getByText(/ne vont pas ensemble/)
      .waitFor();
    await elsewhere.getByLabel("Mot de passe").fill("quatre autres mots neufs");
    await press(elsewhere, "Entrer");
    await heading(elsewhere, "Mon compte");
    const used = await openPage(withoutScript);
    expect((await used.goto(link))?.status()).toBe(410);
    await heading(used, "Ce lien ne sert plus");
  },
);
