import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { signedIn } from "../signed-in.ts";
import type { HomeSite } from "./home.fixture.ts";

const plain = { javaScriptEnabled: false } as const;
const FAULTY = ["chapelle", "four-a-pain", "lavoir", "vieux-pont"];
/** More than a page of the list holds. */
const WELL = Array.from({ length: 52 }, (_, index) => `jardin-${String(index).padStart(2, "0")}`);

/** Stations of one network: four have left, and run old software. */
const network = async ({ subject }: HomeSite): Promise<void> => {
  const client = await subject.connect();
  const now = Date.now();
  const tell = (station: string, kind: string, document: object) =>
    client.publishAsync(`dcz/1/${station}/${kind}`, JSON.stringify(document), { qos: 1 });
  await Promise.all(
    [...FAULTY, ...WELL].flatMap((station) => {
      const isFaulty = FAULTY.includes(station);
      const readings = [{ at: now - 60_000, sensor: "sds011", values: { pm2_5: 7 } }];
      return [
        tell(station, "hello", {
          kit: "street-station",
          sensors: [{ id: "sds011", model: "sds011", every: 600_000 }],
          software: { edge: isFaulty ? "0.0.1" : "999.0.0" },
        }),
        tell(station, "readings", { boot: "abcdefgh", seq: 1, clock: "ntp", readings }),
        tell(station, "status", { state: isFaulty ? "offline" : "online", at: now }),
      ];
    }),
  );
  await client.endAsync();
};

const downloaded = async (page: Page): Promise<readonly string[]> => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Télécharger" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^stations-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^station,state,since,/);
  return lines.slice(1).map((line) => line.slice(0, line.indexOf(",")));
};

