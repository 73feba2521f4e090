import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { testWith } from "../real.ts";
import { EVERY, gridAgo, type Pages, STATION } from "./pages.fixture.ts";

/** What a station has measured: values, tables, files, and what is said of them. */
export const readingsJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "the list leads to the station, whose latest values stand in a table",
    async () => {
      const { visit } = pages();
      await visit("/stations", {}, async (page) => {
        await page.getByRole("link", { name: "ecole-jules-ferry" }).click();
        await page.getByRole("heading", { level: 1, name: /ecole-jules-ferry/ }).waitFor();
        const row = page.getByRole("row", { name: /PM2,5/ }).first();
        expect(await row.textContent()).toMatch(/5,0\s*µg\/m³/);
        expect(await page.getByText("En ligne").first().isVisible()).toBe(true);
      });
    },
  );

  testWith(
    [browserNeed],
    "without script there are the same values, a drawn line and a table by hour",
    async () => {
      const { visit } = pages();
      await visit(STATION, { javaScriptEnabled: false }, async (page) => {
        expect(await page.getByRole("row", { name: /PM2,5/ }).first().textContent()).toContain(
          "µg/m³",
        );
        expect(await page.locator("main svg path").count()).toBeGreaterThan(0);
        await page.locator("summary", { hasText: "heure par heure" }).click();
        const hourly = page.locator("details[open] table").first();
        expect(await hourly.getByRole("row").count()).toBeGreaterThan(20);
        await page.getByLabel("Que voulez-vous voir ?").selectOption({ label: "Particules PM10" });
        await page.getByRole("button", { name: "Afficher" }).click();
        await page.getByRole("heading", { name: "Particules PM10", exact: true }).waitFor();
      });
    },
  );

  testWith(
    [browserNeed],
    "an unknown station and an unknown page say so, in the reader's language",
    async () => {
      const { site, browser } = pages();
      for (const [path, locale, words] of [
        ["/stations/nobody", "fr-FR", /station/i],
        ["/nothing", "en-GB", /page/i],
      ] as const) {
        const context = await browser.newContext({ locale });
        const page = await context.newPage();
        const answer = await page.goto(site + path);
        expect(answer?.status()).toBe(404);
        expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(words);
        expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
        await context.close();
      }
    },
  );

  testWith(
    [browserNeed],
    "the station's page says what could not be accepted, with its cause",
    async () => {
      const { send, visit } = pages();
      const empty = { at: gridAgo(3), sensor: "sds011-58d9", values: { pm2_5: null } };
      await send([empty]);
      await visit(STATION, { javaScriptEnabled: false }, async (page) => {
        const note = page.locator(".notices");
        expect(await note.textContent()).toMatch(/une valeur ou un champ.*1 message est à part/s);
      });
    },
  );

  testWith(
    [browserNeed],
    "values of 400 days ago are set apart, and a demonstration is marked and not counted",
    async () => {
      const { visit } = pages();
      await visit("/stations/vieille-tour", { javaScriptEnabled: false }, async (page) => {
        await page.getByRole("heading", { name: "Dernières valeurs connues" }).waitFor();
        expect(await page.getByRole("heading", { name: "En ce moment" }).count()).toBe(0);
        expect(await page.locator(".facts").textContent()).toMatch(
          /(envoie ses mesures passées|Aucune mesure depuis).*il y a 400\s*j/s,
        );
        expect(await page.getByRole("row", { name: /PM2,5/ }).textContent()).toMatch(
          /il y a 400\s*j/,
        );
      });
      await visit("/stations/vitrine", { javaScriptEnabled: false }, async (page) => {
        await page.getByText("valeurs simulées, personne ne les a mesurées").first().waitFor();
        expect(await page.locator(".sentence").textContent()).toContain("(simulé)");
      });
      await visit("/stations", { javaScriptEnabled: false }, async (page) => {
        expect(await page.locator("main").textContent()).toMatch(
          /2 stations ont mesuré ici\..*1 station de démonstration n'est pas comptée/s,
        );
      });
    },
  );

  testWith(
    [browserNeed],
    "the page names one sensor that gives nothing, while the station's others give",
    async () => {
      const { station, visit } = pages();
      const sensors = [
        { id: "sds011", model: "sds011", every: EVERY },
        { id: "bme280", model: "bme280", every: EVERY },
        { id: "mhz19b", model: "mhz19b", every: EVERY },
      ];
      const say = (kind: string, document: object) =>
        station.publishAsync(`dcz/1/deux-capteurs/${kind}`, JSON.stringify(document), { qos: 1 });
      await say("hello", { kit: "street-station", sensors, software: {} });
      await say("readings", {
        ...{ boot: "pagetest", seq: 0, clock: "ntp" },
        readings: [
          { at: gridAgo(400), sensor: "bme280", values: { temperature: 12 } },
          {
            ...{ at: gridAgo(1), sensor: "sds011", values: { pm2_5: 7 } },
            flags: ["clock_repaired"],
          },
        ],
      });
      await visit("/stations/deux-capteurs", { javaScriptEnabled: false }, async (page) => {
        await page.locator(".facts").getByText("En ligne").waitFor();
        const notices = (await page.locator(".notices").textContent()) ?? "";
        expect(notices).toMatch(/BME280\u202f: rien de ce capteur depuis 1\u202fheure/);
        expect(notices).not.toContain("SDS011");
        expect(notices).toContain("l'heure de ses mesures a été corrigée");
        // It came a moment ago: its silence is not one yet.
        expect(notices).not.toContain("MHZ19B");
      });
    },
  );

  testWith(
    [browserNeed],
    "days are local, and the same data come as files with their origins",
    async () => {
      const { site, visit } = pages();
      await visit(STATION, { javaScriptEnabled: false }, async (page) => {
        await page.locator("summary", { hasText: "Les 7 derniers jours" }).click();
        const days = page.locator("details[open] table").first();
        expect(await days.getByRole("row").count()).toBe(8);
        expect(await days.getByRole("row").nth(1).textContent()).toContain("jour en cours");
        await page.locator("summary", { hasText: "Télécharger les données" }).click();
        const csv = page.getByRole("link", { name: "Jour par jour en CSV" });
        const file = await fetch(`${site}${await csv.getAttribute("href")}`);
        expect(file.headers.get("content-type")).toContain("text/csv");
        expect(await file.text()).toMatch(/\r\n[^,]+,[^,]+,measured,pm2_5,.*T00:00:00\+0[12]:00/);
      });
    },
  );

  testWith(
    [browserNeed],
    "any range is chosen without script, and the server draws the chart as a picture",
    async () => {
      const { site, visit } = pages();
      await visit(STATION, { javaScriptEnabled: false }, async (page) => {
        await page.getByRole("link", { name: "Semaine" }).click();
        await page.getByRole("heading", { name: "Les 7 derniers jours" }).waitFor();
        const today = new Date().toISOString().slice(0, 10);
        await page.locator("summary", { hasText: "autres dates" }).click();
        await page.getByLabel("Du", { exact: true }).fill(today);
        await page.getByLabel("Au", { exact: true }).fill(today);
        await page.locator(".range-choice").getByRole("button", { name: "Afficher" }).click();
        await page.getByRole("heading", { name: /^Du .* au / }).waitFor();
        const path = await page.getByRole("link", { name: /en SVG/ }).getAttribute("href");
        const drawn = await fetch(`${site}${path}`);
        expect(drawn.headers.get("content-type")).toContain("image/svg+xml");
        expect(drawn.headers.get("content-security-policy")).toContain("default-src 'none'");
        const svg = await drawn.text();
        expect(svg).toContain("SDS011");
        expect(svg).toContain("OMS, sur une journée");
      });
    },
  );
};
