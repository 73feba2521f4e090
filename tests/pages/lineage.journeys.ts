import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { EVERY, gridAgo, type Pages } from "./pages.fixture.ts";

/** Where a figure comes from, told to whoever asks, without script. */
export const lineageJourneys = (pages: () => Pages): void => {
  testWith(
    [browserNeed],
    "a figure is followed from its raw value to its means, and what did not come is told",
    async () => {
      const { site, station, browser, visit } = pages();
      const say = (topic: string, text: object) =>
        station.publishAsync(`dcz/1/quai-des-mesures/${topic}`, JSON.stringify(text), { qos: 1 });
      await say("hello", {
        kit: "street-station",
        sensors: [
          { id: "sds011", model: "sds011", every: EVERY },
          { id: "bme280", model: "bme280", every: EVERY },
        ],
        software: {},
      });
      // Twenty minutes; in the middle the particles are missing while the humidity comes.
      const steps = Array.from({ length: 120 }, (_, index) => gridAgo(150 - index));
      const readings = steps.flatMap((at, index) => [
        { at, sensor: "bme280", values: { humidity: 55 } },
        ...(index >= 60 && index < 72
          ? []
          : [{ at, sensor: "sds011", values: { pm2_5: 12, pm10: 20 } }]),
      ]);
      await say("readings", { boot: "pagetest", seq: 1, clock: "ntp", readings });
      const at = new Date(steps[58] ?? 0).toISOString();
      const path = `/stations/quai-des-mesures/how?quantity=pm2_5&at=${at}`;
      const without = { javaScriptEnabled: false } as const;
      await visit(path, without, async (page) => {
        const text = async () => (await page.locator("main").innerText()).replace(/\s+/g, " ");
        // The recipe's value is kept a moment after the raw one.
        await expect
          .poll(async () => {
            await page.reload();
            return text();
          })
          .toContain("c'est exactement la valeur qui est gardée");
        const told = await text();
        for (const part of [
          /le capteur a mesuré 12,0 µg\/m³/,
          /arrivée ici .* plus tard.*jamais modifiée/,
          /Aucun contrôle automatique ne met cette mesure en doute/,
          /La recette « .* » en fait 11,9\d µg\/m³, à 10,0 µg\/m³ près/,
          /Nom de la recette : sds011-power, version 1/,
          /Humidité relative : 55,0 %, du capteur bme280/,
          /valeurs retraitées \(sds011-power@1\) : 11,9/,
          /La valeur consolidée de l'heure Il n'y en a pas/,
          /moyennes arithmétiques/,
          /Manquent à la source 12 D'autres capteurs/,
          /Perdues en route 0/,
          /Refusées 0/,
          /En retard \d/,
        ])
          expect(told).toMatch(part);
        await page.getByRole("link", { name: "Une heure plus tôt" }).click();
        await page.waitForURL(/how\?quantity=pm2_5&at=/);
        expect(await text()).toMatch(/Aucune mesure de cette grandeur n'est connue/);
        await page.getByRole("link", { name: "Station quai-des-mesures" }).click();
        await page.waitForURL(/stations\/quai-des-mesures\?quantity=pm2_5$/);
      });
      await visit(path, { ...without, locale: "en-GB" }, async (page) => {
        const told = (await page.locator("main").innerText()).replace(/\s+/g, " ");
        expect(told).toMatch(/the sensor measured 12.0 µg\/m³.*never changed/);
        expect(told).toMatch(/Missing at the source 1[2-4] Other sensors/);
      });
      for (const wrong of ["quantity=pm2_5&at=yesterday", "quantity=mood"])
        expect((await fetch(`${site}/stations/quai-des-mesures/how?${wrong}`)).status).toBe(404);
      expect((await fetch(`${site}/stations/nobody/how?quantity=pm2_5`)).status).toBe(404);
      await examine(browser, site, [path]);
    },
  );
};
