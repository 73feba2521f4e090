import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { signIn } from "./administration.journeys.ts";
import type { Pages } from "./pages.fixture.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERY = 600_000;
const HOURS = 96;
const [YARD, ROOF] = ["cour-etalon", "toit-etalon"];

/** Two stations side by side for four days: what one says is twice what the other says. */
const sideBySide = async ({ station }: Pages): Promise<void> => {
  const end = Math.floor(Date.now() / HOUR) * HOUR;
  const instants = Array.from(
    { length: 6 * HOURS },
    (_, index) => end - HOURS * HOUR + index * EVERY,
  );
  const truth = (at: number) => 12 + 8 * Math.sin(at / HOUR / 5);
  for (const [name, factor] of [
    [YARD, 2],
    [ROOF, 1],
  ] as const) {
    const say = (topic: string, text: object) =>
      station.publishAsync(`dcz/1/${name}/${topic}`, JSON.stringify(text), { qos: 1 });
    await say("hello", {
      ...{ kit: "street-station", software: {} },
      sensors: [{ id: "optical", model: "unknown-counter", every: EVERY }],
    });
    for (let part = 0; part < instants.length; part += 300)
      await say("readings", {
        ...{ boot: "pagetest", seq: part, clock: "ntp" },
        readings: instants.slice(part, part + 300).map((at) => ({
          ...{ at, sensor: "optical" },
          values: { pm2_5: Number((factor * truth(at)).toFixed(1)) },
        })),
      });
  }
};

/** What hosts and data stewards do with values. */
export const stewardshipJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "a line of two stations side by side is read before it is proposed, without script",
    async () => {
      const { directory, site, browser } = pages();
      await sideBySide(pages());
      const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site}/admin/calibrations`);
      await signIn(directory, page);
      await page.getByLabel("Le nom de la station").fill(YARD);
      await page.getByRole("button", { name: "Commencer" }).click();
      await page
        .getByRole("heading", { level: 1, name: `Étalonner un capteur de ${YARD}` })
        .waitFor();
      await page.getByRole("button", { name: "Comparer" }).click();
      await page.getByText("Choisissez un capteur et une grandeur").first().waitFor();
      await page.getByLabel("Le capteur et ce qu'il mesure").selectOption("optical pm2_5");
      await page.getByLabel("À une autre station, qui était à côté").check();
      await page.getByLabel(/L'autre station/).fill("une-station-inconnue");
      await page.getByRole("button", { name: "Comparer" }).click();
      await page.getByText("Cela n'existe plus, ou vous n'y avez plus accès").first().waitFor();
      await page.getByLabel(/L'autre station/).fill(ROOF);
      await page.getByRole("button", { name: "Comparer" }).click();
      await page.getByRole("heading", { name: /La droite .* capteur optical/ }).waitFor();
      const told = async () => (await page.locator("main").innerText()).replace(/\s+/g, " ");
      expect(await told()).toMatch(/référence = 0,500 × capteur [+−] 0,0/);
      expect(await told()).toContain("Appliquée à les valeurs brutes");
      const { pathname, search } = new URL(page.url());
      const list = async () => {
        const token = (await readFile(join(directory, "cloud/admin-token"), "utf8")).trim();
        const answer = await fetch(`${site}/api/v1/quality/calibrations?station=${YARD}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return ((await answer.json()) as { calibrations: { note?: string }[] }).calibrations;
      };
      // Reading it proposes nothing.
      expect(await list()).toEqual([]);
      const storageState = await context.storageState();
      await examine(browser, site, [`${pathname}${search}`], { storageState });
      await page.getByLabel(/Ce qu'il faut savoir/).fill("Quatre jours sur le même toit");
      await page.getByRole("button", { name: "Proposer cette droite" }).click();
      await page.getByText("La droite est proposée.").waitFor();
      expect(await list()).toMatchObject([{ note: "Quatre jours sur le même toit" }]);
      await context.close();
    },
    120_000,
  );

  testWith(
    [browserNeed],
    "a reference is declared and ended, values are made again and that is stopped, without script",
    async () => {
      const { directory, site, browser } = pages();
      const context = await browser.newContext({ locale: "en-GB", javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site}/admin/references?lang=fr`);
      await signIn(directory, page);
      await page.goto(`${site}/admin/references?lang=en`);
      await page.getByText("No station is declared a reference.").waitFor();
      await page.getByLabel("The station", { exact: true }).fill("nowhere-at-all");
      await page.getByLabel("Who runs it, with which instrument").fill("Town hall, beta gauge");
      await page.getByRole("button", { name: "Declare" }).click();
      await page.getByText("This does not exist any more").first().waitFor();
      await page.getByLabel("The station", { exact: true }).fill("ecole-jules-ferry");
      await page.getByLabel(/Where its data are published/).fill("https://data.example.org/pm");
      await page.getByRole("button", { name: "Declare" }).click();
      await page.getByText("The station is a reference.").waitFor();
      await page.getByText("Town hall, beta gauge").waitFor();
      const storageState = await context.storageState();
      await examine(browser, site, ["/admin/references"], { storageState });
      await page
        .getByRole("button", { name: "It is no reference any more ecole-jules-ferry" })
        .click();
      await page.getByText("The station is no reference any more.").waitFor();

      await page.goto(`${site}/admin/recomputes`);
      const day = (at: number) => new Date(at).toISOString().slice(0, 10);
      await page.getByLabel("From", { exact: true }).fill(day(Date.now() + 2 * DAY));
      await page.getByRole("button", { name: "Start" }).click();
      await page.getByText("Give a day, today at the latest").first().waitFor();
      // So long a time that it is still under way when somebody stops it.
      await page.getByLabel("From", { exact: true }).fill("1971-01-01");
      await page.getByLabel(/One station alone/).fill("ecole-jules-ferry");
      await page.getByRole("button", { name: "Start" }).click();
      await page.getByText("It is started, and done in the background.").waitFor();
      const first = page.locator(".messages > li").first();
      await expect
        .poll(
          async () => {
            await page.goto(`${site}/admin/recomputes`);
            return (await first.innerText()).replace(/\s+/g, " ");
          },
          { timeout: 30_000 },
        )
        .toMatch(
          /ecole-jules-ferry, reprocessed values.* – Running \d+\s?% done, station ecole-jules-ferry/,
        );
      await examine(browser, site, ["/admin/recomputes"], { storageState });
      await first.getByRole("button", { name: /Stop this one/ }).click();
      await page.getByText("It is stopped.").waitFor();
      await expect
        .poll(async () => (await first.innerText()).replace(/\s+/g, " "))
        .toMatch(/Cancelled/);
      await context.close();
    },
    120_000,
  );
};
