import { expect, onTestFinished, test } from "vitest";
import type { BookletOrder, PrintedEntry } from "./booklet.ts";
import { createPrints } from "./documents.ts";
import { createPrinter } from "./print.ts";
import { readPdf } from "./read-pdf.fixture.ts";

const openPrints = () => {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  // Its process yields to others: on a busy machine it takes its time.
  return createPrints(createPrinter({ signal: closing.signal, withinMs: 120_000 }), () =>
    Date.parse("2026-11-28T10:00:00Z"),
  );
};

const entryOf = (name: string, more: Partial<PrintedEntry> = {}): PrintedEntry => ({
  ...{
    name,
    kind: "Lieu · Médiation numérique",
    commune: "Bègles",
    themes: ["Aide aux démarches"],
  },
  facts: [
    { label: "Adresse :", text: "1 rue de l'Église, 33130 Bègles" },
    { label: "Horaires :", text: "non connus : téléphonez avant de venir." },
    { label: "Prix :", text: "non précisé." },
  ],
  ...more,
});
const square: [number, number][] = [
  ...([
    [-0.7, 44.7] as [number, number],
    [-0.5, 44.7],
    [-0.5, 44.9],
    [-0.7, 44.9],
    [-0.7, 44.7],
  ] as [number, number][]),
];
const orderOf = (
  entries: readonly PrintedEntry[],
  more: Partial<BookletOrder> = {},
): BookletOrder => ({
  ...{ title: "Trouver de l'aide : Bègles", chosen: "Gratuit", paper: "a4", by: "commune" },
  address: "https://air.example/atlas?place=fr-commune-33039&fees=free",
  ...{ data: "28 novembre 2026", sources: ["Hinaura (etalab-2.0)"], outline: [square] },
  entries: [...entries],
  ...more,
});
const read = async (order: BookletOrder, language: "fr" | "en" = "fr") => {
  const made = await openPrints().booklet(order, language);
  if (!made.ok) throw new Error(`${made.reason}: ${made.detail}`);
  return readPdf(made.pdf);
};

/** The texts of a tag and of what is in it, as one line for each tag of a kind. */
const textsOf = (structure: string, role: string) => {
  const found: { text: string; page: number }[] = [];
  let page = 0;
  let depth = -1;
  for (const line of structure.split("\n")) {
    const [, spaces = "", rest = ""] = /^( *)(.*)$/.exec(line) ?? [];
    if (rest.startsWith("page ")) page = Number(rest.slice(5));
    if (depth >= 0 && spaces.length <= depth) depth = -1;
    if (rest === role) {
      found.push({ text: "", page });
      depth = spaces.length;
    } else if (depth >= 0 && rest.startsWith('"')) {
      const last = found.at(-1);
      if (last !== undefined) last.text = `${last.text} ${rest.slice(1, -1)}`.trim();
    }
  }
  return found.map((one) => ({
    ...one,
    text: one.text.replaceAll(/\s+/g, " ").replaceAll("- ", "-"),
  }));
};

const communes = ["Bègles", "Cenon", "Le Haillan", "Saint-Médard-en-Jalles"];
const themes = ["Aide aux démarches", "Accès internet", "Loisirs", "Achat de matériel"];
const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    entryOf(`Médiathèque ${String.fromCodePoint(97 + ((index * 7) % 26))}${index}`, {
      commune: communes[(index * 3) % 4] ?? "",
      themes: [themes[index % 4] ?? "", themes[(index * 5 + 1) % 4] ?? ""],
      ...(index % 9 === 4 ? {} : { point: { lat: 44.7 + (index % 20) / 100, lon: -0.6 } }),
      ...(index % 3 === 0 ? { summary: "Un lieu ouvert à tous. ".repeat((index % 12) + 1) } : {}),
    }),
  );