/** Whoever looks after a network. After the visitor's journeys, on the same site. */
export const listJourneys = (home: () => HomeSite): void => {
  testWith(
    [browserNeed],
    "a coordinator finds the faulty stations first, filters and takes them away as a file, without script",
    async () => {
      const { visit } = home();
      await network(home());
      await visit("/stations", plain, async (page) => {
        const names = () => page.locator(".row-name a").allTextContents();
        const [look, well] = await page.locator(".tally a").allTextContents();
        expect(look).toMatch(/^4\s*à voir$/);
        expect(well).toMatch(/^5\d\s*en ligne$/);
        expect((await names()).slice(0, 4)).toEqual(FAULTY);
        expect(await page.locator(".row-look").first().textContent()).toMatch(/Hors ligne depuis/);
        // On, by a cursor, to the rest.
        await page.getByRole("link", { name: "Stations suivantes" }).click();
        expect(await names()).toContain("jardin-51");
        await page.getByRole("link", { name: "Revenir au début" }).click();

        await page.getByRole("link", { name: /à voir/ }).click();
        expect(await names()).toEqual(FAULTY);
        expect(await downloaded(page)).toEqual(FAULTY);
        await page.getByRole("checkbox", { name: "lavoir" }).check();
        expect(await downloaded(page)).toEqual(["lavoir"]);

        await page.getByLabel("Nom de la station").fill("jardin-4");
        await page.getByLabel("Quelles stations").selectOption("well");
        await page.getByLabel("Dans quel ordre").selectOption("name");
        await page.getByRole("button", { name: "Afficher" }).click();
        expect(await names()).toEqual(WELL.filter((name) => name.startsWith("jardin-4")));
        expect(await page.getByRole("status").textContent()).toContain("10 stations trouvées");
      });
    },
  );

  testWith(
    [browserNeed],
    "on paper a row of the list is one or two lines, and nothing lies on anything else",
    async () => {
      // A4, upright and across: as wide in px as the sheet without its margins.
      for (const width of [680, 780, 1009])
        await home().visit(
          "/stations",
          { ...plain, viewport: { width, height: 900 } },
          async (page) => {
            await page.emulateMedia({ media: "print" });
            const row = page.locator(".station-row", { hasText: "lavoir" }).first();
            const boxes = await Promise.all(
              ["a", ".row-state", ".row-value"].map((part) =>
                row.locator(part).first().boundingBox(),
              ),
            );
            const { height = 999 } = (await row.boundingBox()) ?? {};
            expect(height, String(width)).toBeLessThan(110);
            for (const [index, one] of boxes.entries())
              for (const other of boxes.slice(index + 1)) {
                if (one === null || other === null) throw new Error("a part of the row is missing");
                const isApart =
                  one.x + one.width <= other.x + 1 ||
                  other.x + other.width <= one.x + 1 ||
                  one.y + one.height <= other.y + 1 ||
                  other.y + other.height <= one.y + 1;
                expect(isApart, `${width} px, part ${index}`).toBe(true);
              }
          },
        );
    },
  );

  testWith(
    [browserNeed],
    "fifty stations are short and light on a phone, and the keyboard alone works the list",
    async () => {
      const { visit } = home();
      const phone = { viewport: { width: 360, height: 740 } };
      await visit("/stations", phone, async (page) => {
        const [rows, height, weight] = await page.evaluate<[number, number, number]>(
          `[document.querySelectorAll(".station-row").length,
            document.documentElement.scrollHeight,
            performance.getEntriesByType("navigation")[0].encodedBodySize]`,
        );
        expect(rows).toBe(50);
        expect(height).toBeLessThan(6_000);
        expect(weight).toBeLessThan(20_000);
        const first = await page.locator(".station-row").first().boundingBox();
        expect((first?.y ?? 999) + (first?.height ?? 999)).toBeLessThan(740);

        await page.locator(".list-find summary").focus();
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        await page.keyboard.type("vieux");
        await page.keyboard.press("Enter");
        await page.waitForURL(/find=vieux/);
        await page.getByRole("checkbox", { name: "vieux-pont" }).focus();
        await page.keyboard.press("Space");
        expect(await page.getByRole("checkbox", { name: "vieux-pont" }).isChecked()).toBe(true);
      });
    },
  );

  testWith(
    [browserNeed],
    "the board says how many are well, what is wrong and at which stations",
    async () => {
      const { visit, subject, browser, site } = home();
      const ada = await subject.firstAdministrator();
      const storageState = signedIn(ada.browser.cookies, site);
      await visit("/stations", { ...plain, storageState }, async (page) => {
        await page.getByRole("link", { name: /tableau de bord/ }).click();
        expect(await page.locator(".fleet-board").textContent()).toMatch(/5\d sur \d\d vont bien/);
        await page.getByRole("link", { name: /4\s*Logiciel ancien/ }).click();
        expect(await page.locator(".fleet-list h2").allTextContents()).toEqual(FAULTY);
        await page.getByRole("link", { name: "Voir tous les problèmes" }).click();
      });
      // A gateway that is there says which station is dead; of one that is away nobody knows.
      const gateway = await subject.connect("fablab", {
        username: "gateway:fablab",
        will: {
          ...{ topic: "dcz/1/fablab/status", payload: Buffer.from('{"state":"offline"}') },
          ...{ qos: 1, retain: true },
        },
      });
      const say = (kind: string, document: object) =>
        gateway.publishAsync(`dcz/1/fablab/${kind}`, JSON.stringify(document), { qos: 1 });
      await say("hello", { kit: "gateway", sensors: [], software: {} });
      const link = { by: "gprs", since: Date.now() - 60_000, outages: 2, spent: 41 };
      const health = { uptime: 60, waiting: 0, dropped: 0, rejected: {} };
      const failedUpdate = { version: "0.9.1", runs: "0.9.0", at: Date.now(), why: "silent" };
      const own = {
        ...{ stations: 1, disk: "ok", freeBytes: 5e9, link, silent: ["vieux-pont"], failedUpdate },
      };
      await say("status", { state: "online", at: Date.now(), health: { ...health, gateway: own } });
      const toldOf = async () => {
        let told = "";
        await visit("/admin/fleet", { ...plain, storageState }, async (page) => {
          told = (await page.getByRole("region", { name: "Les passerelles" }).innerText()) ?? "";
        });
        return told.replace(/\s+/g, " ");
      };
      await expect
        .poll(toldOf, { timeout: 20_000 })
        .toMatch(
          /fablab Reliée à la plateforme par le réseau mobile depuis le .*coupée 2 fois.*41 % des données mobiles.*La version 0\.9\.1 a été essayée et n'a pas été gardée \(.*\) : la passerelle ne répondait pas\. La version 0\.9\.0 tourne à nouveau\. .*n'entend plus : vieux-pont/,
        );
      await examine(browser, site, ["/admin/fleet"], { storageState });
      gateway.stream.destroy();
      await expect
        .poll(toldOf, { timeout: 20_000 })
        .toMatch(/fablab Absente depuis le .*rien ne dit qu'elles soient en panne/);
      expect(await toldOf()).not.toContain("vieux-pont");
    },
  );

  testWith([browserNeed], "axe finds nothing in the list, whole or filtered", async () => {
    const { browser, site } = home();
    await examine(browser, site, ["/stations", "/stations?state=look&find=a"]);
  });
};
