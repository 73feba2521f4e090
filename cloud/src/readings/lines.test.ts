import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineReader } from "./lines.ts";

const MOST = 12;

/** The lines of a text that comes in these pieces; undefined for one that is too long. */
const linesOf = (pieces: readonly Uint8Array[]): readonly (string | undefined)[] => {
  const reader = createLineReader(MOST);
  const lines: (string | undefined)[] = [];
  const found = (line: Buffer | undefined) => lines.push(line?.toString("latin1"));
  for (const piece of pieces) reader.push(Buffer.from(piece), found);
  reader.end(found);
  return lines;
};

test("lines are the same however the bytes were cut, and those that are too long cost themselves alone", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "{", "\r", " "), maxLength: 2 * MOST });
  fc.assert(
    fc.property(fc.array(line), fc.boolean(), fc.array(fc.nat(30)), (lines, isEnded, cuts) => {
      const bytes = Buffer.from(lines.join("\n") + (isEnded && lines.length > 0 ? "\n" : ""));
      const pieces: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        pieces.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      pieces.push(bytes.subarray(at));
      const expected = lines.map((one) => (one.length > MOST ? undefined : one));
      // What ends without a newline, and is empty, is no line.
      if (!isEnded && expected.at(-1) === "") expected.pop();
      expect(linesOf(pieces)).toEqual(expected);
    }),
  );
});

test("what was found does not change when more comes", () => {
  const reader = createLineReader(MOST);
  const found: Buffer[] = [];
  const keep = (line: Buffer | undefined) => line !== undefined && found.push(line);
  for (const piece of ["ab", "c\nde", "f\n"]) reader.push(Buffer.from(piece), keep);
  expect(found.map(String)).toEqual(["abc", "def"]);
});
