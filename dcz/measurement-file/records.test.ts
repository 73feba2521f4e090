import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldsOf } from "../../cloud/src/text-tables/records.ts";

test("fields are those of csv-parse, wherever it reads the record", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "1", '"', ";", ",", "\n", ".", "é") });
  const quoted = cell.map((text) => `"${text.replaceAll('"', '""')}"`);
  const bare = fc.string({ unit: fc.constantFrom("a", "1", ",", ".", "é") });
  fc.assert(
    fc.property(fc.array(fc.oneof(quoted, bare), { minLength: 1 }), (cells) => {
      const text = cells.join(";");
      fc.pre(text !== "");
      const [expected] = parse(text, { delimiter: ";", record_delimiter: "\r\n" }) as string[][];
      expect(fieldsOf(text, ";")).toEqual(expected);
    }),
  );
});

test("quotes that do not fit are told apart: a later line may close them, or none", () => {
  expect(fieldsOf('a;"b', ";")).toBe("open");
  expect(fieldsOf('a;"b"c', ";")).toBe("misplaced");
  expect(fieldsOf('a; "b" ;c"d', ";")).toEqual(["a", "b", 'c"d']);
});
