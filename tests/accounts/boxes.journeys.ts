import { labelOf, showCode } from "@datacityzen/hardware/device/label";
import { connectAsync } from "mqtt";
import type { Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";
import { boxOf, sha256, unwanted, wanted } from "./waiting-boxes.ts";

/** Boxes that nobody knows yet: they wait, are let in or refused, are claimed, and go to somebody else. */
export const boxJourneys = (accounts: () => Accounts): void => {
  testWith(
    [browserNeed],
    "an administrator lets a box in and refuses another; a third is claimed by code and word, and accepted, without script",
    async () => {
      const { site, broker, admin, browser, anew, signUp } = accounts();
      const box = boxOf("own");
      const own = { ...box, ...labelOf(box.secret, sha256) };
      const client = await connectAsync(broker, {
        clientId: `edge-${own.name}`,
        username: own.name,
        password: own.secret,
        reconnectPeriod: 0,
      });
      onTestFinished(() => client.endAsync(true));
      const room = await admin.newPage();
      await room.goto(`${site}/admin`);
      await room.getByRole("link", { name: "Salle d'attente" }).first().click();
      await heading(room, "Salle d'attente");
      const names = () => room.locator("main .messages h2").allTextContents();
      expect((await names()).toSorted()).toEqual([wanted.name, unwanted.name].toSorted());
      await examine(browser, site, ["/admin/waiting", `/admin/secret?station=${wanted.name}`], {
        storageState: await admin.storageState(),
      });
      await press(room, `Faire entrer, sans hôte ${wanted.name}`);
      await room.getByText("La station est entrée").waitFor();
      await room.getByText(`Refuser la station ${unwanted.name}`).click();
      await press(room, `Refuser pour toujours ${unwanted.name}`);
      await room.getByText("La station est refusée.").waitFor();
      expect(await names()).not.toContain(wanted.name);
      expect(await names()).not.toContain(unwanted.name);
      await room.getByLabel("Le nom de la station").fill(wanted.name);
      await press(room, "Continuer");
      await room.getByLabel(/perdue ou volée/).check();
      await press(room, "Continuer");
      await room.getByLabel("Je veux que le secret actuel ne vaille plus").check();
      await press(room, "Annuler le secret");
      await room.getByText("Le secret d'avant ne vaut plus.").waitFor();
      await room.close();

      const page = await (await anew()).newPage();
      await signUp(page, "paul@example.org", "Paul Propre");
      await page.goto(`${site}/admin/waiting`);
      await heading(page, /pas|interdit/i);
      await page.goto(`${site}/claim`);
      await page.getByLabel("Le code de la boîte").fill(showCode(own.code).toLowerCase());
      await press(page, "Continuer");
      await page.getByLabel("Le mot").fill("autremot");
      await press(page, "C'est ma station");
      await page
        .getByRole("alert")
        .getByText(/ne vont pas ensemble/)
        .waitFor();
      await page.getByLabel("Le mot").fill(own.word);
      await press(page, "C'est ma station");
      await page.getByText("La station est à vous.").waitFor();

      const receiver = await (await anew()).newPage();
      await signUp(receiver, "rachel@example.org", "Rachel Reçoit");
      await page.goto(`${site}/account/stations/${own.name}/hand-over`);
      await page.getByLabel("L'adresse e-mail de la personne").fill("rachel@example.org");
      await press(page, "Proposer la station");
      await page.getByText(/^Proposée à quelqu'un/).waitFor();
      await receiver.goto(`${site}/account/stations`);
      await receiver.getByText(`On vous propose la station ${own.name}`).waitFor();
      await press(receiver, "Accepter la station");
      await heading(receiver, "Qui voit les mesures");
      await hosts(receiver, own.name, true);
      await hosts(page, own.name, false);
    },
  );
};

const hosts = async (page: Page, station: string, is: boolean): Promise<void> => {
  await page.goto(`${new URL(page.url()).origin}/account/stations`);
  expect(await page.getByRole("link", { name: station, exact: true }).count()).toBe(is ? 1 : 0);
};
