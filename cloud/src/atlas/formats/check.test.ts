import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAtlasFile, type FormatName } from "./check.ts";
import serviceSchema from "./data-inclusion-service.json" with { type: "json" };
import structureSchema from "./data-inclusion-structure.json" with { type: "json" };
import { lieuxMediationColumns, lieuxMediationWords } from "./lieux-mediation.ts";

const official = readFileSync(
  join(import.meta.dirname, "lieux-mediation-exemple-valide.csv"),
  "utf8",
);
const options = { today: "2026-11-27", language: "en" } as const;

const check = (text: string, format: FormatName, resource?: "structures" | "services") => {
  const { rows, errors, warnings } = checkAtlasFile(text, format, { ...options, resource });
  const short = (findings: typeof errors) =>
    findings.map(({ line, column, problem }) => [line, column, problem.kind]);
  return { rows, errors: short(errors), warnings: short(warnings), all: [...errors, ...warnings] };
};

const good: { readonly [column: string]: string } = {
  ...{ id: "1", pivot: "43493312300029", nom: "Le Patio", commune: "Reims", code_postal: "51100" },
  ...{ code_insee: "51454", adresse: "12 rue de Vesle", latitude: "49.2536", longitude: "4.0305" },
  ...{
    telephone: "+33326000000",
    date_maj: "2024-04-02",
    services: lieuxMediationWords.services[0],
  },
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const lieux = (...rows: readonly { readonly [column: string]: string }[]): string =>
  [
    lieuxMediationColumns.join(","),
    ...rows.map((row) =>
      lieuxMediationColumns.map((column) => quoted(row[column] ?? "")).join(","),
    ),
  ].join("\n");

const with1 = (changes: { readonly [column: string]: string }) =>
  check(lieux({ ...good, ...changes }), "lieux-mediation");

test("the official valid example has nothing wrong", () => {
  expect(check(official, "lieux-mediation")).toMatchObject({ rows: 1, errors: [], warnings: [] });
  expect(check(lieux(good), "lieux-mediation")).toMatchObject({
    rows: 1,
    errors: [],
    warnings: [],
  });
});

describe("what the national scheme refuses", () => {
  test.each([
    ["id", "", "required", undefined],
    ["nom", "  ", "required", undefined],
    ["adresse", "", "required", undefined],
    ["date_maj", "", "required", undefined],
    ["pivot", "434 933 123 00029", "pivot", "43493312300029"],
    ["pivot", "43493312", "pivot", undefined],
    ["code_postal", "1000", "postcode", "01000"],
    ["code_postal", "51 100", "postcode", "51100"],
    ["code_postal", "511000", "postcode", undefined],
    ["code_insee", "1004", "insee", "01004"],
    ["code_insee", "2a004", "insee", "2A004"],
    ["code_insee", "20004", "insee", undefined],
    ["code_insee", "2C004", "insee", undefined],
    ["latitude", "49,2536", "number", "49.2536"],
    ["latitude", "quarante-neuf", "number", undefined],
    ["latitude", "95.1", "latitude", undefined],
    ["longitude", "-181", "longitude", undefined],
    ["telephone", "0180059880", "phone", "+33180059880"],
    ["telephone", "01 80 05 98 80", "phone", "+33180059880"],
    ["telephone", "+33 (0)1 80 05 98 80", "phone", "+33180059880"],
    ["telephone", "0033180059880", "phone", "+33180059880"],
    ["telephone", "0692123456", "phone", "+262692123456"],
    ["telephone", "0590123456", "phone", "+590590123456"],
    ["telephone", "+33180059880|+33180059881", "several_phones", undefined],
    ["telephone", "+33180059880 ou +33180059881", "several_phones", undefined],
    ["telephone", "3949", "phone", undefined],
    ["presentation_resume", "é".repeat(281), "too_long", undefined],
    ["date_maj", "02/04/2024", "date", "2024-04-02"],
    ["date_maj", "2024-4-2", "date", "2024-04-02"],
    ["date_maj", "2024-04-02T10:00:00Z", "date", "2024-04-02"],
    ["date_maj", "2023-02-29", "date", undefined],
    ["date_maj", "hier", "date", undefined],
    ["itinerance", "Mobile", "not_listed", undefined],
    ["services", "Aide aux demarches administratives", "not_listed", undefined],
    ["services", "Inconnu|Loisirs et créations numériques", "not_listed", undefined],
    ["publics_specifiquement_adresses", "Jeunes;Femmes", "list_separator", "Jeunes|Femmes"],
    ["publics_specifiquement_adresses", "Jeunes, Femmes", "list_separator", "Jeunes|Femmes"],
    ["publics_specifiquement_adresses", "Jeunes | Femmes", "list_spaces", "Jeunes|Femmes"],
    ["publics_specifiquement_adresses", "Jeunes|", "not_listed", undefined],
    ["publics_specifiquement_adresses", "jeunes", "not_listed", undefined],
    ["frais_a_charge", "gratuit sous conditions", "not_listed", undefined],
    ["formations_labels", "Étapes numériques (La Poste)", "not_listed", undefined],
    ["formations_labels", "Étapes numériques(La Poste)".normalize("NFD"), "not_listed", undefined],
    ["modalites_acces", "Ce lieu n’accueille pas de public", "not_listed", undefined],
  ])("%s %j: %s", (column, value, kind, better) => {
    const { errors, all } = with1({ [column]: value });
    expect(errors).toEqual([[2, column, kind]]);
    const [{ problem } = { problem: undefined }] = all.filter((each) => each.column === column);
    if (better !== undefined) expect(problem).toMatchObject({ better });
    if (kind === "not_listed" && /^[^|]*[aeé]/i.test(value))
      expect(problem).toHaveProperty("nearest");
  });

  test("a word that is nearly right is named with the right one", () => {
    const nearest = (column: string, value: string) =>
      with1({ [column]: value }).all.map(
        ({ problem }) => (problem as { nearest?: string }).nearest,
      );
    expect(nearest("formations_labels", "Étapes numériques (La Poste)")).toEqual([
      "Étapes numériques(La Poste)",
    ]);
    expect(nearest("services", "Comprehension du monde numerique")).toEqual([
      "Compréhension du monde numérique",
    ]);
    expect(nearest("modalites_acces", "Ce lieu n’accueille pas de public")).toEqual([
      "Ce lieu n'accueille pas de public",
    ]);
    expect(nearest("publics_specifiquement_adresses", "seniors")).toEqual(["Seniors"]);
    expect(nearest("itinerance", "Nulle part ailleurs")).toEqual([undefined]);
  });

  test("two wrong words of a list are two errors, each with its own value", () => {
    const { all } = with1({ services: "Un|Loisirs et créations numériques|Deux" });
    expect(all.map(({ value }) => value)).toEqual(["Un", "Deux"]);
  });
});

test("what the scheme allows and readers stumble over is a warning", () => {
  const warned = (changes: { readonly [column: string]: string }) => {
    const { errors, warnings } = with1(changes);
    expect(errors).toEqual([]);
    return warnings.map(([, column, kind]) => `${column} ${kind}`);
  };
  expect(warned({ pivot: "00000000000000" })).toEqual(["pivot pivot_placeholder"]);
  expect(warned({ pivot: "43493312300028" })).toEqual(["pivot siret_checksum"]);
  expect(warned({ pivot: "434933123" })).toEqual(["pivot pivot_form"]);
  expect(warned({ pivot: "W751234567" })).toEqual([]);
  // La Poste's establishments have a sum of their own.
  expect(warned({ pivot: "35600000000048" })).toEqual([]);
  expect(warned({ date_maj: "2026-11-28" })).toEqual(["date_maj date_future"]);
  expect(warned({ latitude: "4.0305", longitude: "49.2536" })).toEqual(["latitude swapped"]);
  expect(warned({ latitude: "0", longitude: "0" })).toEqual(["latitude null_island"]);
  expect(warned({ latitude: "52.5", longitude: "13.4" })).toEqual(["latitude outside"]);
  expect(
    warned({ latitude: "-20.88", longitude: "55.45", code_postal: "97400", code_insee: "97411" }),
  ).toEqual([]);
  expect(warned({ longitude: "" })).toEqual(["longitude half_a_point"]);
  expect(warned({ code_insee: "75056" })).toEqual(["code_postal postcode_elsewhere"]);
  expect(warned({ code_postal: "20000", code_insee: "2A004" })).toEqual([]);
  expect(warned({ typologie: "ASSO|MAIRIE" })).toEqual(["typologie not_listed"]);
  expect(warned({ courriels: "a@b.fr|contact(at)b.fr" })).toEqual(["courriels email"]);
  expect(warned({ site_web: "www.patio.fr" })).toEqual(["site_web url"]);
  expect(warned({ horaires: "Lundi 9h-12h" })).toEqual(["horaires opening_hours"]);
  expect(warned({ horaires: "quand on veut" })).toEqual(["horaires opening_hours"]);
  expect(warned({ horaires: "Mo-Fr 09:00-12:00; PH off; SH 10:00-12:00" })).toEqual([]);
  expect(
    warned({ services: "Loisirs et créations numériques|Loisirs et créations numériques" }),
  ).toEqual(["services word_twice"]);
  expect(warned({ nom: '=HYPERLINK("http://x")' })).toEqual(["nom formula"]);
  expect(warned({ presentation_resume: "é".repeat(280) })).toEqual([]);
});

describe("a file as a table", () => {
  test("lines are those of an editor, also after cells that hold several, blank lines and CRLF", () => {
    const rows = lieux(
      { ...good, presentation_detail: "un\ndeux\ntrois" },
      { ...good, id: "2", code_postal: "x" },
      { ...good, id: "3" },
      { ...good, id: "4", date_maj: "x" },
    );
    expect(check(rows, "lieux-mediation").errors).toEqual([
      [5, "code_postal", "postcode"],
      [7, "date_maj", "date"],
    ]);
    expect(check(rows.replaceAll("\n", "\r\n\r\n"), "lieux-mediation").errors).toEqual([
      [9, "code_postal", "postcode"],
      [13, "date_maj", "date"],
    ]);
    expect(check(`\uFEFF${rows}\n`, "lieux-mediation").rows).toBe(4);
  });

  test("a column that is missing is missed once, one that is unknown named with the one that is meant", () => {
    const { errors, warnings } = check(
      "id,nom,Commune,telefone\n1,a,b,\n2,c,d,",
      "lieux-mediation",
    );
    expect(errors).toEqual(
      ["pivot", "commune", "code_postal", "adresse", "date_maj"].map((column) => [
        1,
        column,
        "column_missing",
      ]),
    );
    expect(warnings).toEqual([
      [1, "Commune", "column_unknown"],
      [1, "telefone", "column_unknown"],
    ]);
  });

  test("an identifier stands once", () => {
    const { errors, all } = check(lieux(good, { ...good, nom: "Autre" }), "lieux-mediation");
    expect(errors).toEqual([[3, "id", "id_twice"]]);
    expect(all[0]?.problem).toMatchObject({ first: 2 });
  });

  test("cells too few or too many, quotes that are never closed: named, and the others are judged", () => {
    const [header = "", row = ""] = lieux(good).split("\n");
    const text = [
      header,
      row,
      `${row},x`,
      "2,3",
      row.replace("Le Patio", 'Le ""Patio""'),
      row.replace('"1"', '"9"'),
    ].join("\n");
    const { rows, errors } = check(text, "lieux-mediation");
    expect(rows).toBe(5);
    expect(errors.filter(([, column]) => column === null)).toEqual([
      [3, null, "fields"],
      [4, null, "fields"],
    ]);
    expect(check(`${header}\n${row}\n"open,\n2,b`, "lieux-mediation").errors).toEqual([
      [3, null, "quote_open"],
      [4, null, "fields"],
      [4, "pivot", "pivot"],
      ...["nom", "commune", "code_postal", "adresse", "date_maj"].map((column) => [
        4,
        column,
        "required",
      ]),
    ]);
  });

  test("semicolons and tabs are read, and told", () => {
    for (const sign of [";", "\t"]) {
      const text = lieux(good).replaceAll(",", sign);
      expect(check(text, "lieux-mediation")).toMatchObject({
        errors: [],
        warnings: [[1, null, "delimiter"]],
      });
    }
  });

  test("empty, blank, and only a header", () => {
    expect(check("", "lieux-mediation").errors).toEqual([[1, null, "empty"]]);
    expect(check(" \n\n", "csv").errors).toEqual([[1, null, "empty"]]);
    expect(check(lieux(), "lieux-mediation")).toMatchObject({ rows: 0, errors: [] });
  });
});

const structure = {
  ...{ source: "dora", id: "dora--1", nom: "Centre social Le Tournesol", date_maj: "2025-02-14" },
};
const service = {
  ...{
    source: "dora",
    structure_id: "dora--1",
    id: "dora--s1",
    nom: "Atelier",
    date_maj: "2025-02-14",
  },
  description:
    "Un atelier pour apprendre à se servir d'une souris, d'un clavier et d'un écran. ".repeat(3),
};

const checkOne = (resource: "structures" | "services", changes: object) => {
  const base = resource === "structures" ? structure : service;
  return check(JSON.stringify([{ ...base, ...changes }]), "data-inclusion", resource);
};

describe("data.inclusion", () => {
  test.each([
    ["structures", { nom: "ab" }, "nom", "too_short"],
    ["structures", { nom: "a".repeat(151) }, "nom", "too_long"],
    ["structures", { nom: null }, "nom", "required"],
    ["structures", { source: "" }, "source", "required"],
    ["structures", { date_maj: "1999-12-31" }, "date_maj", "date_old"],
    ["structures", { date_maj: "2026-11-28" }, "date_maj", "date_future"],
    ["structures", { date_maj: "14/02/2025" }, "date_maj", "date"],
    ["structures", { siret: "130 030 133 00016" }, "siret", "siret"],
    ["structures", { code_postal: 51100 }, "code_postal", "type"],
    ["structures", { code_postal: "" }, "code_postal", "empty_value"],
    ["structures", { code_insee: "5145" }, "code_insee", "insee"],
    ["structures", { latitude: "49.2" }, "latitude", "type"],
    ["structures", { latitude: 95, longitude: 4 }, "latitude", "latitude"],
    ["structures", { courriel: "contact" }, "courriel", "email"],
    ["structures", { site_web: "www.tournesol.fr" }, "site_web", "url"],
    ["structures", { site_web: "ftp://tournesol.fr" }, "site_web", "url"],
    ["structures", { description: "abc" }, "description", "too_short"],
    ["structures", { reseaux_porteurs: ["france-services"] }, "reseaux_porteurs", "not_listed"],
    ["structures", { reseaux_porteurs: "france-service" }, "reseaux_porteurs", "type"],
    ["structures", { reseaux_porteurs: ["caf", "caf"] }, "reseaux_porteurs", "word_twice"],
    ["services", { description: null }, "description", "required"],
    ["services", { structure_id: undefined }, "structure_id", "required"],
    ["services", { type: "cours" }, "type", "not_listed"],
    ["services", { thematiques: ["numerique"] }, "thematiques", "not_listed"],
    ["services", { publics: [] }, "publics", "no_item"],
    ["services", { publics: ["tous-publics", "femmes"] }, "publics", "alone"],
    ["services", { frais: "gratuit-sous-conditions" }, "frais", "not_listed"],
    ["services", { zone_eligibilite: ["La Marne"] }, "zone_eligibilite", "pattern"],
    ["services", { nombre_semaines: 0 }, "nombre_semaines", "least"],
    ["services", { nombre_semaines: 1.5 }, "nombre_semaines", "type"],
    ["services", { volume_horaire_hebdomadaire: -1 }, "volume_horaire_hebdomadaire", "least"],
  ] as const)("%s %j: %s %s", (resource, changes, column, kind) => {
    expect(checkOne(resource, changes).errors).toEqual([[1, column, kind]]);
  });

  test("what it allows", () => {
    expect(checkOne("structures", { zone: 1 }).warnings).toEqual([[1, "zone", "column_unknown"]]);
    expect(checkOne("structures", { nom: "Le Tournesol." }).warnings).toEqual([
      [1, "nom", "last_dot"],
    ]);
    expect(checkOne("structures", { nom: "Cours, jeux, etc." }).warnings).toEqual([]);
    expect(checkOne("structures", { id: "1" }).warnings).toEqual([[1, "id", "id_form"]]);
    expect(checkOne("structures", { telephone: "01 80 05 98 80" }).warnings).toEqual([
      [1, "telephone", "phone"],
    ]);
    expect(checkOne("services", { modes_mobilisation: ["telephoner"] }).warnings).toEqual([
      [1, "modes_mobilisation", "needs"],
    ]);
    expect(
      checkOne("services", { zone_eligibilite: ["75056", "2A", "200093201", "99100", "france"] })
        .errors,
    ).toEqual([]);
  });

  test("each record's line, in a list, in objects one after another, in a member, in a table", () => {
    const bad = { ...structure, id: "dora--2", date_maj: "x" };
    const pretty = JSON.stringify([structure, bad], undefined, 2);
    expect(check(pretty, "data-inclusion").errors).toEqual([[8, "date_maj", "date"]]);
    expect(
      check(`${JSON.stringify(structure)}\n${JSON.stringify(bad)}\n`, "data-inclusion").errors,
    ).toEqual([[2, "date_maj", "date"]]);
    expect(
      check(
        `{"structures":\n[${JSON.stringify(structure)},\n${JSON.stringify(bad)}]}`,
        "data-inclusion",
      ).errors,
    ).toEqual([[3, "date_maj", "date"]]);
    const table =
      'source,id,nom,date_maj,latitude,reseaux_porteurs\ndora,dora--1,Le Tournesol,2025-02-14,49.2,"[""caf""]"\ndora,dora--2,ab,2025-02-14,,{caf}';
    expect(check(table, "data-inclusion").errors).toEqual([[3, "nom", "too_short"]]);
    expect(
      check("nom,id\nLe Tournesol,1", "data-inclusion").errors.map(([line, column]) => [
        line,
        column,
      ]),
    ).toEqual(
      [
        [1, "source"],
        [1, "date_maj"],
      ].toSorted((one, other) => (one[1] === "date_maj" ? -1 : other[1] === "date_maj" ? 1 : 0)),
    );
  });

  test("records that are none are named, and the others judged", () => {
    const { rows, errors } = check(
      `[${JSON.stringify(structure)},\n7,\n{"nom":}]`,
      "data-inclusion",
    );
    expect(rows).toBe(2);
    expect(errors).toEqual([
      [2, null, "not_an_object"],
      [3, null, "json"],
    ]);
    expect(check(`[${JSON.stringify(structure)}`, "data-inclusion").errors).toEqual([
      [1, null, "json"],
    ]);
  });

  const ajv = new Ajv({ strict: false });
  formats.default(ajv, ["date", "uri", "email"]);
  const cases = [
    ["structures", ajv.compile(structureSchema), structure, structureSchema.properties],
    ["services", ajv.compile(serviceSchema), service, serviceSchema.properties],
  ] as const;
  /** Ours beyond the schema: days, words that stand alone, a point on the globe, web addresses alone, an empty source. */
  const OURS = [
    "date_old",
    "date_future",
    "alone",
    "latitude",
    "longitude",
    "url",
    "required",
    "id_twice",
  ];
  test.each(cases)(
    "%s: refused by the official schema when and only when we find an error of it",
    (resource, validate, base, properties) => {
      const value = fc.oneof(
        ...[
          fc.constant(null),
          fc.constant(""),
          fc.integer(),
          fc.double({ noNaN: true }),
          fc.boolean(),
        ],
        ...[fc.string(), fc.stringMatching(/^\d{5}$/), fc.stringMatching(/^\d{14}$/)],
        ...[fc.constantFrom("2025-02-14", "gratuit", "accompagnement", "https://a.fr/", "a@b.fr")],
        fc.array(
          fc.constantFrom(
            "caf",
            "femmes",
            "tous-publics",
            "a-distance",
            "france",
            "75056",
            "usagers",
            "x",
          ),
        ),
      );
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(properties)), value, (name, given) => {
          const record = JSON.parse(JSON.stringify({ ...base, [name]: given })) as object;
          const { all, errors } = check(JSON.stringify([record]), "data-inclusion", resource);
          const ofSchema = errors.filter(([, , kind]) => !OURS.includes(String(kind)));
          if (validate(record)) expect(ofSchema, JSON.stringify(record)).toEqual([]);
          else expect(errors.length, JSON.stringify([record, all])).toBeGreaterThan(0);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe("GeoJSON with the tags of OpenStreetMap", () => {
  const feature = (changes: object, properties: object = {}) => ({
    ...{ type: "Feature", id: "1", geometry: { type: "Point", coordinates: [4.03, 49.25] } },
    properties: { name: "Médiathèque", amenity: "library", ...properties },
    ...changes,
  });
  const collection = (...features: readonly object[]) =>
    JSON.stringify({ type: "FeatureCollection", features }, undefined, 1);
  const one = (changes: object, properties: object = {}) =>
    check(collection(feature(changes, properties)), "geojson");

  test("a library has nothing wrong", () => {
    expect(one({})).toMatchObject({ rows: 1, errors: [], warnings: [] });
  });

  test.each([
    [{ geometry: { type: "Point", coordinates: ["4", "49"] } }, "geometry", "position"],
    [{ geometry: { type: "Point", coordinates: [4.03] } }, "geometry", "position"],
    [{ geometry: { type: "Point", coordinates: [[4.03, 49.25]] } }, "geometry", "position"],
    [{ geometry: { type: "Place", coordinates: [4.03, 49.25] } }, "geometry", "geometry"],
    [{ geometry: { type: "Point", coordinates: [4.03, 149.25] } }, "geometry", "latitude"],
    [{ geometry: { type: "Point", coordinates: [204.03, 49.25] } }, "geometry", "longitude"],
    [
      {
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
            ],
          ],
        },
      },
      "geometry",
      "ring_open",
    ],
    [{ type: "feature" }, "type", "not_a_feature"],
    [{ properties: null }, "properties", "not_an_object"],
    [{ properties: { amenity: "library" } }, "name", "required"],
  ] as const)("%j: %s %s", (changes, column, kind) => {
    expect(one(changes).errors).toEqual([[4, column, kind]]);
  });

  test("what it allows", () => {
    expect(one({ geometry: null }).warnings).toEqual([[4, "geometry", "no_geometry"]]);
    expect(one({ geometry: { type: "Point", coordinates: [49.25, 4.03] } }).warnings).toEqual([
      [4, "geometry", "swapped"],
    ]);
    expect(
      one({
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [4, 49],
              [4, 50],
              [5, 50],
              [4, 49],
            ],
          ],
        },
      }).warnings,
    ).toEqual([[4, "geometry", "ring_direction"]]);
    expect(one({}, { amenity: undefined }).warnings).toEqual([[4, null, "no_main_tag"]]);
    expect(one({}, { phone: "01 80 05 98 80;+33 1 80 05 98 81" }).warnings).toEqual([
      [4, "phone", "phone"],
    ]);
    expect(one({}, { opening_hours: "lundi" }).warnings).toEqual([
      [4, "opening_hours", "opening_hours"],
    ]);
    expect(one({}, { wheelchair: "oui" }).warnings).toEqual([[4, "wheelchair", "not_listed"]]);
  });

  test("what is not a collection, another system of coordinates, an identifier twice", () => {
    expect(check("[]", "geojson").errors).toEqual([[1, "type", "not_a_collection"]]);
    expect(
      check(JSON.stringify(feature({})), "geojson").errors.map(([, , kind]) => kind),
    ).toContain("not_a_collection");
    const lambert = {
      type: "FeatureCollection",
      crs: { type: "name", properties: { name: "EPSG:2154" } },
      features: [],
    };
    expect(check(JSON.stringify(lambert), "geojson").errors).toEqual([[1, "crs", "crs"]]);
    expect(
      check(collection(feature({}), feature({})), "geojson").errors.map(([, ...rest]) => rest),
    ).toEqual([["id", "id_twice"]]);
  });
});

