import { expect, onTestFinished, test } from "vitest";
import { createPrints } from "./documents.ts";
import type { ListOrder, PlaceOrder } from "./posters.ts";
import { createPrinter } from "./print.ts";
import { readPdf } from "./read-pdf.fixture.ts";

const openPrints = () => {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  return createPrints(createPrinter({ signal: closing.signal, withinMs: 120_000 }), () =>
    Date.parse("2026-11-28T10:00:00Z"),
  );
};
const read = async (made: Awaited<ReturnType<ReturnType<typeof openPrints>["placePoster"]>>) => {
  if (!made.ok) throw new Error(`${made.reason}: ${made.detail}`);
  return readPdf(made.pdf);
};

const entry: PlaceOrder["entry"] = {
  ...{ name: "Médiathèque Jules-Verne", kind: "Lieu · Médiation numérique", themes: [] },
  summary: "Un lieu ouvert.",
  facts: [
    { label: "Adresse :", text: "1 rue de l'Église, 33130 Bègles" },
    { label: "Contact :", text: "05 56 00 00 00" },
    { label: "Horaires :", text: "non connus : téléphonez avant de venir." },
  ],
};
const hostile: PlaceOrder["entry"] = {
  ...{ name: "\u202eNom 中 🐝 #panic() ".repeat(10), kind: "", themes: [] },
  summary: "anticonstitutionnellement ".repeat(60),
  facts: Array.from({ length: 11 }, (_, index) => ({
    ...{ label: `${index} :`, text: "W".repeat(480) },
  })),
};
const placeOf = (more: Partial<PlaceOrder> = {}): PlaceOrder => ({
  ...{ entry, paper: "a5", data: "28 novembre 2026" },
  address: "https://air.example/atlas/mediatheque-jules-verne-begles-3f9a2c1b",
  typed: "https://air.example/a/3f9a2c1b",
  ...more,
});
const listOf = (more: Partial<ListOrder> = {}): ListOrder => ({
  ...{ title: "Trouver de l'aide : Bègles", chosen: "", paper: "a4", data: "28 novembre 2026" },
  ...{ address: "https://air.example/atlas", entries: [entry], total: 1 },
  ...more,
});

test.each(["a5", "a4", "a3"] as const)(
  "a place is one page of %s, whatever is said of it",
  async (paper) => {
    const prints = openPrints();
    const { text, ...rest } = await read(await prints.placePoster(placeOf({ paper }), "fr"));
    expect(rest).toMatchObject({ pages: 1, language: "fr", universalAccess: "1", isMarked: true });
    expect(rest.smallest).toBeGreaterThanOrEqual(14);
    for (const one of [
      "1 rue de l'Église",
      "air.example/a/3f9a2c1b",
      "Données du 28 novembre 2026.",
    ])
      expect(text).toContain(one);
    const odd = await read(await prints.placePoster(placeOf({ paper, entry: hostile }), "en"));
    expect(odd.pages).toBe(1);
    expect(odd.text).toContain("air.example/a/3f9a2c1b");
    expect(odd.text).toContain("#panic()");
    expect(odd.text).not.toMatch(/\p{Bidi_Control}/u);
  },
);

test.each(["a4", "a3"] as const)(
  "a list is one page of %s, which says how many more there are",
  async (paper) => {
    const prints = openPrints();
    const few = await read(await prints.listPoster(listOf({ paper }), "fr"));
    expect(few.text).not.toContain("voir la liste");
    const entries = Array.from({ length: 60 }, (_, index) => ({ ...entry, name: `Lieu ${index}` }));
    const many = listOf({ paper, entries, total: 80 });
    const { text, structure, ...rest } = await read(await prints.listPoster(many, "fr"));
    expect(rest).toMatchObject({ pages: 1, universalAccess: "1" });
    expect(rest.smallest).toBeGreaterThanOrEqual(14);
    const shown = structure.match(/^ *H2$/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(7);
    expect(text).toContain(`Et ${80 - shown} autres lieux`);
    const odd = Array.from({ length: 40 }, () => hostile);
    expect(
      await read(await prints.listPoster(listOf({ paper, entries: odd }), "fr")),
    ).toMatchObject({
      pages: 1,
    });
    const none = await read(
      await prints.listPoster(listOf({ paper, entries: [], total: 0 }), "en"),
    );
    expect(none.text).toContain("No entry fits this choice.");
  },
);

test("an address that is none is no order", async () => {
  expect(
    await openPrints().placePoster(placeOf({ typed: "javascript:alert(1)" }), "fr"),
  ).toMatchObject({ reason: "wrong_order" });
});
