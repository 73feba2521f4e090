import { afterAll, beforeAll, expect, test } from "vitest";
import { searchAddresses } from "./address-search.ts";
import {
  type BanStreet,
  banFile,
  france,
  openTerritoriesUnderTest,
  type TerritoriesUnderTest,
} from "./territories.fixture.ts";

const street = (
  place: string,
  name: string,
  numbers: readonly string[],
  changes: Partial<BanStreet> = {},
): BanStreet => ({
  street: place,
  name,
  numbers,
  postcode: "33000",
  commune: "Bordeaux",
  ...changes,
});

const streets = [
  street("33063_0001", "Rue de l'Église", ["1", "12", "12 bis", "12 ter", "14"]),
  street("33063_0002", "Rue Victor Hugo", ["1", "2", "3"]),
  street("33063_0003", "Cours Victor Hugo", ["1", "2", "3", "4"]),
  street("33063_0004", "Avenue du Général de Gaulle", ["8"]),
  street("33063_0005", "Rue du 11 Novembre", ["11", "13"]),
  street("33063_0006", "Place Gambetta", ["5"]),
  street("33063_0007", "Boulevard du Président Wilson", ["100", "101"], { postcode: "33200" }),
  street("33063_0008", "Impasse Sainte-Catherine", ["2"]),
  street("33063_0009", "Chemin du Cœur", ["7"]),
  street("33449_0001", "Rue de l'Église", ["3", "12"], {
    postcode: "33160",
    commune: "Saint-Médard-en-Jalles",
  }),
  street("33449_0002", "Route de Bordeaux", ["40"], {
    postcode: "33160",
    commune: "Saint-Médard-en-Jalles",
  }),
  street("33018_0001", "Rue des Vignes", ["6"], {
    postcode: "33240",
    commune: "Val de Virvée",
    formerCommune: "Aubie-et-Espessas",
  }),
];

let under: TerritoriesUnderTest;
beforeAll(async () => {
  under = await openTerritoriesUnderTest();
  await under.import(banFile(streets));
}, 60_000);
afterAll(() => under.remove());

const search = (text: string, changes: { within?: string; limit?: number } = {}) =>
  searchAddresses(under.records.db, france, { text, limit: 5, ...changes });

const first = async (text: string) => (await search(text))[0]?.label;

const EGLISE = "12 bis Rue de l'Église, 33000 Bordeaux";

test.each([
  ["12 bis rue de l'église 33000 bordeaux", EGLISE],
  ["12 bis r. de l'église, bordeaux", EGLISE],
  ["12bis rue de l eglise bordeaux", EGLISE],
  ["12 BIS, RUE DE L’ÉGLISE BORDEAUX", EGLISE],
  ["33000 Bordeaux, rue de l'église 12 bis", EGLISE],
  ["bordeaux 12 bis eglise", EGLISE],
  ["12 bis rue de l'eglise bord", EGLISE],
  ["12 bis rue de l'e\u0301glise bordeaux", EGLISE],
  ["12 bis rue de l'eglize bordeaux", EGLISE],
  ["12 bis rue de l'egilse bordeaux", EGLISE],
  ["12 bis rue de l'eglise boreaux", EGLISE],
  ["12 rue de l'eglise 33160", "12 Rue de l'Église, 33160 Saint-Médard-en-Jalles"],
  ["12 rue de l'eglise st medard", "12 Rue de l'Église, 33160 Saint-Médard-en-Jalles"],
  ["3 r de l'église St-Médard-en-Jalles", "3 Rue de l'Église, 33160 Saint-Médard-en-Jalles"],
  ["8 av du gal de gaulle", "8 Avenue du Général de Gaulle, 33000 Bordeaux"],
  ["8, avenue du général de gaule", "8 Avenue du Général de Gaulle, 33000 Bordeaux"],
  ["100 bd pdt wilson", "100 Boulevard du Président Wilson, 33200 Bordeaux"],
  ["pl gambetta", "Place Gambetta, 33000 Bordeaux"],
  ["gamb", "Place Gambetta, 33000 Bordeaux"],
  ["imp ste catherine", "Impasse Sainte-Catherine, 33000 Bordeaux"],
  ["2 imp. Ste-Catherine", "2 Impasse Sainte-Catherine, 33000 Bordeaux"],
  ["chem du coeur", "Chemin du Cœur, 33000 Bordeaux"],
  ["chemin du cœur", "Chemin du Cœur, 33000 Bordeaux"],
  ["rue victor hugo", "Rue Victor Hugo, 33000 Bordeaux"],
  ["cours victor hugo", "Cours Victor Hugo, 33000 Bordeaux"],
  ["11 rue du 11 novembre", "11 Rue du 11 Novembre, 33000 Bordeaux"],
  ["rue du 11 novembre", "Rue du 11 Novembre, 33000 Bordeaux"],
  ["13 rue du 11 novembre", "13 Rue du 11 Novembre, 33000 Bordeaux"],
  ["rue des vignes aubie et espessas", "Rue des Vignes, 33240 Val de Virvée"],
  ["6 rue des vignes val de virvee", "6 Rue des Vignes, 33240 Val de Virvée"],
  ["route de bordeaux", "Route de Bordeaux, 33160 Saint-Médard-en-Jalles"],
  ["bordeaux", "33000 Bordeaux"],
  ["33160", "33160 Saint-Médard-en-Jalles"],
  ["st médard", "33160 Saint-Médard-en-Jalles"],
  ["12 ter rue de l'église bordeaux", "12 ter Rue de l'Église, 33000 Bordeaux"],
  ["99 rue de l'église bordeaux", "Rue de l'Église, 33000 Bordeaux"],
  ["3 rue victor hugo apt 4 bordeaux", "3 Rue Victor Hugo, 33000 Bordeaux"],
  ["rue victor hugo 33000 bordeaux cedex france", "Rue Victor Hugo, 33000 Bordeaux"],
])("%j finds %j first", async (text, label) => {
  expect(await first(text)).toBe(label);
});