describe("a table by hand", () => {
  test("headers as people write them", () => {
    const text =
      "Nom du lieu;Adresse;Code postal;Ville;Tél.;E-mail;Site internet;Lat;Lng\nLe Patio;1 rue A;51100;Reims;03 26 00 00 00;a@b.fr;https://a.fr;49.25;4.03";
    expect(check(text, "csv")).toMatchObject({
      rows: 1,
      errors: [],
      warnings: [[2, "Tél.", "phone"]],
    });
  });

  test("a name and a place are needed", () => {
    expect(check("nom,latitude,longitude\nA,49.2,4.0\nB,,\n,49.2,4.0", "csv").errors).toEqual([
      [3, null, "unplaced"],
      [4, "nom", "required"],
    ]);
    expect(
      check("adresse\n1 rue A", "csv").errors.map(([, column, kind]) => [column, kind]),
    ).toEqual([
      ["nom", "column_missing"],
      [null, "unplaced"],
    ]);
  });
});

test("a hostile file ends soon and breaks nothing", () => {
  const kinds = ["lieux-mediation", "data-inclusion", "geojson", "csv"] as const;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        fc
          .array(fc.constantFrom('"', ",", "\n", "\r", "nom", "{", "}", "[", "]", ":", "1", " "))
          .map((parts) => parts.join("")),
      ),
      fc.constantFrom(...kinds),
      (text, format) => {
        const { rows, errors } = check(text, format);
        expect(rows).toBeGreaterThanOrEqual(0);
        expect(errors.every(([line]) => Number(line) >= 1)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
