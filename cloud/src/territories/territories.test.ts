import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../records/records.fixture.ts";
import { banFile, NOW } from "./territories.fixture.ts";

let database: FreshDatabase;
let cloud: CloudUnderTest;
beforeAll(async () => {
  database = await freshDatabase();
  cloud = await openCloudUnderTest(() => NOW, { databaseUrl: database.url });
}, 60_000);
afterAll(async () => {
  await cloud.remove();
  await database.remove();
});

interface Import {
  readonly id: string;
  readonly state: string;
  readonly counts?: { readonly [count: string]: number };
  readonly refusal?: { readonly code: string; readonly fr: string; readonly en: string };
  readonly damages?: readonly { readonly line: number; readonly code: string }[];
  readonly format?: string;
}

const IMPORTS = "/api/v1/admin/territories/imports";

const send = (file: string, body: string | Buffer, more = "") =>
  cloud.getAsAdministrator(`${IMPORTS}?file=${encodeURIComponent(file)}${more}`, {
    method: "POST",
    body: Buffer.from(body),
    headers: { "content-type": "text/csv" },
  });

const importFile = async (file: string, body: string | Buffer, more = ""): Promise<Import> => {
  const { status, body: started } = await send(file, body, more);
  expect(status).toBe(202);
  const { id } = started as Import;
  let last = started as Import;
  await expect
    .poll(
      async () => {
        last = (await cloud.getAsAdministrator(`${IMPORTS}/${id}`)).body as Import;
        return last.state;
      },
      { timeout: 30_000 },
    )
    .not.toMatch(/waiting|running/);
  return last;
};

const COG = `TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,33063,75,33,33D,332,0,BORDEAUX,Bordeaux,Bordeaux,3399,
COM,33449,75,33,33D,332,0,SAINT MEDARD EN JALLES,Saint-Médard-en-Jalles,Saint-Médard-en-Jalles,3321,
COM,33018,75,33,33D,335,0,VAL DE VIRVEE,Val de Virvée,Val de Virvée,3313,
COMD,33018,,,,,1,AUBIE ET ESPESSAS,Aubie-et-Espessas,Aubie-et-Espessas,,33018
COMD,33486,,,,,0,SAINT ROMAIN LA VIRVEE,Saint-Romain-la-Virvée,Saint-Romain-la-Virvée,,33018
COM,75056,11,75,75C,751,0,PARIS,Paris,Paris,7599,
ARM,75101,,,,,0,PARIS 01,Paris 1er Arrondissement,Paris 1er Arrondissement,,75056
COM,69123,84,69,69M,691,0,LYON,Lyon,Lyon,6999,
ARM,69381,,,,,0,LYON 01,Lyon 1er Arrondissement,Lyon 1er Arrondissement,,69123
COM,13055,93,13,13D,133,0,MARSEILLE,Marseille,Marseille,1398,
ARM,13201,,,,,0,MARSEILLE 01,Marseille 1er Arrondissement,Marseille 1er Arrondissement,,13055
COM,2A004,94,2A,20R,2A1,1,AJACCIO,Ajaccio,Ajaccio,2A99,
COM,2B033,94,2B,20R,2B2,0,BASTIA,Bastia,Bastia,2B99,
COM,97105,01,971,971D,9711,0,BASSE TERRE,Basse-Terre,Basse-Terre,97199,
COM,97411,04,974,974D,9741,0,SAINT DENIS,Saint-Denis,Saint-Denis,97499,
COM,51410,44,51,51D,511,1,OEUILLY,Œuilly,Œuilly,5104,
COM,94038,11,94,94D,943,5,HAY LES ROSES,Haÿ-les-Roses,L'Haÿ-les-Roses,9412,
`;

const DEPARTEMENTS = `DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE
33,75,33063,3,GIRONDE,Gironde,Gironde
75,11,75056,0,PARIS,Paris,Paris
2A,94,2A004,3,CORSE DU SUD,Corse-du-Sud,Corse-du-Sud
971,01,97105,3,GUADELOUPE,Guadeloupe,Guadeloupe
974,04,97411,0,LA REUNION,La Réunion,La Réunion
`;

