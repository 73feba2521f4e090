import { join } from "node:path";
import { Readable } from "node:stream";
import { expect } from "vitest";
import { captureTerminal } from "../../dcz/captured-terminal.fixture.ts";
import { pollenCommand } from "../../dcz/pollen/command.ts";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { QUAY, type StationSite } from "./station.fixture.ts";

const DAY = 86_400_000;
const path = `${QUAY}/pollen`;

/** A trap's days of this month at the quay, and what is forecast for tomorrow. */
const count = async ({ subject, send }: StationSite): Promise<string> => {
  const today = Math.floor(Date.now() / DAY) * DAY;
  await send(
    "quai",
    Array.from({ length: 12 }, (_, back) => ({
      at: today - (12 - back) * DAY + DAY / 2,
      values: { pollen_poaceae: 4 + 5 * back, pollen_betula: back % 3, pollen_range: 9 },
    })),
  );
  const tomorrow = new Date(Date.now() + DAY).toISOString().slice(0, 10);
  const said = await subject.getAsAdministrator("/api/v1/quality/forecasts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      source: "atmo-france",
      forecasts: ["pollen", "pollen_poaceae", "pollen_betula"].map((subjectOf, index) => ({
        ...{ station: "quai", subject: subjectOf, day: tomorrow, value: 4 - index },
        ...{ scale: "atmo-france", issued: new Date(Date.now() - DAY / 24).toISOString() },
      })),
    }),
  });
  expect(said.body).toMatchObject({ kept: 3, refused: 0 });
  return tomorrow;
};

const dayAgo = (days: number): string =>
  new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

/** Counts of a trap as somebody brings them: the file of a day, imported on the server's machine. */
const importCounts = async ({ subject }: StationSite, station: string, counts: string) => {
  const { terminal, outcome } = captureTerminal({ LANG: "fr_FR.UTF-8" });
  const fed = { ...terminal, input: Readable.from([Buffer.from(counts)]) };
  const administration = async () => ({
    url: subject.cloud().http,
    tokenFile: join(subject.folder, "cloud", "admin-token"),
  });
  const words = ["import", "--taxon", "alnus", "--station", station];
  await pollenCommand(fed, administration).parseAsync(words, { from: "user" });
  expect(await outcome()).toMatchObject({ code: 0 });
};

/** The plants that somebody reacts to. */
export const pollenJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "somebody chooses their plants without script: newest counts, seasons, and tomorrow as others forecast it",
    async () => {
      await count(site());
      await site().visit(QUAY, { javaScriptEnabled: false }, async (page) => {
        await page.getByRole("link", { name: "Les pollens comptés ici" }).click();
        await page.waitForURL(`**${path}`);
        const main = page.locator("main");
        const told = async () => (await main.innerText()).replace(/\s+/g, " ");
        const all = await told();
        expect(all).toMatch(/Graminées \d+ \S+ 59 élevé/);
        expect(all).toMatch(/Bouleau \d+ \S+ 2 faible/);
        expect(all).toMatch(/Tous les pollens élevé/);
        expect(all).not.toContain("pollen_range");
        await page.getByLabel("Graminées").check();
        await page.getByRole("button", { name: "Montrer ces plantes" }).click();
        await page.waitForURL(`**${path}?taxon=poaceae`);
        const grasses = await told();
        expect(grasses).toMatch(/Pollen de graminées modéré/);
        expect(await main.locator("tbody").allInnerTexts()).not.toContainEqual(
          expect.stringMatching(/bouleau/i),
        );
        expect(await page.getByLabel("Graminées").isChecked()).toBe(true);
        expect(grasses).toMatch(/Prévision : atmo-france, faite le/);
      });
      // Who asks for a plant that nobody counts here sees all that are counted.
      await site().visit(`${path}?taxon=rose`, { javaScriptEnabled: false }, async (page) => {
        expect(await page.locator("main").innerText()).toContain("Bouleau");
      });
      await examine(site().browser, site().site, [path, `${path}?taxon=poaceae`]);
    },
  );

  testWith(
    [browserNeed],
    "what a box does not measure comes from the nearest trap whose counts were imported, while they are fresh",
    async () => {
      const { subject, visit } = site();
      const paul = await subject.signUp("paul@example.org", "Paul");
      const since = new Date(Date.now() - 30 * DAY).toISOString();
      // Two traps nearer to the school than any other: the nearest was read three days ago for the last time.
      for (const [name, lat, day] of [
        ["piege-voisin", 45.075, 4],
        ["piege-du-parc", 45.08, 1],
      ] as const) {
        await subject.hosted(name, paul, 8);
        expect(await subject.share(paul, name, "public")).toBeLessThan(300);
        const place = { lat, lon: -5.09, exposure: "outdoor", siting: "facade", since };
        expect(await subject.place(paul, name, place)).toBeLessThan(300);
        await importCounts(site(), name, `at,pollen_alnus\n${dayAgo(day)},260\n`);
      }
      await visit("/stations/ecole", { javaScriptEnabled: false }, async (page) => {
        const told = await page.getByRole("region", { name: /ne mesure pas/ }).textContent();
        expect(told).toMatch(
          /Pollens.*aulne, niveau très élevé.*piege-du-parc, à [\d,]+\sk?m, il y a/s,
        );
        expect(told).not.toContain("piege-voisin");
      });
    },
  );
};