test.each([
  ["a4", "commune", "fr"],
  ["a5", "theme", "en"],
] as const)(
  "contents and index name the page where each chapter and each entry stands (%s, by %s, %s)",
  async (paper, by, language) => {
    const entries = many(70);
    const { structure, smallest, ...rest } = await read(orderOf(entries, { paper, by }), language);
    expect(rest).toMatchObject({ language, universalAccess: "1", isMarked: true });
    expect(smallest).toBeGreaterThanOrEqual(14);
    const sheets = textsOf(structure, "H3");
    expect(sheets.map(({ text }) => Number(text.split(".", 1)[0]))).toEqual(
      entries.map((_, index) => index + 1),
    );
    const pageOfName = new Map(sheets.map(({ text, page }) => [text.replace(/^\d+\. /, ""), page]));
    const index = structure.slice(
      structure.lastIndexOf(language === "fr" ? '"Index par nom"' : '"Index by name"'),
    );
    const names = textsOf(index, "P").map(({ text }) => text);
    const numbers = textsOf(index, "Span").map(({ text }) => Number(text));
    expect(names).toEqual(
      entries
        .map(({ name, commune }) => `${name}, ${commune}`)
        .toSorted(new Intl.Collator(language, { numeric: true }).compare),
    );
    expect(numbers).toEqual(
      names.map((name) => pageOfName.get(name.slice(0, name.lastIndexOf(", ")))),
    );
    const chapters = textsOf(structure, "H2").filter((_, place) => place > 0);
    expect(textsOf(structure, "TOCI").map(({ text }) => text)).toEqual(
      chapters.map(({ text, page }) => `${text} ${page}`),
    );
    expect(chapters).toHaveLength(1 + 4 + 2);
  },
);

test("one booklet has its tags in order, and says what is not known", async () => {
  const { structure, text, title } = await read(
    orderOf([
      entryOf("Médiathèque Jules-Verne", { point: { lat: 44.8, lon: -0.6 } }),
      entryOf("Club #1 *des* $aînés$ <b>", { commune: undefined, themes: [], summary: "=1+1" }),
    ]),
  );
  expect(title).toBe("Trouver de l'aide : Bègles");
  expect(text).toContain("Données du 28 novembre 2026.");
  await expect(structure).toMatchFileSnapshot("./golden/booklet.fr.txt");
});

test("no entry, one without a place, and a territory without an outline are said", async () => {
  const none = await read(orderOf([]));
  expect(none.pages).toBe(1);
  expect(none.text).toContain("Aucune fiche ne répond à ce choix.");
  const one = await read(orderOf([entryOf("Seule")], { paper: "a5" }));
  expect(one.text).toContain("1 fiche.");
  expect(one.text).toContain("Aucun endroit exact n'est connu");
  const point = { lat: 44.8, lon: -0.6 };
  const bare = await read(orderOf([entryOf("Seule", { point })], { outline: undefined }), "en");
  expect(bare.text).toContain("The outline of the territory is not known.");
});

test("names that are hostile or without end do no harm, and more entries than a booklet holds are refused", async () => {
  const names = [
    "\u202eretourné\u202c nom",
    "W".repeat(300),
    "中文 nom 🐝",
    "\0\u0007 nom",
    '=HYPERLINK("http://x")',
    '#panic("x") $x$ @label <sheet-1>',
    "nom שלום",
  ];
  const entries = Array.from({ length: 70 }, (_, index) =>
    entryOf(`${names[index % names.length]} ${index}`, {
      summary: "anticonstitutionnellement ".repeat(30),
      point: { lat: 44.7 + (index % 20) / 100, lon: -0.7 + (index % 17) / 100 },
    }),
  );
  const { structure, text } = await read(orderOf(entries));
  expect(textsOf(structure, "H3")).toHaveLength(70);
  expect(text).not.toMatch(/\p{Bidi_Control}/u);
  expect(text).toContain('=HYPERLINK("http://x")');
  const tooMany = Array.from({ length: 401 }, () => entryOf("x"));
  expect(await openPrints().booklet(orderOf(tooMany), "fr")).toMatchObject({
    reason: "wrong_order",
  });
  expect(
    await openPrints().booklet(orderOf([], { address: "javascript:alert(1)" }), "fr"),
  ).toMatchObject({ reason: "wrong_order" });
});

test("three hundred entries are printed in less than five seconds", async () => {
  const prints = openPrints();
  const order = orderOf(many(300));
  const timeOf = async () => {
    const start = performance.now();
    expect(await prints.booklet(order, "fr")).toMatchObject({ ok: true });
    return performance.now() - start;
  };
  // On a machine that does nothing else it takes a tenth of that.
  await expect.poll(timeOf, { timeout: 120_000 }).toBeLessThan(5_000);
}, 150_000);

test("a crowd of booklets leaves the printer to what somebody waits for at a desk", async () => {
  const prints = openPrints();
  const booklets = Array.from({ length: 5 }, () => prints.booklet(orderOf([entryOf("x")]), "fr"));
  const card = prints.practiceCard(
    { name: "Cabinet", address: "1 rue de l'Église", page: "https://air.example/p/cabinet" },
    "fr",
  );
  expect((await Promise.all(booklets)).map((made) => made.ok)).toEqual([
    ...[true, true, true, false, false],
  ]);
  expect(await card).toMatchObject({ ok: true });
});
