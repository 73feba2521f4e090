import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { checkAtlasFile, type FormatName, formatNames } from "./check.ts";
import { convertAtlasFile } from "./convert.ts";
import { lieuxMediationWords } from "./lieux-mediation.ts";

const official = readFileSync(
  join(import.meta.dirname, "lieux-mediation-exemple-valide.csv"),
  "utf8",
);
const options = { today: "2026-11-27", language: "en" } as const;

const convert = (
  text: string,
  from: FormatName,
  to: FormatName,
  resource?: "structures" | "services",
) => convertAtlasFile(text, { ...options, from, to, resource });

const errorsOf = (text: string, format: FormatName) => checkAtlasFile(text, format, options).errors;

const rowsOf = (text: string) => parse(text, { columns: true }) as { [column: string]: string }[];

test("the official example comes back cell by cell, by itself and by way of a table by hand", () => {
  const same = convert(official, "lieux-mediation", "lieux-mediation");
  expect(rowsOf(same.text)).toEqual(rowsOf(official));
  expect(same).toMatchObject({ rows: 1, losses: [], unread: [], refused: [] });
  const byHand = convert(official, "lieux-mediation", "csv");
  expect(byHand.losses).toEqual([]);
  const back = convert(byHand.text, "csv", "lieux-mediation");
  expect(rowsOf(back.text)).toEqual(rowsOf(official));
});

test("from the official example every format is made, and each takes what was made for it", () => {
  for (const to of formatNames)
    for (const resource of ["structures", "services"] as const) {
      const { text, refused } = convert(official, "lieux-mediation", to, resource);
      expect(errorsOf(text, to)).toEqual([]);
      expect(refused).toEqual([]);
    }
});

describe("national scheme to data.inclusion", () => {
  test("a structure", () => {
    const { text, losses } = convert(official, "lieux-mediation", "data-inclusion", "structures");
    expect(JSON.parse(text)).toEqual([
      expect.objectContaining({
        ...{ source: "hubik", id: "hubik--structure-1", nom: "Anonymal", siret: "43493312300029" },
        ...{ code_postal: "51100", code_insee: "51454", latitude: 43.52609, longitude: 5.41423 },
        ...{ telephone: "+33180059880", courriel: "contact@laquincaillerie.tl" },
        reseaux_porteurs: ["aidants-connect", "conseillers-numeriques", "croix-rouge"],
      }),
    ]);
    expect(losses.map(({ column }) => column).toSorted()).toEqual([
      ...["autres_formations_labels", "courriels", "formations_labels", "frais_a_charge"],
      ...["itinerance", "modalites_acces", "modalites_accompagnement", "presentation_resume"],
      ...["prise_en_charge_specifique", "prise_rdv", "publics_specifiquement_adresses", "services"],
      ...["site_web", "structure_parente", "typologie"],
    ]);
    expect(losses.find(({ column }) => column === "courriels")).toEqual({
      ...{ line: 2, column: "courriels", value: ["responsable@laquincaillerie.tl"] },
    });
  });

  test("its service", () => {
    const { text } = convert(official, "lieux-mediation", "data-inclusion", "services");
    expect(JSON.parse(text)).toEqual([
      expect.objectContaining({
        structure_id: "hubik--structure-1",
        type: "accompagnement",
        ...{ frais: "gratuit", frais_precisions: "Gratuit sous condition, Payant" },
        publics: ["jeunes", "femmes", "personnes-en-situation-de-handicap"],
        modes_accueil: ["a-distance", "en-presentiel"],
        modes_mobilisation: ["se-presenter", "telephoner"],
        mobilisable_par: ["usagers"],
        lien_mobilisation: "https://www.rdv-solidarites.fr/",
      }),
    ]);
  });

  test("every word of the scheme has a place or is told", () => {
    for (const [column, words] of Object.entries(lieuxMediationWords))
      for (const word of words) {
        const row = `id,pivot,nom,commune,code_postal,adresse,date_maj,${column}\n1,43493312300029,Patio,Reims,51100,rue,2024-04-02,"${word}"`;
        const made = (["structures", "services"] as const).map((resource) => {
          const { text, losses, refused } = convert(
            row,
            "lieux-mediation",
            "data-inclusion",
            resource,
          );
          expect(refused).toEqual([]);
          const [record] = JSON.parse(text) as [object];
          return { record, lost: losses.some((loss) => loss.column === column) };
        });
        const plain = (["structures", "services"] as const).map(
          (resource) =>
            JSON.parse(
              convert(row.replace(`"${word}"`, ""), "lieux-mediation", "data-inclusion", resource)
                .text,
            )[0],
        );
        const isCarried = made.some(
          ({ record }, place) => JSON.stringify(record) !== JSON.stringify(plain[place]),
        );
        expect(isCarried || made.every(({ lost }) => lost), `${column} ${word}`).toBe(true);
      }
  });
});

