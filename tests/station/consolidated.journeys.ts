import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { QUAY, type StationSite } from "./station.fixture.ts";

const HOUR = 3_600_000;
const EVERY = 600_000;
const NEIGHBOURS = ["voisine-a", "voisine-b", "voisine-c"];

/** Three stations around the quay, and the school as an authority's station. */
const surround = async ({ subject, send }: StationSite): Promise<void> => {
  const host = await subject.signUp("paul@example.org", "Paul");
  const last = Math.floor(Date.now() / EVERY) * EVERY;
  for (const [index, name] of NEIGHBOURS.entries()) {
    await subject.hosted(name, host);
    expect(await subject.share(host, name, "public")).toBeLessThan(300);
    const place = { lat: 45.075 + index / 200, lon: -5.12, exposure: "outdoor" };
    const since = new Date(Date.now() - 24 * HOUR).toISOString();
    expect(await subject.place(host, name, { ...place, since })).toBeLessThan(300);
    await send(
      name,
      Array.from({ length: 30 }, (_, step) => ({
        at: last - (30 - step) * EVERY,
        values: { pm2_5: 11 + index, pm10: 20, humidity: 60 },
      })),
    );
  }
  const declared = await subject.getAsAdministrator("/api/v1/quality/references/ecole", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Réseau de l'air, jauge bêta" }),
  });
  expect(declared.status).toBe(200);
};

/** How far a station can be trusted, in words. */
export const trustJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "month by month it is said in words how far a station can be trusted, and where each word begins",
    async () => {
      const path = `${QUAY}/trust`;
      await site().visit(QUAY, { javaScriptEnabled: false }, async (page) => {
        await page.getByRole("link", { name: "Peut-on se fier à cette station" }).click();
        await page.waitForURL(`**${path}`);
        const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
        expect(text).toMatch(/Ce qui est arrivé [\d,]+ % des mesures attendues sont arrivées/);
        expect(text).toContain("aucun capteur ne s'est bloqué ni n'a dérivé");
        expect(text).toContain("personne n'a dit l'avoir nettoyée ou entretenue");
        expect(text).toContain("Où commence chaque mot");
      });
      await examine(site().browser, site().site, [path]);
    },
  );
};

/** What a value becomes when other stations and open data are asked. */
export const consolidatedJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "the consolidated value of an hour is told part by part, with what each weighs, without script",
    async () => {
      await surround(site());
      const at = new Date(Math.floor(Date.now() / HOUR) * HOUR - 1.5 * HOUR).toISOString();
      const path = `${QUAY}/how?quantity=pm2_5&at=${at}`;
      const told = async () => {
        let text = "";
        await site().visit(path, { javaScriptEnabled: false }, async (page) => {
          text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
        });
        return text;
      };
      // What the neighbours' recipes make comes a moment after their raw values.
      await expect.poll(told, { timeout: 30_000 }).toContain("la médiane de 3 stations");
      const text = await told();
      expect(text).toMatch(
        /La valeur consolidée de l'heure De \d\d:00 à \d\d:00, tout ce qui est connu/,
      );
      const shares = [...text.matchAll(/(\d+) % : l[a'] ?(station elle-même|médiane|référence)/g)];
      expect(shares.map(([, , part]) => part)).toEqual([
        ...["station elle-même", "médiane", "référence"],
      ]);
      const sum = shares.reduce((all, [, share]) => all + Number(share), 0);
      expect(Math.abs(sum - 100)).toBeLessThanOrEqual(1);
      expect(text).toContain("la référence « Réseau de l'air, jauge bêta »");
      await examine(site().browser, site().site, [path]);
    },
  );
};
