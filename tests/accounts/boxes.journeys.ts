import { labelOf, showCode } from "@datacityzen/hardware/device/label";
import { connectAsync, type MqttClient } from "mqtt";
import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { browserNeed } from "../browser.ts";
import { examine } from "../examine.ts";
import { testWith } from "../real.ts";
import { type Accounts, heading, press } from "./accounts.fixture.ts";
import { boxOf, sha256, unwanted, wanted } from "./waiting-boxes.ts";

/** A sensor was replaced: said, read by everybody on the station's page, and taken back. */
const replaceSensor = async (page: Page, station: string): Promise<void> => {
  await page.getByRole("link", { name: /^Régler la station/ }).click();
  await page.getByRole("link", { name: "J'ai remplacé un capteur" }).click();
  await press(page, "Continuer");
  await page.getByRole("alert").getByText("Choisissez une réponse").waitFor();
  await page.getByLabel("sds011", { exact: true }).check();
  await press(page, "Continuer");
  await page.getByLabel("Quel jour ?").fill("2999-01-01");
  await press(page, "Continuer");
  await page.getByRole("alert").getByText("aujourd'hui au plus tard").waitFor();
  await page.getByLabel("Quel jour ?").fill("2026-02-03");
  await press(page, "Continuer");
  await press(page, "Question précédente");
  expect(await page.getByLabel("Quel jour ?").inputValue()).toBe("2026-02-03");
  await press(page, "Continuer");
  await page.getByLabel("il était usé").check();
  await press(page, "Enregistrer");
  await page.getByText("C'est noté").waitFor();
  const settings = page.url();
  await page.goto(new URL(`/stations/${station}`, settings).href);
  await page.getByText(/Le capteur .* a été remplacé le .*3 février 2026/).waitFor();
  await page.goto(settings);
  await page.getByRole("link", { name: "J'ai remplacé un capteur" }).click();
  await press(page, "C'était une erreur : l'effacer");
  await page.getByText("C'est noté").waitFor();
  await page.goto(new URL(`/stations/${station}`, settings).href);
  expect(await page.getByText(/a été remplacé/).count()).toBe(0);
  await page.goto(settings);
};

/** How a box measures is set, reaches it, and what it makes of it is read. */
const setMeasuring = async (
  page: Page,
  browser: Browser,
  box: MqttClient,
  station: string,
): Promise<void> => {
  const settings = page.url();
  const topic = `dcz/1/${station}`;
  const introduce = (config?: object) =>
    box.publishAsync(
      `${topic}/hello`,
      JSON.stringify({
        ...{ kit: "street-station", software: {} },
        sensors: [{ id: "sds011", model: "sds011", every: 60_000 }],
        ...(config === undefined ? {} : { config }),
      }),
      { qos: 1 },
    );
  await introduce();
  const told: unknown[] = [];
  box.on("message", (_, payload) => told.push(JSON.parse(payload.toString())));
  await box.subscribeAsync(`${topic}/config`, { qos: 1 });

  await page.getByRole("link", { name: "Cadence, noms et corrections des capteurs" }).click();
  await page.getByText("Rien n'a encore été réglé d'ici").waitFor();
  await page.getByLabel("À quelle cadence").selectOption("300000");
  await press(page, "Enregistrer");
  await page.getByText("en route vers la station").waitFor();
  await page.getByText("n'a pas encore dit ce qu'elle fait").waitFor();
  await page.getByRole("link", { name: "Régler sds011" }).click();
  await page.getByLabel(/Le nom que vous lui donnez/).fill("côté nord");
  await page.getByLabel(/ajouté à chaque valeur/).fill("un peu");
  await press(page, "Enregistrer");
  await page
    .getByRole("alert")
    .getByText(/Écrivez un nombre/)
    .waitFor();
  await page.getByLabel(/ajouté à chaque valeur/).fill("-1,5");
  await page.getByLabel(/Se repose-t-il/).selectOption("600000");
  const storageState = await page.context().storageState();
  const { origin, pathname, search } = new URL(page.url());
  await press(page, "Enregistrer");
  await page.getByText("en route vers la station").waitFor();
  const sds011 = {
    label: "côté nord",
    duty: { on: 60_000, every: 600_000 },
    offsets: { pm2_5: -1.5 },
  };
  await expect
    .poll(() => told)
    .toEqual([
      { version: 1, every: 300_000 },
      { version: 2, every: 300_000, sensors: { sds011 } },
    ]);
  await introduce({ version: 2, state: "rolled_back", detail: "silent since then: sds011" });
  await page.reload();
  await page.getByText("Le dernier changement a fait taire un capteur").waitFor();
  await page.getByText("silent since then: sds011").waitFor();
  await page.getByRole("link", { name: "Régler côté nord" }).click();
  expect(await page.getByLabel(/ajouté à chaque valeur/).inputValue()).toBe("-1,5");
  await examine(browser, origin, [pathname, `${pathname}${search}`], { storageState });
  await page.goto(settings);
};