test("data.inclusion to the national scheme: what it demands besides is told with the line of the record", () => {
  const structures = [
    ...[
      {
        source: "dora",
        id: "dora--1",
        nom: "Le Tournesol",
        date_maj: "2025-02-14",
        siret: "13003013300016",
      },
    ],
    {
      source: "dora",
      id: "dora--2",
      nom: "Sans adresse",
      date_maj: "2025-02-14",
      horaires_accueil: "Mo 09:00-12:00",
    },
  ];
  const { text, refused } = convert(
    JSON.stringify(structures, undefined, 1),
    "data-inclusion",
    "lieux-mediation",
  );
  expect(rowsOf(text)).toMatchObject([
    { id: "1", pivot: "13003013300016" },
    { id: "2", horaires: "Mo 09:00-12:00" },
  ]);
  expect(refused.filter(({ line }) => line === 9).map(({ column }) => column)).toEqual([
    ...["pivot", "commune", "code_postal", "adresse"],
  ]);
});

test("data.inclusion stays itself, whatever its properties", () => {
  const services = [
    {
      ...{
        source: "dora",
        structure_id: "dora--1",
        id: "dora--s1",
        nom: "Atelier",
        date_maj: "2025-02-14",
      },
      ...{
        description: "Un atelier.",
        zone_eligibilite: ["51"],
        nombre_semaines: 3,
        nouveau: true,
      },
    },
  ];
  const { text, losses } = convert(JSON.stringify(services), "data-inclusion", "data-inclusion");
  expect(JSON.parse(text)).toEqual(services);
  expect(losses).toEqual([]);
});

describe("OpenStreetMap", () => {
  test("a place there and back", () => {
    const there = convert(official, "lieux-mediation", "geojson");
    expect(JSON.parse(there.text).features[0].properties).toMatchObject({
      ...{ name: "Anonymal", amenity: "coworking_space", "addr:housenumber": "12 BIS" },
      ...{
        "addr:street": "RUE DE LECLERCQ",
        phone: "+33180059880",
        "ref:FR:SIRET": "43493312300029",
      },
      ...{ check_date: "2024-04-02", "social_facility:for": "juvenile;woman" },
      description: expect.stringContaining("Notre association"),
    });
    const [row] = rowsOf(convert(there.text, "geojson", "lieux-mediation").text);
    const [before = {}] = rowsOf(official);
    for (const column of [
      "id",
      "pivot",
      "nom",
      "adresse",
      "latitude",
      "longitude",
      "telephone",
      "courriels",
      "site_web",
      "horaires",
      "date_maj",
    ])
      expect(row?.[column], column).toBe(before[column]);
  });

  test("tags without a field are told, an area becomes its middle, a place without a point stays", () => {
    const features = [
      {
        ...{
          type: "Feature",
          id: "way/1",
          properties: { name: "Parc", leisure: "park", wheelchair: "yes" },
        },
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [4, 49],
              [6, 49],
              [6, 51],
              [4, 51],
              [4, 49],
            ],
          ],
        },
      },
      { type: "Feature", geometry: null, properties: { name: "Bus numérique", fee: "no" } },
    ];
    const { text, losses } = convert(
      JSON.stringify({ type: "FeatureCollection", features }),
      "geojson",
      "csv",
    );
    expect(rowsOf(text)).toMatchObject([
      { nom: "Parc", latitude: "50", longitude: "5" },
      { nom: "Bus numérique", latitude: "", frais_a_charge: "Gratuit" },
    ]);
    expect(losses.map(({ column }) => column)).toEqual(["geometry", "leisure", "wheelchair"]);
  });
});

test("a table by hand: its own headers name what is left behind, words get their spelling, codes their form", () => {
  const text =
    "Nom;CP;Ville;Tél;Note;Services;Mise à jour\nLe Patio;51100;Reims;03 26 00 00 00 / 06 12 34 56 78;calme;acces internet et materiel informatique;2/4/2024";
  const { text: made, losses } = convert(text, "csv", "lieux-mediation");
  expect(rowsOf(made)).toMatchObject([
    {
      nom: "Le Patio",
      services: "Accès internet et matériel informatique",
      date_maj: "2024-04-02",
    },
  ]);
  expect(losses).toContainEqual({ line: 2, column: "Note", value: "calme" });
});

test("records that cannot be read are named, and the others come along", () => {
  const { rows, unread } = convert('[{"nom":}, 3,\n{"nom":"A"}]', "data-inclusion", "csv");
  expect(rows).toBe(1);
  expect(unread.map(({ line, problem }) => [line, problem.kind])).toEqual([
    [1, "json"],
    [1, "not_an_object"],
  ]);
});
