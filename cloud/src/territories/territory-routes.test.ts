import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsUnderTest, openImportedUnderTest } from "./import-routes.fixture.ts";
import { square } from "./official-lists.fixture.ts";

let cloud: ImportsUnderTest;
beforeAll(async () => {
  cloud = await openImportedUnderTest();
}, 60_000);
afterAll(() => cloud.remove());

test("a territory says in what it lies, by key or by code", async () => {
  const { body } = await cloud.get("/api/v1/territories/33063");
  expect(body).toMatchObject({
    key: "fr-commune-33063",
    kindName: { fr: "Commune", en: "Municipality" },
    name: "Bordeaux",
    rural: false,
    density: "Grands centres urbains",
    demonstration: false,
    parents: [
      { key: "fr-epci-243300316", name: "Bordeaux Métropole" },
      { key: "fr-departement-33", name: "Gironde" },
      { key: "fr-region-75", name: "Nouvelle-Aquitaine" },
    ],
    label: { lon: -0.55, lat: 44.85 },
  });
  expect(body).not.toHaveProperty("geometry");
  expect(
    (await cloud.get("/api/v1/territories/fr-commune-33063?geometry=true")).body,
  ).toMatchObject({
    geometry: { type: "Polygon", coordinates: square(-0.6, 44.8, 0.1) },
  });
  const keys = [
    "fr-commune-2a004",
    "commune-2A004",
    "2a004",
    "97105",
    "fr-departement-971",
    "75101",
    "fr-commune-deleguee-33486",
    "33486",
  ];
  for (const key of keys)
    expect((await cloud.get(`/api/v1/territories/${key}`)).status, key).toBe(200);
});

test("a territory says its legal zone, overseas that of the island", async () => {
  const zone = async (key: string) =>
    ((await cloud.get(`/api/v1/territories/${key}`)).body as { zone: string }).zone;
  expect(await zone("33063")).toBe("Europe/Paris");
  expect(await zone("97411")).toBe("Indian/Reunion");
  expect(await zone("fr-departement-974")).toBe("Indian/Reunion");
  expect(await zone("fr-region-01")).toBe("America/Guadeloupe");
});

test("a code that several have is refused with their keys; a part of another yields to it", async () => {
  const { status, body } = await cloud.get("/api/v1/territories/75");
  expect(status).toBe(409);
  expect(body).toMatchObject({
    code: "territory_ambiguous",
    detail: expect.stringMatching(/fr-departement-75 or fr-region-75/),
  });
  expect((await cloud.get("/api/v1/territories/33018")).body).toMatchObject({ kind: "commune" });
  expect((await cloud.get("/api/v1/territories/00000")).body).toMatchObject({
    code: "territory_unknown",
  });
});

test.each([
  ["oeuilly", "Œuilly"],
  ["Œuilly", "Œuilly"],
  ["st medard", "Saint-Médard-en-Jalles"],
  ["saint médard en jalles", "Saint-Médard-en-Jalles"],
  ["medard", "Saint-Médard-en-Jalles"],
  ["l'hay les roses", "L'Haÿ-les-Roses"],
  ["L’Haÿ", "L'Haÿ-les-Roses"],
  ["bordaux", "Bordeaux"],
  ["paris 1er", "Paris 1er Arrondissement"],
  ["33063", "Bordeaux"],
  ["aubie", "Aubie-et-Espessas"],
  ["BASSE-TERRE", "Basse-Terre"],
])("the name %j finds %j first", async (search, name) => {
  expect((await cloud.names(`/api/v1/territories?search=${encodeURIComponent(search)}`))[0]).toBe(
    name,
  );
});

test("lists by kind and by parent, a page at a time", async () => {
  expect(await cloud.names("/api/v1/territories?kind=commune&parent=fr-region-75")).toEqual([
    "Val de Virvée",
    "Bordeaux",
    "Saint-Médard-en-Jalles",
  ]);
  expect(await cloud.names("/api/v1/territories?kind=epci&parent=departement-33")).toEqual([
    "Bordeaux Métropole",
  ]);
  expect(await cloud.names("/api/v1/territories?kind=arrondissement&parent=75056")).toEqual([
    "Paris 1er Arrondissement",
  ]);
  const all: string[] = [];
  let next = "";
  do {
    const { body } = await cloud.get(
      `/api/v1/territories?limit=4${next === "" ? "" : `&cursor=${next}`}`,
    );
    const page = body as { territories: { key: string }[]; next?: string };
    all.push(...page.territories.map(({ key }) => key));
    next = page.next ?? "";
  } while (next !== "");
  expect(all.length).toBe(26);
  expect(new Set(all).size).toBe(26);
  expect((await cloud.get("/api/v1/territories?kind=county")).status).toBe(400);
});

test.each([
  "%",
  "_",
  "%%%",
  "' or 1=1 --",
  "🙂",
  "\u202e",
  "\u0000",
  "\\",
  "x".repeat(200),
  "a ".repeat(99),
])("hostile search %j fits nothing or little and harms nothing", async (search) => {
  const found = await cloud.names(`/api/v1/territories?search=${encodeURIComponent(search)}`);
  expect(found.length).toBeLessThan(26);
});

test("which territories hold a point: on a border always the same one", async () => {
  const at = (lon: number, lat: number) =>
    cloud.names(`/api/v1/territories/at?lon=${lon}&lat=${lat}`);
  expect(await at(-0.55, 44.85)).toEqual(["Bordeaux"]);
  expect(await at(-0.65, 44.85)).toEqual(["Saint-Médard-en-Jalles"]);
  expect(await at(-0.6, 44.85)).toEqual(["Bordeaux"]);
  expect(await at(2, 48)).toEqual([]);
  for (const query of [
    "lon=181&lat=0",
    "lon=0&lat=-91",
    "lon=1e999&lat=0",
    "lon=NaN&lat=0",
    "lon=0",
  ])
    expect((await cloud.get(`/api/v1/territories/at?${query}`)).status).toBe(400);
});