/** A host notes a bonfire, which everybody reads beside the measurements, and withdraws the note. */
const noteFire = async (page: Page, browser: Browser, station: string): Promise<void> => {
  const settings = page.url();
  await page.getByRole("link", { name: "Notes sur cette station" }).click();
  const notes = page.url();
  await page.getByText("Personne n'a rien noté").waitFor();
  await press(page, "Ajouter la note");
  await page.getByRole("alert").getByText("Choisissez une réponse").waitFor();
  await page.getByLabel("Ce qui s'est passé").selectOption("bonfire");
  await page.getByLabel("Début").fill("2026-02-01T19:30");
  await page.getByLabel("Fin").fill("2026-02-01T19:00");
  await press(page, "Ajouter la note");
  await page.getByRole("alert").getByText("La fin vient après le début").waitFor();
  await page.getByLabel("Fin").fill("2026-02-01T22:00");
  await page.getByLabel(/En quelques mots/).fill("Feu de la Chandeleur");
  await press(page, "Ajouter la note");
  await page.getByText("La note est ajoutée.").waitFor();
  const { origin, pathname } = new URL(notes);
  const storageState = await page.context().storageState();
  await examine(browser, origin, [pathname], { storageState });
  // The clock on the wall in France.
  const query = `station=${station}&from=2026-02-01T00:00:00Z&until=2026-02-02T00:00:00Z`;
  const answer = await page.request.get(`${origin}/api/v1/quality/annotations?${query}`);
  expect(await answer.json()).toMatchObject({
    annotations: [{ kind: "bonfire", by: "host", from: "2026-02-01T18:30:00.000Z" }],
  });
  await press(page, /Retirer cette note/);
  await page.getByText("La note est retirée.").waitFor();
  await page.goto(settings);
};

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
      const readings = [{ at: Date.now() - 1000, sensor: "sds011", values: { pm2_5: 8 } }];
      const batch = { boot: "abcdefgh", seq: 0, clock: "ntp", readings };
      await client.publishAsync(`dcz/1/${own.name}/readings`, JSON.stringify(batch), { qos: 1 });
      await client.publishAsync(
        `dcz/1/${own.name}/readings`,
        JSON.stringify({
          ...{ ...batch, seq: 1 },
          readings: [{ at: Date.now() - 500, sensor: "supply", values: { battery: 12 } }],
        }),
        { qos: 1 },
      );
      // To whoever looks after it, and to its host.
      const fleet = await admin.newPage();
      await fleet.goto(`${site}/admin/fleet?problem=low_battery`);
      await fleet.getByRole("link", { name: own.name }).waitFor();
      await fleet.getByText(/^Sa batterie est faible \(12\s%\), depuis le/).waitFor();
      await fleet.close();
      await page.goto(`${site}/account/stations`);
      await page.getByText(/^Sa batterie est faible/).waitFor();
      await page.getByText(/^À faire\s: recharger/).waitFor();
      await replaceSensor(page, own.name);
      await setMeasuring(page, browser, client, own.name);
      await noteFire(page, browser, own.name);

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
