import { contrast } from "@datacityzen/hardware/look/contrast";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contrastRefusal, mondayOf, PracticeGiven, roundedDown } from "./practice.ts";

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);

test("colours that cannot be read are refused with their contrast and what would do", () => {
  expect(contrastRefusal("#0b4f54", "#ffffff")).toBeUndefined();
  expect(contrastRefusal("#ffffff", "#777777")).toBe(
    "The text #777777 on #ffffff has a contrast of 4.5 to 1, and 7 to 1 is needed: on this ground #000000 has 21.0.",
  );
  expect(contrastRefusal("#777777", "#ffffff")).toBe(
    "The text #ffffff on #777777 has a contrast of 4.5 to 1, and 7 to 1 is needed: no text has that on this ground, take a lighter or a darker one.",
  );
});

test("what is not refused has 7 to 1, and a text that is proposed is not refused", () => {
  fc.assert(
    fc.property(colour, colour, (ground, ink) => {
      const refused = contrastRefusal(ground, ink);
      expect(refused === undefined).toBe(contrast(ground, ink) >= 7);
      const proposed = /on this ground (#\w+) has/.exec(refused ?? "")?.[1];
      if (proposed !== undefined) expect(contrastRefusal(ground, proposed)).toBeUndefined();
    }),
  );
});

test("sums are rounded down to tens: nine people are none", () => {
  expect([0, 9, 10, 19, 20, 1234].map(roundedDown)).toEqual([0, 0, 10, 10, 20, 1230]);
});

test("a week begins on Monday, in UTC", () => {
  expect(mondayOf(Date.parse("2026-11-29T23:59:59Z"))).toBe("2026-11-23");
  expect(mondayOf(Date.parse("2026-11-30T00:00:00Z"))).toBe("2026-11-30");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (at) => {
      const monday = new Date(mondayOf(at));
      expect(monday.getUTCDay()).toBe(1);
      expect(at - monday.getTime()).toBeGreaterThanOrEqual(0);
      expect(at - monday.getTime()).toBeLessThan(7 * 86_400_000);
    }),
  );
});

test("a name is one line, and an address of a page is small letters", () => {
  const given = { slug: "cabinet-dupont", name: "Cabinet\r\nBcc: x" };
  expect(PracticeGiven.parse(given).name).not.toMatch(/[\r\n]/);
  for (const slug of ["", "-a", "a-", "A", "a/b", "é", "a".repeat(41)])
    expect(PracticeGiven.safeParse({ ...given, slug }).success).toBe(false);
});