const REGIONS = `REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE
75,33063,3,NOUVELLE AQUITAINE,Nouvelle-Aquitaine,Nouvelle-Aquitaine
11,75056,1,ILE DE FRANCE,Île-de-France,Île-de-France
01,97105,3,GUADELOUPE,Guadeloupe,Guadeloupe
`;

const EPCI = `Composition communale;;;;;
Géographie au 01/01/2026;;;;;
CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG
33063;Bordeaux;243300316;Bordeaux Métropole;33;75
33449;Saint-Médard-en-Jalles;243300316;Bordeaux Métropole;33;75
33018;Val de Virvée;ZZZZZZZZZ;Sans objet;33;75
`;

const DENSITY = `CODGEO,LIBGEO,DENS,LIBDENS,PMUN23,P1,P2,P3,P4,P5,P6,P7
33063,Bordeaux,1,Grands centres urbains,261804,100,0,0,0,0,0,0
33018,Val de Virvée,6,Rural à habitat dispersé,3700,0,0,0,0,10,85,5
33449,Saint-Médard-en-Jalles,9,?,1,0,0,0,0,0,0,0
`;

const square = (west: number, south: number, size: number) => [
  [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ],
];

const OUTLINES = JSON.stringify({
  type: "FeatureCollection",
  features: [
    ["33063", "Bordeaux", -0.6],
    ["33449", "Saint-Médard-en-Jalles", -0.7],
  ].map(([code, nom, west]) => ({
    type: "Feature",
    properties: { code, nom, departement: "33", region: "75", epci: "243300316" },
    geometry: { type: "Polygon", coordinates: square(Number(west), 44.8, 0.1) },
  })),
});

const names = async (path: string): Promise<string[]> => {
  const { status, body } = await cloud.get(path);
  expect(status).toBe(200);
  return (body as { territories: { name: string }[] }).territories.map(({ name }) => name);
};

test("the official lists are recognised, imported with progress, and told with what was left out", async () => {
  expect(await importFile("v_commune_2026.csv", COG)).toMatchObject({
    state: "imported",
    format: "Code officiel géographique, communes (INSEE)",
    counts: { lines: 17, added: 17, changed: 0, left: 0, damaged: 0 },
  });
  expect(await importFile("v_departement_2026.csv", DEPARTEMENTS)).toMatchObject({
    counts: { added: 5 },
  });
  expect(await importFile("v_region_2026.csv", REGIONS)).toMatchObject({ counts: { added: 3 } });
  expect(await importFile("epci.csv", EPCI)).toMatchObject({
    counts: { lines: 3, added: 1, changed: 2 },
  });
  const density = await importFile("grille.csv", DENSITY);
  expect(density).toMatchObject({ counts: { lines: 3, changed: 2, damaged: 1 } });
  expect(density.damages).toMatchObject(
    [{ line: 4, code: "level", fr: /9/, en: /9/ }].map((each) => ({
      ...each,
      fr: expect.stringMatching(each.fr),
      en: expect.stringMatching(each.en),
    })),
  );
  expect(await importFile("communes-1000m.geojson", OUTLINES)).toMatchObject({
    counts: { lines: 2, changed: 2 },
  });
  const { body } = await cloud.getAsAdministrator(IMPORTS);
  expect((body as { imports: Import[] }).imports.map(({ state }) => state)).toEqual(
    Array(6).fill("imported"),
  );
}, 60_000);

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
  expect((await names(`/api/v1/territories?search=${encodeURIComponent(search)}`))[0]).toBe(name);
});

