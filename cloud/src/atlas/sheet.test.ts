import { expect, test } from "vitest";
import { correctWords } from "./correct-words.ts";
import { flatPoint } from "./entry-rows.ts";
import { AtlasSheet, digestOf, isLink, slugOf } from "./sheet.ts";

const own = { family: "mediation", nature: "structure", structure: undefined } as const;

test("two sheets that say the same have one digest, whatever their order and what is empty", () => {
  const one = AtlasSheet.parse({
    name: "Le Patio",
    services: ["A", "A", ""],
    summary: "",
    fees: [],
  });
  const other = AtlasSheet.parse({ services: ["A"], name: " Le\u00a0Patio\u202e " });
  expect(one).toEqual({ name: "Le Patio", services: ["A"] });
  expect(digestOf(one, own)).toBe(digestOf(other, own));
  expect(digestOf(one, own)).not.toBe(digestOf(one, { ...own, family: "autonomy" }));
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "//example.org",
  "https://somebody:secret@example.org",
  "file:///etc/passwd",
  "exemple.fr",
])("%s is no link", (text) => {
  expect(isLink(text)).toBe(false);
  expect(AtlasSheet.parse({ name: "A", websites: [text], bookingLink: text })).toEqual({
    name: "A",
  });
});

test.each([
  [{}, "name"],
  [{ name: "\u200b\u2800" }, "name"],
  [{ name: "A", latitude: 95, longitude: 0 }, "latitude"],
  [{ name: "A", latitude: 45 }, ""],
  [{ name: "A", unknown: 1 }, ""],
  [{ name: "A", services: "Aide" }, "services"],
  [{ name: "A", phones: Array.from({ length: 31 }, String) }, "phones"],
])("%o is refused", (sheet, field) => {
  const { success, error } = AtlasSheet.safeParse(sheet);
  expect(success).toBe(false);
  expect(error?.issues[0]?.path.join(".")).toBe(field);
});

test("an address names the place, and stays the same", () => {
  const key = { source: "hinaura", key: "42" };
  const slug = slugOf({ name: "Médiathèque « L'Œuvre »", commune: "Saint-Étienne" }, key);
  expect(slug).toMatch(/^mediatheque-l-oeuvre-saint-etienne-[0-9a-f]{8}$/);
  expect(slugOf({ name: "图书馆" }, key)).toMatch(/^[0-9a-f]{8}$/);
  expect(slugOf({ name: "x".repeat(200) }, key).length).toBeLessThanOrEqual(69);
});

test("a misspelt word becomes the nearest known one, and others stay", () => {
  const known = [
    { given: "numeriqeu", word: "numerique" },
    { given: "numeriqeu", word: "numeriques" },
    { given: "xyzt", word: "xylophone" },
  ];
  expect(correctWords("atelier numeriqeu", known)).toBe("atelier numerique");
  expect(correctWords("xyzt", known)).toBeUndefined();
});

test("on the flat map a degree to the north is longer than one to the east, as far as the poles", () => {
  const [x, y] = flatPoint(45, 3);
  expect(x).toBe(3);
  expect(flatPoint(46, 3)[1] - y).toBeCloseTo(1 / Math.cos((45.5 * Math.PI) / 180), 3);
  expect(flatPoint(-90, 0)[1]).toBeGreaterThan(-200);
});