test("while somebody types, the address stays in sight from the first telling letters on", async () => {
  const whole = "12 bis rue de l'église bordeaux";
  for (let length = "12 bis rue de l'ég".length; length <= whole.length; length += 1) {
    const labels = (await search(whole.slice(0, length))).map(({ label }) => label);
    expect(labels, whole.slice(0, length)).toContain(EGLISE);
  }
});

test("a result says where it is and what it is", async () => {
  const [address] = await search("12 bis rue de l'église bordeaux");
  expect(address).toEqual({
    label: EGLISE,
    kind: "address",
    number: "12 bis",
    street: "Rue de l'Église",
    postcode: "33000",
    municipality: "Bordeaux",
    municipalityCode: "33063",
    lon: -0.58,
    lat: 44.842,
    score: expect.any(Number),
  });
  expect(address?.score).toBeGreaterThan(0.9);
  const [municipality] = await search("bordeaux");
  expect(municipality).toMatchObject({ kind: "municipality", municipalityCode: "33063" });
  expect(municipality).not.toHaveProperty("street");
});

test.each([
  "",
  "  ",
  "%",
  "_____",
  "12",
  "ab",
  "🙂🙂🙂🙂",
  "\u202eedualb ed eur",
  "\u0000\u0001\u0002",
  "'); drop table address_line; --",
  "& | ! :* <-> ()",
  "\\\\\\",
  "12 12 12 12 12",
  `${"rue ".repeat(10_000)}`,
  "x".repeat(100_000),
  Array.from({ length: 10_000 }, (_, index) => `mot${index}`).join(" "),
])("hostile text %# is answered and harms nothing", async (text) => {
  expect((await search(text)).length).toBeLessThanOrEqual(5);
  expect(await first("pl gambetta")).toBe("Place Gambetta, 33000 Bordeaux");
});

test("the same file again changes nothing; a newer one changes what differs and removes what left", async () => {
  const again = await under.import(banFile(streets));
  expect(again.counts).toEqual({ lines: 24, added: 0, changed: 0, left: 0, damaged: 0 });
  const newer = streets.filter(({ name }) => name !== "Place Gambetta");
  const [eglise, ...others] = newer;
  const renamed = { ...(eglise as BanStreet), name: "Rue du Marché" };
  const changed = await under.import(banFile([renamed, ...others]));
  // The municipality has one address less.
  expect(changed.counts).toMatchObject({ added: 0, left: 1 });
  expect(await first("place gambetta")).toBeUndefined();
  expect(await first("12 bis rue du marche")).toBe("12 bis Rue du Marché, 33000 Bordeaux");
  await under.import(banFile(streets));
  expect(await first("place gambetta")).toBe("Place Gambetta, 33000 Bordeaux");
});

test("lines in another order give the same streets", async () => {
  const [header, ...lines] = banFile(streets).trimEnd().split("\n");
  const shuffled = lines.toSorted((a, b) => (a.slice(-30) + a < b.slice(-30) + b ? 1 : -1));
  const { counts } = await under.import(`${[header, ...shuffled].join("\n")}\n`);
  expect(counts).toMatchObject({ added: 0, left: 0 });
  expect(await first("12 bis rue de l'église bordeaux")).toBe(EGLISE);
  await under.import(banFile(streets));
});
