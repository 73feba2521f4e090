import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** One's own account: sessions, terms, erasure, and what keeps it one's own. */
export const ownAccountJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "when a session ends in the middle of a form, what was typed is sent after signing in again",
    async () => {
      const { site, anew, signUp } = accounts();
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
    "the operator's own terms are shown from the file of the legal notice, and a new version asks again",
    async () => {
      const { directory, site, admin, anew, signUp } = accounts();
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
      const { site, anew, signUp } = accounts();
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
      const { site, admin, anew } = accounts();
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
};
