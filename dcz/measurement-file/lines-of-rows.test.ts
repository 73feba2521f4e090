import fc from "fast-check";
import { expect, test } from "vitest";
import { createLinesOfRows } from "./lines-of-rows.ts";

test("each row knows its line, whatever lies between", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 })), (steps) => {
      const lines = createLinesOfRows();
      let line = 1;
      const expected = steps.map((step, row) => {
        line += step;
        lines.add(row, line);
        return line;
      });
      expect(steps.map((_, row) => lines.lineOf(row))).toEqual(expected);
    }),
  );
});
