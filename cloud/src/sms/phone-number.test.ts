import fc from "fast-check";
import { expect, test } from "vitest";
import { readPhoneNumber } from "./phone-number.ts";

test.each([
  ["06 12 34 56 78", "+33612345678"],
  ["07.12.34.56.78", "+33712345678"],
  ["+33 6 12 34 56 78", "+33612345678"],
  ["+33 (0)6 12 34 56 78", "+33612345678"],
  ["0033612345678", "+33612345678"],
  ["0692 12 34 56", "+262692123456"],
  ["+262 692 12 34 56", "+262692123456"],
  ["0696 12 34 56", "+596696123456"],
  ["05 56 00 00 00", undefined],
  ["0899 12 34 56", undefined],
  ["+44 7700 900123", undefined],
  ["+33 8 99 12 34 56", undefined],
  ["0612345678,0612345679", undefined],
  ["12", undefined],
  ["", undefined],
])("in France %s is %s", (text, number) => {
  expect(readPhoneNumber(text, "fr")).toBe(number);
});

test("of a country whose numbers are not known here, an international number is taken", () => {
  expect(readPhoneNumber("+44 7700 900123", "xx")).toBe("+447700900123");
  expect(readPhoneNumber("07700 900123", "xx")).toBeUndefined();
});

test("what is read is read again as the same, whatever was typed", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789+ .-(abc") }), (text) => {
      const number = readPhoneNumber(text, "fr");
      if (number === undefined) return;
      expect(number).toMatch(/^\+\d{11,12}$/);
      expect(readPhoneNumber(number, "fr")).toBe(number);
    }),
  );
});
