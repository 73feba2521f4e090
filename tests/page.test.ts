import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flags } from "@datacityzen/hardware/flags";
import { quantities } from "@datacityzen/hardware/quantities";
import mqtt, { type MqttClient } from "mqtt";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { allTexts } from "../dashboards/app/i18n/all-texts.ts";
import { browserNeed, openBrowser } from "./browser.ts";
import { examine } from "./examine.ts";
import { removeFolder } from "./folders.ts";
import { freePort, type Running, root, startProcess } from "./processes.ts";
import { testWith } from "./real.ts";

const EVERY = 10_000;

let directory: string;
let processes: Running[] = [];
let site: string;
let station: MqttClient;
let browser: Browser;
let seq = 0;
let cloud: Running;

/** The grid point that began `steps` cadences ago. */
const gridAgo = (steps: number) => (Math.floor(Date.now() / EVERY) - steps) * EVERY;

const send = (readings: { at: number; sensor: string; values: object; flags?: string[] }[]) =>
  station.publishAsync(
    "dcz/1/ecole-jules-ferry/readings",
    JSON.stringify({ boot: "pagetest", seq: seq++, clock: "ntp", readings }),
    { qos: 1 },
  );

beforeAll(async () => {
  if (!browserNeed.present) return;
  directory = await mkdtemp(join(tmpdir(), "dcz-page-"));
  const [http, mqttPort, pages] = [await freePort(), await freePort(), await freePort()];
  const environment = {
    DATA_DIR: directory,
    HTTP_PORT: String(http),
    MQTT_PORT: String(mqttPort),
    DASHBOARDS_PORT: String(pages),
    DASHBOARDS_URL: `http://127.0.0.1:${pages}`,
    API_URL: `http://127.0.0.1:${http}`,
  };
  processes = [
    startProcess("cloud/src/main.ts", environment),
    startProcess("dashboards/server.ts", environment),
  ];
  cloud = processes[0] as Running;
  await Promise.all(processes.map(({ ready }) => ready));
  site = environment.API_URL;
  station = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`);
  await station.publishAsync(
    "dcz/1/ecole-jules-ferry/hello",
    JSON.stringify({
      kit: "street-station",
      sensors: [{ id: "sds011-58d9", model: "sds011", serial: "58d9", every: EVERY }],
      software: { edge: "0.1.0" },
    }),
    { qos: 1, retain: true },
  );
  await station.publishAsync(
    "dcz/1/ecole-jules-ferry/status",
    JSON.stringify({ state: "online", at: Date.now() }),
    { qos: 1, retain: true },
  );
  // A day with a hole of two hours in it.
  for (let hour = 23; hour >= 0; hour--) {
    if (hour === 10 || hour === 11) continue;
    await send(
      Array.from({ length: 360 }, (_, index) => ({
        at: gridAgo(hour * 360 + (360 - index) + 2),
        sensor: "sds011-58d9",
        values: { pm2_5: 5 + hour / 2, pm10: 9 + hour / 2 },
      })),
    );
  }
  // One that measured long ago, one that is a demonstration.
  const publish = (id: string, at: number, flags: string[]) =>
    station.publishAsync(
      `dcz/1/${id}/readings`,
      JSON.stringify({
        boot: "pagetest",
        seq: 0,
        clock: "ntp",
        readings: [{ at, sensor: "sds011", values: { pm2_5: 7.7 }, flags }],
      }),
      { qos: 1 },
    );
  await publish("vieille-tour", gridAgo(400 * 8640), []);
  await publish("vitrine", gridAgo(1), ["simulated"]);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await station?.endAsync(true);
  await Promise.all(processes.map((process) => process.end("SIGTERM")));
  if (directory !== undefined) await removeFolder(directory);
});

/** Opens a page, and fails when it logs an error or asks another host for anything. */
const visit = async (
  path: string,
  {
    before = "",
    ...options
  }: BrowserContextOptions & { /** Script that runs first. */ before?: string },
  look: (page: Page) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({ locale: "fr-FR", ...options });
  await context.addInitScript(before);
  const complaints: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(site)) complaints.push(`asked for ${request.url()}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(site + path, { waitUntil: "load" });
  await look(page);
  await context.close();
  expect(complaints).toEqual([]);
};

const STATION = "/stations/ecole-jules-ferry";

testWith([browserNeed], "the list leads to the station, whose latest values stand in a table", () =>
  visit("/", {}, async (page) => {
    await page.getByRole("link", { name: "ecole-jules-ferry" }).click();
    await page.getByRole("heading", { level: 1, name: /ecole-jules-ferry/ }).waitFor();
    const row = page.getByRole("row", { name: /PM2,5/ }).first();
    expect(await row.textContent()).toMatch(/5,0\s*µg\/m³/);
    expect(await page.getByText("En ligne").first().isVisible()).toBe(true);
  }),
);

testWith(
  [browserNeed],
  "the chart is drawn by uPlot, and a new reading shows without a reload",
  () =>
    visit(STATION, {}, async (page) => {
      await page.locator(".uplot canvas").first().waitFor();
      const row = page.getByRole("row", { name: /PM2,5/ }).first();
      await send([{ at: gridAgo(1), sensor: "sds011-58d9", values: { pm2_5: 42.4, pm10: 50 } }]);
      await row.getByText("42,4").waitFor();
    }),
);

/** Functions that browsers of 2021 do not have: phones of that time get no newer browser. */
const forget = `
  for (const name of ["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"])
    delete Array.prototype[name];
  for (const name of ["any", "timeout"]) delete AbortSignal[name];
  for (const owner of [Object, Map]) delete owner.groupBy;
  delete Object.hasOwn;
  delete Promise.withResolvers;
  delete window.structuredClone;
`;

testWith([browserNeed], "a phone of 2021 draws, asks and follows as well", () =>
  visit(STATION, { before: forget }, async (page) => {
    const asked = page.waitForResponse((response) =>
      response.url().includes("/api/v1/series/means?"),
    );
    await page.locator(".uplot canvas").first().waitFor();
    await asked;
    const row = page.getByRole("row", { name: /PM2,5/ }).first();
    await send([{ at: gridAgo(0), sensor: "sds011-58d9", values: { pm2_5: 43.4, pm10: 50 } }]);
    await row.getByText("43,4").waitFor();
  }),
);

testWith(
  [browserNeed],
  "without script there are the same values, a drawn line and a table by hour",
  () =>
    visit(STATION, { javaScriptEnabled: false }, async (page) => {
      expect(await page.getByRole("row", { name: /PM2,5/ }).first().textContent()).toContain(
        "µg/m³",
      );
      expect(await page.locator("main svg path").count()).toBeGreaterThan(0);
      await page.locator("summary", { hasText: "heure par heure" }).click();
      const hourly = page.locator("details[open] table").first();
      expect(await hourly.getByRole("row").count()).toBeGreaterThan(20);
      await page.getByLabel("Que voulez-vous voir ?").selectOption({ label: "Particules PM10" });
      await page.getByRole("button", { name: "Afficher" }).click();
      await page.getByRole("heading", { name: /Particules PM10/ }).waitFor();
    }),
);

testWith(
  [browserNeed],
  "an unknown station and an unknown page say so, in the reader's language",
  async () => {
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
  "what could not be accepted is told on the station's page, with its cause",
  async () => {
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
  "a cloud that hangs is told at the top of the page within 15 s, and nothing claims to be online",
  () =>
    visit(STATION, {}, async (page) => {
      const standing = page.locator(".facts");
      await standing.getByText("En ligne").waitFor();
      await standing.getByText("Se met à jour tout seul").waitFor();
      cloud.child.kill("SIGSTOP");
      try {
        await standing.getByText(/Connexion perdue/).waitFor();
        expect(await standing.textContent()).not.toContain("En ligne");
      } finally {
        cloud.child.kill("SIGCONT");
      }
      await standing.getByText("En ligne").waitFor();
    }),
);

testWith([browserNeed], "a station that says good-bye is offline on an open page", () =>
  visit(STATION, {}, async (page) => {
    const standing = page.locator(".facts");
    const say = (state: string) =>
      station.publishAsync("dcz/1/ecole-jules-ferry/status", JSON.stringify({ state }), {
        qos: 1,
        retain: true,
      });
    await say("offline");
    await standing.getByText(/Hors ligne/).waitFor();
    await say("online");
    await standing.getByText(/En ligne/).waitFor();
  }),
);

testWith([browserNeed], "what arrives on a sensor's line is told on an open page", () =>
  visit(STATION, {}, async (page) => {
    const say = (lines: object[]) =>
      station.publishAsync(
        "dcz/1/ecole-jules-ferry/status",
        JSON.stringify({
          state: "online",
          health: { uptime: 60, waiting: 0, dropped: 0, rejected: {}, lines },
        }),
        { qos: 1, retain: true },
      );
    await page.locator(".uplot canvas").first().waitFor();
    const line = { port: "/dev/ttyUSB0", model: "pmsx003", state: "unreadable", bytes: 900 };
    await say([{ ...line, likely: ["sds011"], advice: "other_sensor" }]);
    const notices = page.locator(".notices");
    await notices.getByText(/parle comme .*SDS011/).waitFor();
    await say([{ ...line, state: "speaking" }]);
    await notices.getByText(/parle comme/).waitFor({ state: "detached" });
  }),
);

testWith(
  [browserNeed],
  "values of 400 days ago are set apart, and a demonstration is marked and not counted",
  async () => {
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
    await visit("/", { javaScriptEnabled: false }, async (page) => {
      expect(await page.locator("main").textContent()).toMatch(
        /2 stations ont mesuré ici\..*1 station de démonstration n'est pas comptée/s,
      );
    });
  },
);

/** Fills in the form that asks for the administrator's token. */
const signIn = async (page: Page, token?: string): Promise<void> => {
  // Nobody has an account: the way in for whoever has the machine.
  const toToken = page.getByRole("link", { name: /Entrez avec son jeton/ });
  if ((await toToken.count()) > 0) await toToken.click();
  const right = await readFile(join(directory, "cloud/admin-token"), "utf8");
  await page.getByLabel("Jeton d'administration").fill(token ?? right);
  await page.getByRole("button", { name: "Entrer" }).click();
  await page.waitForLoadState();
};

testWith(
  [browserNeed],
  "the administrator, and nobody else, reads what was kept aside and decides, without script",
  async () => {
    await station.publishAsync("dcz/1/vieille-tour/readings", '{"boot":', { qos: 1 });
    const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site}/admin/quarantine?reason=malformed`);
    await signIn(page, "not-the-token");
    await page.getByText("Ce jeton n'est pas le bon").first().waitFor();
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Messages mis à part" }).waitFor();
    expect(page.url()).toContain("reason=malformed");

    await page.getByRole("button", { name: /Reprendre le message choisi/ }).click();
    await page.getByText("Toujours refusés : 1").waitFor();
    await page.getByRole("link", { name: /Illisible/ }).click();
    await page.getByText('{"boot":').waitFor();
    await page.getByRole("button", { name: "Reprendre ce message" }).click();
    await page.getByText("Le message est toujours refusé").waitFor();
    await page.getByRole("button", { name: "Supprimer ce message" }).click();
    await page.getByText("cochez d'abord la case").waitFor();
    await page.getByLabel("Oui, supprimer ce message").check();
    await page.getByRole("button", { name: "Supprimer ce message" }).click();
    await page.getByRole("heading", { level: 1, name: "Messages mis à part" }).waitFor();
    await page.goto(`${site}/admin/quarantine?reason=malformed`);
    await page.getByText("0 message").waitFor();

    await page.getByRole("button", { name: "Quitter l'administration" }).click();
    await page.goto(`${site}/admin/quarantine`);
    await page.getByRole("heading", { level: 1, name: "Se connecter" }).waitFor();
    await context.close();
  },
);

testWith([browserNeed], "another site's form changes nothing of the administrator's", async () => {
  const token = (await readFile(join(directory, "cloud/admin-token"), "utf8")).trim();
  const post = (origin: string) =>
    fetch(`${site}/admin/token`, {
      method: "POST",
      redirect: "manual",
      headers: { origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ token, next: "//elsewhere.example/" }),
    });
  expect((await post("https://elsewhere.example")).status).toBe(403);
  expect((await post("null")).status).toBe(403);
  const own = await post(site);
  expect(own.status).toBe(302);
  expect(own.headers.get("location")).toBe("/admin");
  expect(own.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict/);
});

testWith(
  [browserNeed],
  "the administrator chooses between two values for one instant, and the choice is recorded",
  async () => {
    const at = gridAgo(9000);
    const contradict = (pm2_5: number) =>
      send([{ at, sensor: "sds011-58d9", values: { pm2_5, pm10: 40 } }]);
    await contradict(31.5);
    await contradict(77.5);
    const context = await browser.newContext({ locale: "fr-FR", javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site}/admin/conflicts`);
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Valeurs contradictoires" }).waitFor();
    const conflict = page.getByRole("article", { name: "Station ecole-jules-ferry" });
    const told = (await conflict.textContent()) ?? "";
    expect(told).toMatch(/31,5\sµg\/m³.*reçue le.*77,5\sµg\/m³/s);
    expect(told).toContain("Deuxième envoi");
    await conflict.getByRole("button", { name: "Prendre la deuxième valeur" }).click();
    await page.getByText("Choix noté : la deuxième valeur compte.").waitFor();
    expect(await conflict.count()).toBe(0);
    await context.close();

    const range = `from=${new Date(at).toISOString()}&until=${new Date(at + 1).toISOString()}`;
    const query = `station=ecole-jules-ferry&quantity=pm2_5&${range}`;
    const raw = await fetch(`${site}/api/v1/series?${query}`).then((answer) => answer.json());
    expect(raw).toMatchObject({ series: [{ points: [{ value: 77.5, first: 31.5 }] }] });
  },
);

testWith(
  [browserNeed],
  "one sensor that gives nothing is told, while the station's others give",
  async () => {
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
    await visit(STATION, { javaScriptEnabled: false }, async (page) => {
      await page.locator("summary", { hasText: "Les 7 derniers jours" }).click();
      const days = page.locator("details[open] table").first();
      expect(await days.getByRole("row").count()).toBe(8);
      expect(await days.getByRole("row").nth(1).textContent()).toContain("jour en cours");
      const csv = page.getByRole("link", { name: "Jour par jour en CSV" });
      const file = await fetch(`${site}${await csv.getAttribute("href")}`);
      expect(file.headers.get("content-type")).toContain("text/csv");
      expect(await file.text()).toMatch(/\r\n[^,]+,[^,]+,measured,pm2_5,.*T00:00:00\+0[12]:00/);
    });
  },
);

testWith(
  [browserNeed],
  "axe finds nothing, narrow or wide, light or dark, French or English",
  async () => {
    const paths = [
      "/",
      STATION,
      "/stations/vieille-tour",
      "/stations/vitrine",
      "/admin/token",
      "/none",
    ].concat(["/help", "/legal-notice", "/terms", "/privacy", "/accessibility"]);
    await examine(browser, site, paths);
  },
);

testWith([browserNeed], "axe finds nothing on the administrator's pages", async () => {
  const at = gridAgo(9100);
  for (const pm2_5 of [1, 2]) await send([{ at, sensor: "sds011-58d9", values: { pm2_5 } }]);
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto(`${site}/admin/quarantine`);
  await signIn(page);
  const message = page.getByRole("link", { name: /Deux valeurs/ }).first();
  const paths = [
    "/admin/quarantine?reason=conflict",
    (await message.getAttribute("href")) ?? "",
    "/admin/conflicts",
    "/admin/operator",
  ];
  const storageState = await context.storageState();
  await context.close();
  await examine(browser, site, paths, { storageState });
});

testWith(
  [browserNeed],
  "what the operator writes stands on every page at once; what is not filled in is invented nowhere",
  async () => {
    const words = async (path: string, language = "fr") =>
      (await (await fetch(`${site}${path}?lang=${language}`)).text()).replace(/<!-- -->/g, "");
    expect(await words("/legal-notice")).toContain("Cette page est incomplète");
    expect(await words("/")).toContain("Accessibilité\u202f: non conforme");
    const guide = await readFile(join(root, "docs/how-to/fill-in-the-legal-pages.md"), "utf8");
    const example = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
    await writeFile(join(directory, "operator.json"), example);
    await expect.poll(() => words("/"), { timeout: 10_000 }).toContain("05 00 00 00 01");
    expect(await words("/none")).toMatch(/href="tel:0500000001".*partiellement conforme/s);
    expect(await words("/legal-notice", "en")).toContain("Non-profit association");
    expect(await words("/legal-notice")).not.toContain("incomplète");
    expect(await words("/accessibility")).toMatch(/Cabinet Exemple.*1 octobre 2026.*87/s);
    await writeFile(join(directory, "operator.json"), '{ "help": { "phone": "soon" } }');
    await expect.poll(() => words("/"), { timeout: 10_000 }).not.toContain("Exemple");
    await writeFile(join(directory, "operator.json"), example);
  },
);

type Tree = { readonly [key: string]: string | Tree };

/** The texts of a language that are long enough not to occur in a file by chance. */
const sentencesOf = (tree: Tree): string[] =>
  Object.values(tree)
    .flatMap((text) => (typeof text === "string" ? text.split(/\{\{\w+\}\}/) : sentencesOf(text)))
    .filter((text) => text.length > 20);

testWith([browserNeed], "a page loads no text of the other language", async () => {
  const named = Object.values({ ...quantities, ...flags });
  const words = (language: "fr" | "en") => [
    ...sentencesOf(allTexts[language]),
    ...named.map((one) => ("name" in one ? one.name : one)[language]),
  ];
  const shared = new Set(words("fr").filter((text) => words("en").includes(text)));
  for (const [locale, other] of [
    ["fr-FR", "en"],
    ["en-GB", "fr"],
  ] as const) {
    let addresses: string[] = [];
    await visit(STATION, { locale }, async (page) => {
      await page.locator(".uplot canvas").first().waitFor();
      const names = await page.evaluate<string[]>(
        'performance.getEntriesByType("resource").map(({ name }) => name)',
      );
      addresses = names.filter((name) => name.includes("/assets/"));
    });
    const headers = { "accept-language": locale };
    const loaded = await Promise.all(
      [site + STATION, ...addresses].map(async (url) => (await fetch(url, { headers })).text()),
    ).then((texts) => texts.join("\n"));
    expect(loaded).toContain("uplot");
    const found = words(other).filter((text) => !shared.has(text) && loaded.includes(text));
    expect(found.filter((text) => text.length > 12)).toEqual([]);
  }
});

testWith([browserNeed], "a page weighs less than 150 kB without script", () =>
  visit(STATION, { javaScriptEnabled: false }, async (page) => {
    const sizes = await page.evaluate<[string, number][]>(
      `["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type)).map((entry) => [entry.name, entry.encodedBodySize])`,
    );
    expect(sizes.reduce((total, [, size]) => total + size, 0)).toBeLessThan(150_000);
  }),
);

// The last one: from here on the cloud's clock counts as wrong.
testWith(
  [browserNeed],
  "when our own clock is wrong everybody is told, with what it means and what to do",
  async () => {
    const ahead = 2 * 3_600_000;
    const names = Array.from({ length: 9 }, (_, index) => `temoin-${index}`);
    const publish = (name: string, seq: number) =>
      station.publishAsync(
        `dcz/1/${name}/readings`,
        JSON.stringify({
          ...{ boot: "pagetest", seq, clock: "ntp" },
          readings: [{ at: Date.now() + ahead, sensor: "sds011", values: { pm2_5: 7 } }],
        }),
        { qos: 1 },
      );
    // The cloud compares its stations now and then: they go on sending until it did.
    let seq = 0;
    const clock = async () => {
      seq += 1;
      await Promise.all(names.map((name) => publish(name, seq)));
      const health = await fetch(`${site}/api/v1/health`).then((answer) => answer.json());
      return (health as { clock?: object }).clock;
    };
    await expect.poll(clock, { interval: 1_000, timeout: 60_000 }).toBeDefined();
    await visit("/", { javaScriptEnabled: false }, async (page) => {
      const banner = page.getByRole("region", { name: /horloge de notre machine retarde de 2/ });
      const told = (await banner.textContent()) ?? "";
      expect(told).toMatch(/rien n'est perdu.*À faire par la personne/s);
    });
    await visit(STATION, { locale: "en-GB" }, (page) =>
      page.getByRole("region", { name: /Our machine's clock is 2 hours behind/ }).waitFor(),
    );
    await examine(browser, site, ["/"]);
  },
);
