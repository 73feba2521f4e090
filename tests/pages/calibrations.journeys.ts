import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { signIn } from "./administration.journeys.ts";
import type { Pages } from "./pages.fixture.ts";

const HOUR = 3_600_000;
const EVERY = 600_000;
const HOURS = 60;

/** A line of a sensor, from its proposal until it counts. */
export const calibrationJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "a steward reads a line, reviews it and puts it in force, without script",
    async () => {
      const { directory, site, station, browser, visit } = pages();
      const end = Math.floor(Date.now() / HOUR) * HOUR;
      const start = end - HOURS * HOUR;
      const say = (topic: string, text: object) =>
        station.publishAsync(`dcz/1/cour-des-lilas/${topic}`, JSON.stringify(text), { qos: 1 });
      await say("hello", {
        ...{ kit: "street-station", software: {} },
        sensors: [
          { id: "sds011", model: "sds011", every: EVERY },
          { id: "bme280", model: "bme280", every: EVERY },
        ],
      });
      const truth = (at: number) => 12 + 8 * Math.sin(at / HOUR / 5);
      const instants = Array.from({ length: 6 * HOURS }, (_, index) => start + index * EVERY);
      for (let part = 0; part < instants.length; part += 120)
        await say("readings", {
          ...{ boot: "pagetest", seq: part, clock: "ntp" },
          readings: instants.slice(part, part + 120).flatMap((at) => [
            { at, sensor: "bme280", values: { humidity: 50 } },
            {
              ...{ at, sensor: "sds011" },
              values: { pm2_5: Number((2 * truth(at)).toFixed(1)), pm10: 60 },
            },
          ]),
        });
      const token = (await readFile(join(directory, "cloud/admin-token"), "utf8")).trim();
      const propose = () =>
        fetch(`${site}/api/v1/quality/calibrations`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({
            ...{ station: "cour-des-lilas", sensor: "sds011", quantity: "pm2_5" },
            ...{ kind: "colocation", note: "Une semaine derrière la mairie" },
            ...{ from: new Date(start).toISOString(), until: new Date(end).toISOString() },
            reference: {
              name: "Station de fond de la ville",
              values: Array.from({ length: HOURS }, (_, hour) => ({
                at: new Date(start + hour * HOUR).toISOString(),
                value: truth(start + hour * HOUR + 25 * 60_000),
              })),
            },
          }),
        });
      // The recipe's values, on which it is fitted, come a moment after the raw ones.
      await expect.poll(async () => (await propose()).status, { timeout: 30_000 }).toBe(201);

      const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site}/admin/calibrations?state=proposed`);
      await signIn(directory, page);
      await page.getByRole("heading", { level: 1, name: "Étalonnages" }).waitFor();
      await page.getByRole("link", { name: /capteur sds011, station cour-des-lilas/ }).click();
      const told = async () => (await page.locator("main").innerText()).replace(/\s+/g, " ");
      for (const part of [
        "Proposée. Rien n'a changé encore.",
        "Comparé à Station de fond de la ville",
        "Appliquée à sds011-power@1",
        "référence = 0,50",
        "60 heures",
        "Mot de qui la propose Une semaine derrière la mairie",
      ])
        expect(await told()).toContain(part);
      await page.getByRole("button", { name: "Enregistrer la relecture" }).click();
      await page.getByText("Choisissez une réponse").first().waitFor();
      await page.getByLabel("Oui, elle peut servir").check();
      await page.getByLabel(/Pourquoi/).fill("Les points suivent la droite");
      await page.getByRole("button", { name: "Enregistrer la relecture" }).click();
      await page.getByText("C'est noté : la droite est relue.").waitFor();

      await page.getByLabel("En vigueur à partir du").fill("2999-01-01");
      await page.getByRole("button", { name: "Mettre en vigueur" }).click();
      await page.getByText("Donnez un jour, aujourd'hui au plus tard").first().waitFor();
      await page
        .getByLabel("En vigueur à partir du")
        .fill(new Date(start - 24 * HOUR).toISOString().slice(0, 10));
      await page.getByRole("button", { name: "Mettre en vigueur" }).click();
      await page.getByText("La droite est en vigueur.").waitFor();
      const address = new URL(page.url()).pathname;
      const storageState = await context.storageState();
      await examine(browser, site, ["/admin/calibrations", address], { storageState });

      // And whoever asks where a figure comes from reads it.
      const at = new Date(end - HOUR).toISOString();
      const how = `/stations/cour-des-lilas/how?quantity=pm2_5&at=${at}`;
      await visit(how, { javaScriptEnabled: false }, async (shown) => {
        await expect
          .poll(
            async () => {
              await shown.reload();
              return (await shown.locator("main").innerText()).replace(/\s+/g, " ");
            },
            { timeout: 30_000 },
          )
          .toMatch(
            /C'est une droite de ce capteur : .* comparées à « Station de fond de la ville ».*c'est exactement la valeur qui est gardée/,
          );
      });

      await page.getByRole("button", { name: "Mettre fin à cette droite" }).click();
      await page.getByText("La droite n'est plus en vigueur.").waitFor();
      await context.close();
    },
    120_000,
  );
};
