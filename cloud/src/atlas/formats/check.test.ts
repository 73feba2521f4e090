import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check, good, lieux } from "./check.fixture.ts";

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

  test.each(["__proto__", "constructor"])("%s is a header like any other", (header) => {
    expect(check(`nom,${header}\nA,1`, "csv").warnings).toContainEqual(
      expect.arrayContaining([header, "column_unknown"]),
    );
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
