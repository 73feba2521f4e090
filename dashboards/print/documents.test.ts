import { expect, onTestFinished, test } from "vitest";
import { createPrints } from "./documents.ts";
import { createPrinter } from "./print.ts";
import { readPdf } from "./read-pdf.fixture.ts";

const openPrints = () => {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  return createPrints(createPrinter({ signal: closing.signal }), () =>
    Date.parse("2026-11-26T10:00:00Z"),
  );
};

const title = "Atelier *Quartier* #1 <nord> & $x$ 🐝";
const names = Array.from({ length: 9 }, (_, index) => `station-0v4e5k9q2m7xr3t${index}`);
const order = {
  ...{ title, site: "https://air.example" },
  stations: names.map((name, index) => ({ name, code: `7K3MQ2X${index}` })),
};
const terms = {
  version: "2026-11",
  sentences: [
    { about: "public", fr: "Vos mesures sont publiques.", en: "What you measure is public." },
    { about: "kept", fr: "Votre adresse reste à vous.", en: "Your address stays yours." },
    { about: "leaving", fr: "Vous pouvez partir.", en: "You can leave." },
  ],
};
const zone = "Europe/Paris";
const handOverOrder = { ...order, stations: names.map((name) => ({ name })), terms, zone };

const read = async (made: Awaited<ReturnType<ReturnType<typeof openPrints>["labels"]>>) => {
  if (!made.ok) throw new Error(`${made.reason}: ${made.detail}`);
  return readPdf(made.pdf);
};

test("the sheet of labels has a page for eight boxes, each with its code, its picture and its name", async () => {
  const { structure, ...rest } = await read(await openPrints().labels(order, "fr"));
  expect(rest).toMatchObject({
    ...{ pages: 2, language: "fr", universalAccess: "1", isMarked: true },
    title: "Étiquettes\u202f: Atelier *Quartier* #1 <nord> & $x$ 🐝",
  });
  await expect(structure).toMatchFileSnapshot("./golden/labels.fr.txt");
});

test("the hand-over list says what becomes public and how to leave, and has a row for each box", async () => {
  const { structure, ...rest } = await read(await openPrints().handOver(handOverOrder, "fr"));
  expect(rest).toMatchObject({ language: "fr", universalAccess: "1", isMarked: true });
  await expect(structure).toMatchFileSnapshot("./golden/hand-over.fr.txt");
});

test("both are printed in English", async () => {
  const prints = openPrints();
  const sheet = await read(await prints.labels(order, "en"));
  expect(sheet).toMatchObject({ language: "en" });
  expect(sheet.text).toContain("Type this code at air.example/claim");
  const list = await read(await prints.handOver(handOverOrder, "en"));
  expect(list).toMatchObject({ language: "en" });
  expect(list.text).toContain("What you measure is public.");
  expect(list.text).toContain("List made on 26 November 2026. Terms: version 2026-11.");
});

test("the hand-over list names no code", async () => {
  expect(await openPrints().handOver({ ...order, terms, zone }, "fr")).toMatchObject({
    ...{ ok: false, reason: "wrong_order" },
    detail: expect.stringContaining("code"),
  });
});

test.each([
  ["a code that no box has", { ...order, stations: [{ name: "a", code: "ILOU1234" }] }],
  ["no box", { ...order, stations: [] }],
  ["a hundred and one boxes", { ...order, stations: Array(101).fill(order.stations[0]) }],
  ["an address that is none", { ...order, site: "javascript:alert(1)" }],
  ["nothing", null],
])("%s is no order", async (_, given) => {
  expect(await openPrints().labels(given, "fr")).toMatchObject({ reason: "wrong_order" });
});

test("a hundred boxes with names as long as they come are printed on pages of eight", async () => {
  const many = {
    ...{ title: "W".repeat(200), site: `https://${"air.".repeat(20)}example` },
    stations: Array.from({ length: 100 }, () => ({ name: "W".repeat(64), code: "00000000" })),
  };
  const { pages, text } = await read(await openPrints().labels(many, "fr"));
  expect(pages).toBe(13);
  expect(text.match(/0000-0000/g)).toHaveLength(100);
});

const bulletinOrder = {
  title: "La journée à Bègles, samedi 28 novembre",
  address: "https://air.example/bulletin/fr-commune-33039/2026-11-28",
  data: "samedi 28 novembre 2026 à 07:00",
  sections: [
    { heading: "L'air", texts: ["L'air a été moyen : niveau 2 sur 6.", "<b>& #rien"] },
    { heading: "Le bruit", texts: ["Le bruit n'est pas connu."] },
  ],
};

test("the day in plain words has its sentences in order, and says until when was measured", async () => {
  const { structure, text, ...rest } = await read(await openPrints().bulletin(bulletinOrder, "fr"));
  expect(rest).toMatchObject({ pages: 1, language: "fr", universalAccess: "1", isMarked: true });
  expect(text).toContain("Mesures jusqu'au samedi 28 novembre 2026 à 07:00.");
  expect(text).toContain("air.example/bulletin/fr-commune-33039/2026-11-28");
  await expect(structure).toMatchFileSnapshot("./golden/bulletin.fr.txt");
  expect(
    await openPrints().bulletin({ ...bulletinOrder, address: "javascript:alert(1)" }, "fr"),
  ).toMatchObject({ reason: "wrong_order" });
});

test("the card of a practice is one page, whatever its name and address", async () => {
  const page = `https://air.example/p/${"a".repeat(40)}`;
  for (const [name, address] of [
    ["Cabinet Dupont", ""],
    [
      "Cabinet du docteur Françoise Dupont-Lefèvre ".repeat(4),
      "12 rue du Port, bât. C ".repeat(17),
    ],
    ["W".repeat(200), "x".repeat(400)],
  ] as const) {
    const { pages, text, universalAccess } = await read(
      await openPrints().practiceCard({ name, address, page }, "fr"),
    );
    expect({ pages, universalAccess }, name).toEqual({ pages: 1, universalAccess: "1" });
    expect(text.replaceAll(/\s/g, "")).toContain(name.replaceAll(/\s/g, ""));
  }
});
