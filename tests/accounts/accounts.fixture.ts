import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished, vi } from "vitest";
import { OWN_VERSION } from "../../dashboards/app/legal/terms.ts";
import { openBrowser } from "../browser.ts";
import { startSite } from "../site.ts";
import { waitingDevices } from "./waiting-boxes.ts";

/** A site without anybody yet, and a browser. */
export interface Accounts {
  /** The data folder. */
  readonly directory: string;
  readonly site: string;
  /** Where boxes connect. */
  readonly broker: string;
  /** Takes the records away, or brings them back. */
  readonly setRecords: (areThere: boolean) => Promise<void>;
  readonly browser: Browser;
  /** The first administrator's browser, without script. */
  readonly admin: BrowserContext;
  /** Another browser, without script, until the end of the test. */
  anew(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** The link that makes the first administrator. */
  firstLink(): Promise<string>;
  /** The link in the newest mail of this kind, which the administrator shows on purpose. */
  linkInMail(subject: string): Promise<string>;
  /** Asks for a link and opens it: somebody has signed in, or sees the form for a new account. */
  openLink(page: Page, email: string): Promise<void>;
  /** Somebody with an account, signed in, on the page of the account. */
  signUp(page: Page, email: string, name: string): Promise<void>;
  close(): Promise<void>;
}

export const press = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole("button", { name }).first().click();
  await page.waitForLoadState();
};

export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name }).waitFor();

/** Starts a site and a browser; nobody has an account yet. */
export const openAccounts = async (): Promise<Accounts> => {
  // Passkeys belong to a name, not to an address.
  const running = await startSite("accounts", { publicName: "localhost", devices: waitingDevices });
  const { directory, address: site, broker, setRecords } = running;
  const browser = await openBrowser();
  const withoutScript = { locale: "fr-FR", javaScriptEnabled: false };
  const admin = await browser.newContext(withoutScript);
  let homes = 1;

  const anew = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ ...withoutScript, ...options });
    onTestFinished(() => context.close());
    return context;
  };

  const firstLink = async () => {
    const file = join(directory, "cloud/first-administrator");
    return (await vi.waitFor(() => readFile(file, "utf8"), { timeout: 20_000 })).trim();
  };

  const linkInMail = async (subject: string) => {
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

  const openLink = async (page: Page, email: string) => {
    await page.goto(`${site}/sign-in`);
    await page.getByLabel(/Votre adresse e-mail, ou/).fill(email);
    await press(page, "Continuer");
    await press(page, "Recevoir un lien par e-mail");
    await heading(page, "Regardez vos e-mails");
    await page.goto(await linkInMail("account.sign_in_link"));
  };

  /** Asks the API from an address of this machine that nobody used: attempts are counted for each home. */
  const askFromHome = async (path: string, body: object, home: string) => {
    const { port, host } = new URL(site);
    const headers = { host, origin: site, "content-type": "application/json" };
    const asking = request({
      ...{ host: "127.0.0.1", port, path, headers },
      ...{ method: "POST", localAddress: home },
    });
    asking.end(JSON.stringify(body));
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    expect(answer.statusCode, await text(answer)).toBeLessThan(300);
    return answer.headers["set-cookie"] ?? [];
  };

  const signUp = async (page: Page, email: string, name: string) => {
    homes += 1;
    const home = `127.0.0.${homes}`;
    await askFromHome("/api/v1/account/sign-in/link", { email, language: "fr" }, home);
    const link = new URL(await linkInMail("account.sign_in_link"));
    const token = link.searchParams.get("token");
    const body = { token, name, language: "fr", terms: OWN_VERSION };
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

  return {
    ...{ directory, site, broker, setRecords, browser, admin, anew, firstLink },
    ...{ linkInMail, openLink, signUp },
    close: async () => {
      await browser.close();
      await running.end();
    },
  };
};
