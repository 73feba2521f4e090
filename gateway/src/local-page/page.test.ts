import { expect, test } from "vitest";
import { renderPage } from "./page.ts";
import { noon, quiet, workshop } from "./view.fixture.ts";

const broker = "mqtt://192.168.1.20:1884";
const french = { language: "fr", broker } as const;
const english = { language: "en", broker } as const;

/** What a reader gets: the text of the body, without tags. */
const textOf = (page: string): string =>
  page
    .slice(page.indexOf("<body>"))
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("&#39;", "'");

test("without a station, the page says what to do", () => {
  const text = textOf(renderPage(quiet, french));
  expect(text).toContain("Passerelle de la maison");
  expect(text).toContain("Son nom : fablab.");
  expect(text).toContain("Connectée.");
  expect(text).toContain("Le lien avec platform.example:8883 est établi depuis 3 minutes.");
  expect(text).toContain("Tout est envoyé. Toutes les mesures sont arrivées à la plateforme.");
  expect(text).toContain("12 Go libres.");
  expect(text).toContain("Aucune station n’a encore envoyé de mesure.");
  expect(text).toContain(`Réglez l’adresse de la passerelle sur la station : ${broker}.`);
});

test("a station's values stand in a table below a heading, in the reader's words and figures", () => {
  const page = renderPage({ ...quiet, stations: [workshop] }, french);
  expect(page).toContain('<html lang="fr">');
  expect(page).toMatch(
    /<h3 id="station-workshop">Station workshop<\/h3>\s*<p><\/p>\s*<table role="table" aria-labelledby="station-workshop">/,
  );
  expect(page).toContain('<th scope="row" role="rowheader">Particules fines PM2,5</th>');
  const text = textOf(page);
  expect(text).toContain("Particules fines PM2,5 8,3 µg/m³ il y a 1 minute sds011-58d9 aucune");
  expect(text).toContain("1 014,5 µg/m³");
  expect(text).toContain("rejoué depuis une capture, humidité au-delà de la limite du capteur");
  expect(text).toContain("-0,5 °C à l’instant bme280");

  const inEnglish = textOf(renderPage({ ...quiet, stations: [workshop] }, english));
  expect(inEnglish).toContain("Fine particulate matter PM2.5 8.3 µg/m³ 1 minute ago");
  expect(inEnglish).toContain("1,014.5 µg/m³");
});

test("a box that proves its name shows the code of its label and its word; others show none", () => {
  const labels = [{ station: "workshop", label: { code: "7K3MQ2XR", word: "bolinafa" } }];
  const other = { station: "shed", values: [] };
  const view = { ...quiet, stations: [workshop, other], labels };
  expect(textOf(renderPage(view, french))).toMatch(/le code 7K3M-Q2XR et le mot bolinafa\./);
  const text = textOf(renderPage(view, english));
  expect(text).toMatch(
    /Station workshop .*the code 7K3M-Q2XR and the word bolinafa .*Station shed/,
  );
  expect(text.match(/the code/g)).toHaveLength(1);
});

