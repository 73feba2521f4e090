import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { root } from "../processes.ts";
import { testWith } from "../real.ts";
import { gridAgo, type Pages } from "./pages.fixture.ts";

/** Fills in the form that asks for the administrator's token. */
export const signIn = async (directory: string, page: Page, token?: string): Promise<void> => {
  // Nobody has an account: the way in for whoever has the machine.
  const toToken = page.getByRole("link", { name: /Entrez avec son jeton/ });
  if ((await toToken.count()) > 0) await toToken.click();
  const right = await readFile(join(directory, "cloud/admin-token"), "utf8");
  await page.getByLabel("Jeton d'administration").fill(token ?? right);
  await page.getByRole("button", { name: "Entrer" }).click();
  await page.waitForLoadState();
};

/** What was kept aside, contradictory values, and what the operator writes. */
export const administrationJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "the administrator, and nobody else, reads what was kept aside and decides, without script",
    async () => {
      const { directory, site, station, browser } = pages();
      await station.publishAsync("dcz/1/vieille-tour/readings", '{"boot":', { qos: 1 });
      const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site}/admin/quarantine?reason=malformed`);
      await signIn(directory, page, "not-the-token");
      await page.getByText("Ce jeton n'est pas le bon").first().waitFor();
      await signIn(directory, page);
      await page.getByRole("heading", { level: 1, name: "Messages mis à part" }).waitFor();
      expect(page.url()).toContain("reason=malformed");

      await page.getByRole("button", { name: /Reprendre le message choisi/ }).click();
      await page.getByText("Toujours refusés : 1").waitFor();
      await page.getByRole("link", { name: /Illisible/ }).click();
      await page.getByText('{"boot":').waitFor();
      await page.getByRole("button", { name: "Reprendre ce message" }).click();
      await page.getByText("Le message est toujours refusé").waitFor();
      await page.getByRole("button", { name: "Supprimer ce message" }).click();
      await page.getByText("cochez d'abord la case").waitFor();
      await page.getByLabel("Oui, supprimer ce message").check();
      await page.getByRole("button", { name: "Supprimer ce message" }).click();
      await page.getByRole("heading", { level: 1, name: "Messages mis à part" }).waitFor();
      await page.goto(`${site}/admin/quarantine?reason=malformed`);
      await page.getByText("0 message").waitFor();

      await page.getByRole("button", { name: "Quitter l'administration" }).click();
      await page.goto(`${site}/admin/quarantine`);
      await page.getByRole("heading", { level: 1, name: "Se connecter" }).waitFor();
      await context.close();
    },
  );

  testWith(
    [browserNeed],
    "another site's form changes nothing of the administrator's",
    async () => {
      const { directory, site } = pages();
      const token = (await readFile(join(directory, "cloud/admin-token"), "utf8")).trim();
      const post = (origin: string) =>
        fetch(`${site}/admin/token`, {
          method: "POST",
          redirect: "manual",
          headers: { origin, "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ token, next: "//elsewhere.example/" }),
        });
      expect((await post("https://elsewhere.example")).status).toBe(403);
      expect((await post("null")).status).toBe(403);
      const own = await post(site);
      expect(own.status).toBe(302);
      expect(own.headers.get("location")).toBe("/admin");
      expect(own.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict/);
    },
  );

  testWith(
    [browserNeed],
    "the administrator chooses between two values for one instant, and the choice is recorded",
    async () => {
      const { directory, site, browser, send } = pages();
      const at = gridAgo(9000);
      const contradict = (pm2_5: number) =>
        send([{ at, sensor: "sds011-58d9", values: { pm2_5, pm10: 40 } }]);
      await contradict(31.5);
      await contradict(77.5);
      const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site}/admin/conflicts`);
      await signIn(directory, page);
      await page.getByRole("heading", { level: 1, name: "Valeurs contradictoires" }).waitFor();
      const conflict = page.getByRole("article", { name: "Station ecole-jules-ferry" });
      const told = (await conflict.textContent()) ?? "";
      expect(told).toMatch(/31,5\sµg\/m³.*reçue le.*77,5\sµg\/m³/s);
      expect(told).toContain("Deuxième envoi");
      await conflict.getByRole("button", { name: "Prendre la deuxième valeur" }).click();
      await page.getByText("Choix noté : la deuxième valeur compte.").waitFor();
      expect(await conflict.count()).toBe(0);
      await context.close();

      const range = `from=${new Date(at).toISOString()}&until=${new Date(at + 1).toISOString()}`;
      const query = `station=ecole-jules-ferry&quantity=pm2_5&${range}`;
      const raw = await fetch(`${site}/api/v1/series?${query}`).then((answer) => answer.json());
      expect(raw).toMatchObject({ series: [{ points: [{ value: 77.5, first: 31.5 }] }] });
    },
  );

  testWith([browserNeed], "axe finds nothing on the administrator's pages", async () => {
    const { directory, site, browser, send } = pages();
    const at = gridAgo(9100);
    for (const pm2_5 of [1, 2]) await send([{ at, sensor: "sds011-58d9", values: { pm2_5 } }]);
    const context = await browser.newContext({ locale: "fr-FR" });
    const page = await context.newPage();
    await page.goto(`${site}/admin/quarantine`);
    await signIn(directory, page);
    const message = page.getByRole("link", { name: /Deux valeurs/ }).first();
    const paths = [
      "/admin/quarantine?reason=conflict",
      (await message.getAttribute("href")) ?? "",
      "/admin/conflicts",
      "/admin/operator",
    ];
    const storageState = await context.storageState();
    await context.close();
    await examine(browser, site, paths, { storageState });
  });

  testWith(
    [browserNeed],
    "what the operator writes stands on every page at once; what is not filled in is invented nowhere",
    async () => {
      const { directory, site } = pages();
      const words = async (path: string, language = "fr") =>
        (await (await fetch(`${site}${path}?lang=${language}`)).text()).replace(/<!-- -->/g, "");
      expect(await words("/legal-notice")).toContain("Cette page est incomplète");
      expect(await words("/")).toContain("Accessibilité\u202f: non conforme");
      const guide = await readFile(join(root, "docs/how-to/fill-in-the-legal-pages.md"), "utf8");
      const example = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
      await writeFile(join(directory, "operator.json"), example);
      await expect.poll(() => words("/"), { timeout: 10_000 }).toContain("05 00 00 00 01");
      expect(await words("/none")).toMatch(/href="tel:0500000001".*partiellement conforme/s);
      expect(await words("/legal-notice", "en")).toContain("Non-profit association");
      expect(await words("/legal-notice")).not.toContain("incomplète");
      expect(await words("/accessibility")).toMatch(/Cabinet Exemple.*1 octobre 2026.*87/s);
      await writeFile(join(directory, "operator.json"), '{ "help": { "phone": "soon" } }');
      await expect.poll(() => words("/"), { timeout: 10_000 }).not.toContain("Exemple");
      await writeFile(join(directory, "operator.json"), example);
    },
  );
};
