import { afterEach, beforeEach, expect, test } from "vitest";
import { searchAddresses } from "./address-search.ts";
import { countryOf } from "./countries.ts";
import { withinOf } from "./hierarchy.ts";
import {
  banFile,
  france,
  openTerritoriesUnderTest,
  type TerritoriesUnderTest,
} from "./territories.fixture.ts";
import { allPlaced } from "./territory-queries.ts";

let under: TerritoriesUnderTest;
beforeEach(async () => {
  under = await openTerritoriesUnderTest();
});
afterEach(() => under.remove());

const street = (street: string, name: string) => ({
  street,
  name,
  numbers: ["1", "2"],
  postcode: "33000",
  commune: "Bordeaux",
});

const first = async (text: string) =>
  (await searchAddresses(under.records.db, france, { text, limit: 1 }))[0]?.label;

test("an import that is stopped half-way changes nothing, and does all when it runs again", async () => {
  await under.import(banFile([street("33063_0001", "Rue Ancienne")]));
  const newer = banFile([
    street("33063_0001", "Rue Nouvelle"),
    street("33063_0002", "Rue Seconde"),
  ]);
  const stopped = under.import(newer, {
    onDone: () => {
      throw new Error("the power was cut");
    },
  });
  await expect(stopped).rejects.toThrow("the power was cut");
  expect(await first("rue ancienne")).toBe("Rue Ancienne, 33000 Bordeaux");
  expect(await first("rue nouvelle")).toBeUndefined();
  expect((await under.import(newer)).counts).toMatchObject({ added: 1, changed: 2 });
  expect(await first("rue nouvelle")).toBe("Rue Nouvelle, 33000 Bordeaux");
  expect(await first("rue ancienne")).toBeUndefined();
});

test("numbers that a list has twice, in any order, are there once and in order", async () => {
  const twice = banFile([
    { ...street("33063_0005", "Rue Double"), numbers: ["10", "2", "2 bis", "2", "1"] },
    street("33063_0001", "Rue Nouvelle"),
    { ...street("33063_0005", "Rue Double"), numbers: ["3", "2"] },
    street("33063_0002", "Rue Seconde"),
  ]);
  await under.import(twice);
  const { rows } = await under.records.db.execute(
    "select numbers from address_line where name = 'Rue Double'",
  );
  expect(rows).toEqual([{ numbers: ["1", "2", "2 bis", "3", "10"] }]);
});

test("Belgium: lists in the format for every country, addresses of BeSt with the number behind the street", async () => {
  const country = countryOf("be");
  const list = `kind,code,name,within
region,04000,Région de Bruxelles-Capitale,
arrondissement,21000,Bruxelles-Capitale,region/04000
commune,21004,Bruxelles,arrondissement/21000
commune,21000,Fausse,arrondissement/21000
`;
  const { counts, damages } = await under.import(list, { country });
  expect(counts).toMatchObject({ added: 3, damaged: 1 });
  expect(damages).toMatchObject([{ line: 5, code: "code" }]);
  const placed = (await allPlaced(under.records.db)).filter(
    ({ code }) => code.startsWith("2") || code === "04000",
  );
  const commune = placed.find(({ code }) => code === "21004");
  expect(commune?.within).toEqual(withinOf(placed, country.kinds).get(commune?.id ?? ""));
  expect(commune?.within).toHaveLength(3);

  const header =
    "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,address_id,box_number,house_number,municipality_id,municipality_name_de,municipality_name_fr,municipality_name_nl,postcode,postname_fr,postname_nl,street_id,streetname_de,streetname_fr,streetname_nl,region_code,status";
  const line = (number: string, box: string, status = "current") =>
    `149000.1,170000.2,50.846${number},4.352${number},1,${box},${number},21004,,Bruxelles,Brussel,1000,Bruxelles,Brussel,4921,,Rue Neuve,Nieuwstraat,BE-BRU,${status}`;
  const file = [
    header,
    line("12", ""),
    line("12", "A"),
    line("14", ""),
    line("99", "", "retired"),
  ].join("\n");
  await under.import(file, { country });
  const search = (text: string) => searchAddresses(under.records.db, country, { text, limit: 3 });
  for (const text of [
    "rue neuve 12 1000 bruxelles",
    "12 nieuwstraat brussel",
    "Nieuwstraat 12, 1000 Brussel",
    "r neuve 12",
  ])
    expect((await search(text))[0], text).toMatchObject({
      label: "Rue Neuve 12, 1000 Bruxelles",
      number: "12",
      municipalityCode: "21004",
    });
  expect((await search("rue neuve 99"))[0]).not.toHaveProperty("number");
  expect(
    await searchAddresses(under.records.db, france, { text: "rue neuve bruxelles", limit: 3 }),
  ).toEqual([]);
});

test("a list ends what it does not name any more, and nothing of which it never says anything", async () => {
  await under.import(
    "kind,code,name,within\ncommune,97502,Saint-Pierre,\ncommune,33999,Fusionnée,\n",
  );
  const { counts } = await under.import(
    "TYPECOM,COM,REG,DEP,LIBELLE,COMPARENT\nCOM,33063,75,33,Bordeaux,\n",
  );
  expect(counts).toMatchObject({ added: 1, left: 1 });
  const { rows } = await under.records.db.execute(
    "select code from territory where country = 'fr' and kind = 'commune' and ended is null order by code",
  );
  expect(rows.map(({ code }) => code)).toEqual(["33063", "97502"]);
});

test("a parent that is no code is left out, whatever it holds", async () => {
  const feature = (departement: string) => ({
    type: "Feature",
    properties: { code: "33063", nom: "Bordeaux\ud800", departement },
    geometry: null,
  });
  for (const departement of ["\u0000", "x".repeat(100_000), "33'; --", "\ud800"])
    expect(
      (await under.import(JSON.stringify({ features: [feature(departement)] }))).counts,
    ).toMatchObject({ lines: 1, damaged: 0 });
});

test("a neutral list of outlines is understood too", async () => {
  const country = countryOf("be");
  await under.import("kind,code,name,within\ncommune,21004,Brussel,\n", { country });
  const outline = {
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        properties: {
          kind: "commune",
          code: "21004",
          name: "Bruxelles",
          within: "arrondissement/21000",
        },
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [4, 50],
              [5, 50],
              [5, 51],
              [4, 50],
            ],
          ],
        },
      },
      {
        type: "Feature",
        properties: { kind: "commune", code: "21005", name: "Etterbeek", within: "" },
        geometry: { type: "Point", coordinates: [4, 50] },
      },
    ],
  };
  const { counts, damages } = await under.import(JSON.stringify(outline), { country });
  expect(counts).toMatchObject({ lines: 2, added: 1, changed: 1, damaged: 1 });
  expect(damages).toMatchObject([{ line: 2, code: "outline" }]);
});