test("with the platform's address known, a box is claimed by a link, and by a camera where one reaches it", () => {
  const labels = [{ station: "workshop", label: { code: "7K3MQ2XR", word: "bolinafa" } }];
  const page = (site?: string) =>
    renderPage({ ...quiet, stations: [workshop], labels }, { ...french, site }).replaceAll(
      "&#61;",
      "=",
    );
  const far = page("https://mesures.example.org");
  expect(far).toContain('href="https://mesures.example.org/claim?code=7K3M-Q2XR"');
  expect(far).toMatch(/<svg class="qr"[^>]*role="img" aria-label="Code QR/);
  // The word goes with no picture: a label can be photographed.
  expect(far.match(/bolinafa/g)).toHaveLength(1);
  for (const here of ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"]) {
    expect(page(here)).toContain("/claim?code=7K3M-Q2XR");
    expect(page(here)).not.toContain('<svg class="qr"');
  }
  expect(page()).not.toContain("/claim");
});

test("a value dated ahead of the gateway's clock is not called fresh", () => {
  const values = workshop.values.map((value) => ({ ...value, at: noon + 7_200_000 }));
  const view = { ...quiet, stations: [{ ...workshop, values }] };
  const text = textOf(renderPage(view, french));
  expect(text).toContain("daté de 2 heures en avance : vérifiez l’heure de la station");
  expect(text).not.toContain("à l’instant");
  expect(textOf(renderPage(view, english))).toContain("dated 2 hours ahead: check the station’s");
});

test("a value dated before the platform existed is doubted", () => {
  const at = noon - 1024 * 7 * 86_400_000;
  const values = workshop.values.map((value) => ({ ...value, at }));
  const view = { ...quiet, stations: [{ ...workshop, values }] };
  expect(textOf(renderPage(view, french))).toContain("datée d'avant l'existence de la plateforme");
  expect(textOf(renderPage(view, english))).toContain("dated before the platform existed");
  const text = textOf(renderPage({ ...quiet, stations: [workshop] }, english));
  expect(text).not.toContain("before the platform");
});

test("for a link that is down the page says why, what waits, and since when", () => {
  const view = {
    ...quiet,
    link: { state: "waiting", since: noon - 7_200_000, fault: "unknown_host", next: noon + 4200 },
    waiting: { messages: 1200, readings: 2400, oldest: noon - 7_190_000 },
  } as const;
  const text = textOf(renderPage(view, french));
  expect(text).toContain(
    "À surveiller. Le lien avec platform.example:8883 est coupé depuis 2 heures : le nom du serveur est introuvable, vérifiez l’accès à Internet.",
  );
  expect(text).toContain("Nouvel essai dans 5 secondes.");
  expect(text).toContain("2 400 relevés attendent, le plus ancien depuis 1 heure.");
  const inEnglish = textOf(renderPage(view, english));
  expect(inEnglish).toContain("down for 2 hours: the server’s name cannot be found");
  expect(inEnglish).toContain("2,400 readings are waiting, the oldest for 1 hour.");
});

test("the page says that the disk keeps nothing more", () => {
  const trouble = { reason: "disk_full", detail: "", since: noon - 60_000 } as const;
  const full = renderPage({ ...quiet, disk: { freeBytes: 31_000_000, trouble } }, french);
  expect(textOf(full)).toContain("Le disque est plein depuis 1 minute (31 Mo libres).");
  const failing = { ...trouble, reason: "disk_error" } as const;
  const page = renderPage({ ...quiet, disk: { freeBytes: 31_000_000, trouble: failing } }, english);
  expect(textOf(page)).toContain("The disk has not been working properly for 1 minute.");
  const damage = { at: noon, setAside: "/data/outbox.damaged", rescued: 40, missing: 2 };
  const aside = renderPage({ ...quiet, damage }, english);
  expect(textOf(aside)).toContain("Messages rescued: 40. Messages missing, at most: 2.");
  expect(textOf(aside)).toContain("put aside, not deleted: /data/outbox.damaged");
});

test("a number beyond all measure stays short", () => {
  const values = workshop.values.map((each) => ({ ...each, value: -1e308 }));
  const text = textOf(renderPage({ ...quiet, stations: [{ ...workshop, values }] }, english));
  expect(text).toContain("-1.0E308 µg/m³");
});

test("nothing that comes from outside is taken for HTML", () => {
  const hostile = `"><script>alert(1)</script>!`;
  const page = renderPage(
    {
      ...quiet,
      gateway: hostile,
      cloud: hostile,
      damage: { at: noon, setAside: hostile, rescued: 0, missing: 0 },
      nameConflicts: [{ name: hostile, addresses: [hostile], since: noon, last: noon }],
      misdirected: [{ topic: hostile, client: hostile, meant: undefined, at: noon, count: 1 }],
      stations: [
        { station: hostile, values: workshop.values.map((each) => ({ ...each, sensor: hostile })) },
      ],
    },
    { ...french, broker: hostile },
  );
  expect(page).not.toContain("<script");
  expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(5);
  expect(page).not.toContain('"">');
});

test("the page needs no script, loads nothing, and renews itself only on demand", () => {
  const page = renderPage({ ...quiet, stations: [workshop] }, french);
  expect(page).not.toMatch(/<script|<img|<link|@import|url\(|http-equiv/);
  expect(page).toContain('href="/?lang=fr&amp;refresh=30"');
  const renewing = renderPage(quiet, { ...english, refresh: 30 });
  expect(renewing).toContain('<meta http-equiv="refresh" content="30">');
  expect(textOf(renewing)).toContain("Stop automatic refreshing");
});

test("for two devices of one name, wrong topics and a copied card, the page says what to do", () => {
  const view = {
    ...quiet,
    changedName: { reason: "copied", from: "gateway-old" },
    nameConflicts: [
      {
        name: "edge-workshop",
        addresses: ["192.168.1.20", "192.168.1.21"],
        since: noon - 60_000,
        last: noon - 2000,
      },
    ],
    misdirected: [
      {
        topic: "/dcz/1/workshop/readings",
        client: "esp32",
        meant: { station: "workshop", kind: "readings" },
        at: noon,
        count: 12,
      },
    ],
  } as const;
  const text = textOf(renderPage(view, french));
  expect(text).toContain("copiée d’une autre (gateway-old) : elle s’appelle maintenant fablab.");
  expect(text).toContain(
    "Deux appareils utilisent le nom « edge-workshop » (192.168.1.20, 192.168.1.21), la dernière fois il y a 2 secondes. Donnez un autre nom à l’un des deux",
  );
  expect(text).toContain("« /dcz/1/workshop/readings » : 12.");
  expect(text).toContain("Le bon sujet est sans doute « dcz/1/workshop/readings ».");
  const inEnglish = textOf(renderPage(view, english));
  expect(inEnglish).toContain("Two devices use the name “edge-workshop”");
  expect(inEnglish).toContain("The right topic is probably “dcz/1/workshop/readings”.");
});

test("after an hour the page tells what a year writes to the disk", () => {
  const after = (forMs: number) => ({
    ...{ ...quiet, disk: { ...quiet.disk, written: { bytes: 1_000_000, forMs } } },
  });
  expect(textOf(renderPage(after(3_600_000), english))).toContain(
    "At this pace the gateway writes 8.8 GB to it in a year.",
  );
  expect(textOf(renderPage(after(3_600_000), french))).toContain(
    "la passerelle y écrit 8,8 Go par an",
  );
  expect(textOf(renderPage(after(3_599_999), english))).not.toContain("in a year");
});