test("lists by kind and by parent, a page at a time", async () => {
  expect(await names("/api/v1/territories?kind=commune&parent=fr-region-75")).toEqual([
    "Val de Virvée",
    "Bordeaux",
    "Saint-Médard-en-Jalles",
  ]);
  expect(await names("/api/v1/territories?kind=epci&parent=departement-33")).toEqual([
    "Bordeaux Métropole",
  ]);
  expect(await names("/api/v1/territories?kind=arrondissement&parent=75056")).toEqual([
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
  const found = await names(`/api/v1/territories?search=${encodeURIComponent(search)}`);
  expect(found.length).toBeLessThan(26);
});

test("which territories hold a point: on a border always the same one", async () => {
  const at = (lon: number, lat: number) => names(`/api/v1/territories/at?lon=${lon}&lat=${lat}`);
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

test("the same file again changes nothing, a newer one renames, and what left has ended", async () => {
  expect(await importFile("v_commune_2026.csv", `${COG}\n`)).toMatchObject({
    counts: { added: 0, changed: 0, left: 0 },
  });
  expect((await importFile("v_commune_2026.csv", `${COG}\n`)).state).toBe("unchanged");
  const newer = COG.replace("Bastia,Bastia", "Bastìa,Bastìa")
    .replace(/^COM,33449.*\n/m, "")
    .concat("COMD,33449,,,,,0,SAINT MEDARD,Saint-Médard-en-Jalles,Saint-Médard-en-Jalles,,33063\n");
  expect(await importFile("v_commune_2027.csv", newer)).toMatchObject({
    counts: { added: 1, changed: 1, left: 1 },
  });
  expect(await names("/api/v1/territories?kind=commune&parent=fr-departement-33")).toEqual([
    "Val de Virvée",
    "Bordeaux",
  ]);
  expect((await cloud.get("/api/v1/territories/fr-commune-33449")).body).toMatchObject({
    ended: expect.any(String),
    successor: "fr-commune-33063",
  });
  expect((await cloud.get("/api/v1/territories/33449")).body).toMatchObject({
    kind: "commune-deleguee",
  });
  expect(await importFile("v_commune_2026.csv", COG)).toMatchObject({ counts: { left: 1 } });
  expect((await cloud.get("/api/v1/territories/fr-commune-33449")).body).not.toHaveProperty(
    "ended",
  );
}, 60_000);

const streets = [
  {
    street: "33063_0001",
    name: "Rue de l'Église",
    numbers: ["1", "12", "12 bis"],
    postcode: "33000",
    commune: "Bordeaux",
  },
  {
    street: "33449_0001",
    name: "Rue de l'Église",
    numbers: ["12"],
    postcode: "33160",
    commune: "Saint-Médard-en-Jalles",
  },
  {
    street: "2A004_0001",
    name: "Cours Napoléon",
    numbers: ["4"],
    postcode: "20000",
    commune: "Ajaccio",
  },
  {
    street: "97411_0001",
    name: "Rue de l'Œuvre",
    numbers: ["7"],
    postcode: "97400",
    commune: "Saint-Denis",
  },
  {
    street: "75101_0001",
    name: "Rue de Rivoli",
    numbers: ["99"],
    postcode: "75001",
    commune: "Paris 1er Arrondissement",
  },
];

const labels = async (query: string): Promise<string[]> => {
  const { status, body } = await cloud.get(`/api/v1/addresses?${query}`);
  expect(status).toBe(200);
  return (body as { addresses: { label: string }[] }).addresses.map(({ label }) => label);
};

test("addresses of a packed file are searched, in a territory too", async () => {
  const damaged = banFile(streets).replace(";33063_0001_00001;", ";").concat("33063_x;;;;\n");
  expect(await importFile("adresses-33.csv.gz", gzipSync(damaged))).toMatchObject({
    state: "imported",
    counts: { lines: 8, damaged: 1 },
    damages: [{ line: 9, code: "fields" }],
  });
  expect(
    (await cloud.get("/api/v1/addresses?search=12%20bis%20r.%20de%20l%27eglise")).body,
  ).toEqual({
    addresses: [
      {
        label: "12 bis Rue de l'Église, 33000 Bordeaux",
        kind: "address",
        number: "12 bis",
        street: "Rue de l'Église",
        postcode: "33000",
        commune: "Bordeaux",
        code_insee: "33063",
        lon: -0.58,
        lat: 44.842,
        score: expect.any(Number),
      },
      expect.objectContaining({
        label: "12 Rue de l'Église, 33160 Saint-Médard-en-Jalles".replace("12 ", "12 "),
      }),
    ],
  });
  expect(await labels("search=eglise&territory=fr-commune-33449")).toEqual([
    "Rue de l'Église, 33160 Saint-Médard-en-Jalles",
  ]);
  expect(await labels("search=eglise&territory=fr-epci-243300316")).toHaveLength(2);
  expect(await labels("search=rivoli&territory=75056")).toEqual([
    "Rue de Rivoli, 75001 Paris 1er Arrondissement",
  ]);
  expect(await labels("search=rivoli&territory=33063")).toEqual([]);
  expect(await labels("search=cours%20napoleon%20ajaccio")).toEqual([
    "Cours Napoléon, 20000 Ajaccio",
  ]);
  expect(await labels("search=rue%20de%20l%27oeuvre%20st%20denis")).toEqual([
    "Rue de l'Œuvre, 97400 Saint-Denis",
  ]);
  expect((await cloud.get("/api/v1/addresses?search=eglise&territory=nowhere")).status).toBe(404);
  expect((await cloud.get(`/api/v1/addresses?search=${"x".repeat(301)}`)).status).toBe(400);
}, 60_000);

test.each([
  ["a web page", "<!doctype html><title>404", "web_page"],
  ["UTF-16", Buffer.from(COG, "utf16le"), "not_text"],
  ["Windows-1252", Buffer.from(COG, "latin1"), "not_utf8"],
  ["a spreadsheet", "PK\u0003\u0004", "archive"],
  ["nothing", "", "empty"],
  ["another table", "a,b,c\n1,2,3\n", "unknown_format"],
  ["names of columns alone", COG.split("\n")[0] ?? "", "empty"],
  [
    "a list whose every line is damaged",
    COG.replaceAll(/^(COM|ARM|COMD),\w+/gm, "$1,X"),
    "too_damaged",
  ],
  [
    "outlines of something else",
    '{"features":[{"type":"Feature","properties":{"a":1},"geometry":null}]}',
    "unknown_format",
  ],
])("%s is refused in both languages, and changes nothing", async (_, body, code) => {
  const refused = await importFile("wrong.csv", body);
  expect(refused).toMatchObject({
    state: "refused",
    refusal: { code, fr: expect.stringMatching(/\p{L}/u), en: expect.stringMatching(/\p{L}/u) },
  });
  expect(await names("/api/v1/territories?search=bordeaux&kind=commune")).toEqual(["Bordeaux"]);
});

test("a list that lacks most of what is known is refused unless it is meant", async () => {
  const many = [1, 2, 3].flatMap((part) =>
    Array.from({ length: 60 }, (_, index) => ({
      street: `4000${part}_${String(index).padStart(4, "0")}`,
      name: `Rue ${index}`,
      numbers: ["1"],
      postcode: "40000",
      commune: `Commune ${part}`,
    })),
  );
  expect((await importFile("adresses-40.csv", banFile(many))).state).toBe("imported");
  const few = many.filter((_, index) => index % 60 < 5);
  expect(await importFile("adresses-40.csv", banFile(few))).toMatchObject({
    state: "refused",
    refusal: { code: "too_many_removed" },
  });
  // A file of one commune concerns that commune alone.
  expect(await importFile("40001.csv", banFile(many.slice(0, 60)))).toMatchObject({
    counts: { left: 0 },
  });
  expect(await importFile("adresses-40.csv", banFile(few), "&allow_removals=true")).toMatchObject({
    state: "imported",
    counts: { left: 165 },
  });
}, 60_000);

test("imports are the administrator's, and each one is in the audit", async () => {
  expect((await cloud.get(IMPORTS)).status).toBe(401);
  expect((await cloud.get(`${IMPORTS}?file=x`, { method: "POST", body: "x" })).status).toBe(401);
  expect(
    (await cloud.getAsAdministrator(`${IMPORTS}/01900000-0000-7000-8000-000000000000`)).body,
  ).toMatchObject({
    code: "import_unknown",
  });
  expect(
    (await cloud.getAsAdministrator("/api/v1/admin/audit?action=territories.import")).status,
  ).toBe(200);
});

test("who asks for too many addresses must wait", async () => {
  const asked = await Promise.all(
    Array.from({ length: 700 }, () => cloud.get("/api/v1/addresses?search=ab")),
  );
  const refused = asked.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(50);
  expect(refused[0]?.body).toMatchObject({ code: "too_many_requests" });
});
