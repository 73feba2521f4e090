import { expect, test } from "vitest";
import { csvCell, csvLine } from "./formats.ts";

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "the text %j is no formula in a spreadsheet",
  (text) => expect(csvCell(text)).toMatch(/^"?'/),
);

test("numbers stay numbers, negative ones too, and quotes are doubled", () => {
  expect(csvLine(["a", "b", "c", "d"], { a: -1.5, b: 'x"y,z', c: null, d: true })).toBe(
    '-1.5,"x""y,z",,true\r\n',
  );
});
