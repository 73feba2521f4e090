import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check, good, lieux } from "./check.fixture.ts";

const official = readFileSync(
  join(import.meta.dirname, "lieux-mediation-exemple-valide.csv"),
  "utf8",
);
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
