import { describe, expect, test } from "vitest";
import { check, good, lieux } from "./check.fixture.ts";

const [header = "", row = ""] = lieux(good).split("\n");

describe("of a table", () => {
  test("a record that is too long is named, and those after it are judged", () => {
    const text = `${header}\n${row}\n${"a".repeat(3_000_000)}\n${row.replace('"1"', '"9"')}`;
    const { rows, errors } = check(text, "lieux-mediation");
    expect(errors).toEqual([[3, null, "record_too_long"]]);
    expect(rows).toBe(2);
  });

  test("so is a quote that opens megabytes which nobody closes", () => {
    const text = `${header}\n${row}\n"${"a,b\n".repeat(400_000)}`;
    const { errors } = check(text, "lieux-mediation");
    expect(errors).toContainEqual([3, null, "quote_open"]);
  });

  test("a first line without an end is one finding", () => {
    const { rows, errors } = check("a".repeat(30_000_000), "lieux-mediation");
    expect(rows).toBe(0);
    expect(errors[0]).toEqual([1, null, "record_too_long"]);
  });

  test("of too many columns nothing is read", () => {
    const text = `${Array.from({ length: 100_000 }, (_, column) => `c${column}`)}\n${"x\n".repeat(1000)}`;
    const { rows, errors } = check(text, "lieux-mediation");
    expect(rows).toBe(0);
    expect(errors[0]).toEqual([1, null, "too_many_columns"]);
  });

  test("of too many records the first are read", () => {
    const { rows, errors } = check(`nom\n${"x\n".repeat(300_000)}`, "csv");
    expect(rows).toBe(200_000);
    expect(errors).toContainEqual([200_002, null, "too_many_records"]);
  });

  test("where nearly all is wrong, no more is looked for after 100 000 findings", () => {
    const { errors, warnings } = check(`${header}\n${"x,=1\n".repeat(100_000)}`, "lieux-mediation");
    expect(errors.length + warnings.length).toBeLessThan(250_000);
    expect(errors.map(([, , kind]) => kind)).toContain("too_many_findings");
  });
});

describe("of JSON", () => {
  test.each([
    ["lists", "[".repeat(2_000_000)],
    ["objects", '{"a":'.repeat(500_000)],
    ["closed lists in a record", `[{"id": ${"[".repeat(5000)}${"]".repeat(5000)}}]`],
  ])("%s in each other without end are refused", (_, text) => {
    const { rows, errors } = check(text, "data-inclusion");
    expect(rows).toBe(0);
    expect(errors).toHaveLength(1);
    expect(["json", "record_too_long"]).toContain(errors[0]?.[2]);
  });

  test("a record that is too long is named with its line, and the others are judged", () => {
    const text = `[{"id": "1"},\n{"id": "${"x".repeat(2_000_000)}"},\n{"id": "3"}]`;
    const { rows, errors } = check(text, "data-inclusion");
    expect(rows).toBe(2);
    expect(errors).toContainEqual([2, null, "record_too_long"]);
  });

  test.each(["csv", "data-inclusion"] as const)(
    "so many names in a record that each would take its time: %s",
    (format) => {
      const names = Array.from({ length: 60_000 }, (_, place) => `"c${place}":0`);
      const { errors, warnings } = check(`[{${names}}]`, format);
      expect(errors.length + warnings.length).toBeLessThan(2000);
    },
  );

  test("of too many records the first are read", () => {
    const { rows, errors } = check(`[${"1,\n".repeat(250_000)}1]`, "csv");
    expect(rows).toBe(0);
    expect(errors).toContainEqual([200_001, null, "too_many_records"]);
  });
});
