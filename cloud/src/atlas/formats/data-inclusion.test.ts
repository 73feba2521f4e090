import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "./check.fixture.ts";
import serviceSchema from "./data-inclusion-service.json" with { type: "json" };
import structureSchema from "./data-inclusion-structure.json" with { type: "json" };

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
