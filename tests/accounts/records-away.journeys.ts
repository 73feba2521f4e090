import { expect, onTestFinished } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";

/** What people see while the records are out of reach. */
export const recordsAwayJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "while the records are away pages say so, what was typed is kept, and it is sent when they are back",
    async () => {
      const { site, anew, signUp, setRecords } = accounts();
      const page = await (await anew()).newPage();
      await signUp(page, "nadia@example.org", "Nadia");
      await page.goto(`${site}/groups/new`);
      await page.getByLabel("Un atelier").check();
      onTestFinished(() => setRecords(true));
      await setRecords(false);
      const records = async () =>
        ((await (await fetch(`${site}/api/v1/health`)).json()) as { records: string }).records;
      await expect.poll(records, { timeout: 60_000 }).toBe("down");
      await press(page, "Continuer");
      await heading(page, "Les comptes ne sont pas disponibles");
      await page.getByText("Ce que vous avez écrit est gardé sur cette page").waitFor();

      const other = await page.context().newPage();
      expect((await other.goto(`${site}/account/stations`))?.status()).toBe(503);
      await heading(other, "Les comptes ne sont pas disponibles");
      // Measurements are read as before.
      expect((await other.goto(site))?.status()).toBe(200);
      await other.getByText("Les mesures continuent.").waitFor();

      await setRecords(true);
      await expect.poll(records, { timeout: 60_000 }).toBe("up");
      await press(page, "Envoyer de nouveau");
      await heading(page, "Comment s'appelle-t-il");
    },
  );
};
