import { afterAll, beforeAll, expect, test } from "vitest";
import {
  IMPORTS,
  type Import,
  type ImportsUnderTest,
  openImportsUnderTest,
} from "./import-routes.fixture.ts";
import { COG, DENSITY, DEPARTEMENTS, EPCI, OUTLINES, REGIONS } from "./official-lists.fixture.ts";
import { banFile } from "./territories.fixture.ts";

let cloud: ImportsUnderTest;
beforeAll(async () => {
  cloud = await openImportsUnderTest();
}, 60_000);
afterAll(() => cloud.remove());

test("the official lists are recognised, imported with progress, and told with what was left out", async () => {
  expect(await cloud.importFile("v_commune_2026.csv", COG)).toMatchObject({
    state: "imported",
    format: "Code officiel géographique, communes (INSEE)",
    counts: { lines: 17, added: 17, changed: 0, left: 0, damaged: 0 },
  });
  expect(await cloud.importFile("v_departement_2026.csv", DEPARTEMENTS)).toMatchObject({
    counts: { added: 5 },
  });
  expect(await cloud.importFile("v_region_2026.csv", REGIONS)).toMatchObject({
    counts: { added: 3 },
  });
  expect(await cloud.importFile("epci.csv", EPCI)).toMatchObject({
    counts: { lines: 3, added: 1, changed: 2 },
  });
  const density = await cloud.importFile("grille.csv", DENSITY);
  expect(density).toMatchObject({ counts: { lines: 3, changed: 2, damaged: 1 } });
  expect(density.damages).toMatchObject(
    [{ line: 4, code: "level", fr: /9/, en: /9/ }].map((each) => ({
      ...each,
      fr: expect.stringMatching(each.fr),
      en: expect.stringMatching(each.en),
    })),
  );
  expect(await cloud.importFile("communes-1000m.geojson", OUTLINES)).toMatchObject({
    counts: { lines: 2, changed: 2 },
  });
  const { body } = await cloud.getAsAdministrator(IMPORTS);
  expect((body as { imports: Import[] }).imports.map(({ state }) => state)).toEqual(
    Array(6).fill("imported"),
  );
}, 60_000);

test("the same file again changes nothing, a newer one renames, and what left has ended", async () => {
  expect(await cloud.importFile("v_commune_2026.csv", `${COG}\n`)).toMatchObject({
    counts: { added: 0, changed: 0, left: 0 },
  });
  expect((await cloud.importFile("v_commune_2026.csv", `${COG}\n`)).state).toBe("unchanged");
  const newer = COG.replace("Bastia,Bastia", "Bastìa,Bastìa")
    .replace(/^COM,33449.*\n/m, "")
    .concat("COMD,33449,,,,,0,SAINT MEDARD,Saint-Médard-en-Jalles,Saint-Médard-en-Jalles,,33063\n");
  expect(await cloud.importFile("v_commune_2027.csv", newer)).toMatchObject({
    counts: { added: 1, changed: 1, left: 1 },
  });
  expect(await cloud.names("/api/v1/territories?kind=commune&parent=fr-departement-33")).toEqual([
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
  expect(await cloud.importFile("v_commune_2026.csv", COG)).toMatchObject({ counts: { left: 1 } });
  expect((await cloud.get("/api/v1/territories/fr-commune-33449")).body).not.toHaveProperty(
    "ended",
  );
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
  const refused = await cloud.importFile("wrong.csv", body);
  expect(refused).toMatchObject({
    state: "refused",
    refusal: { code, fr: expect.stringMatching(/\p{L}/u), en: expect.stringMatching(/\p{L}/u) },
  });
  expect(await cloud.names("/api/v1/territories?search=bordeaux&kind=commune")).toEqual([
    "Bordeaux",
  ]);
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
  expect((await cloud.importFile("adresses-40.csv", banFile(many))).state).toBe("imported");
  const few = many.filter((_, index) => index % 60 < 5);
  expect(await cloud.importFile("adresses-40.csv", banFile(few))).toMatchObject({
    state: "refused",
    refusal: { code: "too_many_removed" },
  });
  // A file of one commune concerns that commune alone.
  expect(await cloud.importFile("40001.csv", banFile(many.slice(0, 60)))).toMatchObject({
    counts: { left: 0 },
  });
  expect(
    await cloud.importFile("adresses-40.csv", banFile(few), "&allow_removals=true"),
  ).toMatchObject({
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
