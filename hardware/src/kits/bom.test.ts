import { expect, test } from "vitest";
import { priceOfKit, readBom } from "./bom.ts";

const head =
  "id,part_fr,part_en,quantity,pack,price_eur,price_date,source_1,source_2,alternatives_fr,alternatives_en\n";
const line = 'screw,"Vis 3 × 12, inox",Screw,4,50,0.07,2025-06-30,hardware-store,distributor,,\n';

test("a line is read with its numbers, its quoted commas and its empty alternatives", () => {
  expect(readBom(head + line)).toEqual({
    ok: true,
    lines: [
      expect.objectContaining({
        id: "screw",
        part_fr: "Vis 3 × 12, inox",
        quantity: 4,
        pack: 50,
        price_eur: 0.07,
        alternatives_en: "",
      }),
    ],
  });
});

test.each([
  ["a quantity in words", line.replace(",4,", ",four,"), "Line 2, quantity"],
  ["a quantity of nothing", line.replace(",4,", ",0,"), "Line 2, quantity"],
  ["a negative price", line.replace("0.07", "-1"), "Line 2, price_eur"],
  ["a decimal comma", line.replace("0.07", '"0,07"'), "Line 2, price_eur"],
  ["a day that is none", line.replace("06-30", "06-31"), "Line 2, price_date"],
  ["an unknown kind of source", line.replace("hardware-store", "corner-shop"), "Line 2, source_1"],
  ["one kind of source twice", line.replace("hardware-store", "distributor"), "Line 2, source_2"],
  ["a pack of half a piece", line.replace(",50,", ",0.5,"), "Line 2, pack"],
  ["a missing cell", line.replace(",distributor,,", ",distributor,"), "The table cannot be read"],
  ["a part with two lines", line + line, "screw has two lines."],
  ["no line at all", "", "The table is empty."],
])("%s is reported", (_, text, sentence) => {
  const bom = readBom(head + text);
  expect(bom.ok ? [] : bom.sentences).toEqual([expect.stringContaining(sentence)]);
});

test("a kit costs its pieces, packs not rounded up", () => {
  const bom = readBom(head + line);
  expect(bom.ok && priceOfKit(bom.lines)).toBe(0.28);
});
