import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { describe, expect, test } from "vitest";
import { boundsOf, classOf, type PollenScale, pollenScales, scaleNamed } from "./scales.ts";
import { taxonKeys } from "./taxa.ts";

const all: readonly (readonly [string, PollenScale])[] = Object.entries(pollenScales);

test.each(all)("%s names its source, and its bounds rise", (_, scale) => {
  expect(scale.source.length).toBeGreaterThan(20);
  expect(scale.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  for (const taxon of taxonKeys) {
    const bounds = boundsOf(scale, taxon);
    if (!bounds.known) continue;
    const froms = bounds.classes.map(({ from }) => from);
    expect(froms).toEqual(froms.toSorted((a, b) => a - b));
    expect(new Set(froms).size).toBe(froms.length);
    for (const { class: name } of bounds.classes)
      expect(Object.keys(scale.classes)).toContain(name);
  }
});

/** As the table is printed: the highest grain count of each class but the last, which is "≥ n". */
const printed: readonly (readonly [Taxon, string])[] = [
  ["corylus", "1-10 11-69 70-249 250"],
  ["alnus", "1-10 11-69 70-249 250"],
  ["fraxinus", "1-10 11-99 100-349 350"],
  ["betula", "1-10 11-69 70-299 300"],
  ["carpinus", "1-10 11-69 70-249 250"],
  ["platanus", "1-49 50-99 100-399 400"],
  ["quercus", "1-49 50-129 130-399 400"],
  ["fagus", "1-49 50-129 130-399 400"],
  ["castanea", "1-99 100-199 200-699 700"],
  ["poaceae", "1-19 20-49 50-149 150"],
  ["rumex", "1-14 15-24 25-59 60"],
  ["plantago", "1-14 15-24 25-59 60"],
  ["artemisia", "1-5 6-14 15-49 50"],
  ["ambrosia", "1-5 6-10 11-39 40"],
];

const names = ["low", "moderate", "high", "very_high"];

const expectPrinted = (scale: PollenScale, taxon: Taxon, ranges: string) => {
  const bounds = boundsOf(scale, taxon);
  if (!bounds.known) throw new Error(`${taxon} has no bounds`);
  expect(classOf(bounds.classes, 0)).toBeUndefined();
  for (const [index, range] of ranges.split(" ").entries())
    for (const grains of range.split("-"))
      expect(classOf(bounds.classes, Number(grains))?.class, `${taxon} ${grains}`).toBe(
        names[index],
      );
};

describe("MeteoSwiss: both ends of each printed class", () => {
  test.each(printed)("%s %s", (taxon, ranges) => {
    expectPrinted(pollenScales.meteoswiss, taxon, ranges);
  });
});

// "0 Absent, 1-4 Low, 5-19 Moderate, 20-199 High, 200 or more Very High", and so on.
describe("NAAB: both ends of each printed class", () => {
  test.each([
    ["poaceae", "1-4 5-19 20-199 200"],
    ["betula", "1-14 15-89 90-1499 1500"],
    ["olea", "1-14 15-89 90-1499 1500"],
    ["ambrosia", "1-9 10-49 50-499 500"],
  ] as const)("%s %s", (taxon, ranges) => {
    expectPrinted(pollenScales.naab, taxon, ranges);
  });
});

test("a scale whose bounds are not published says so", () => {
  for (const key of ["raep", "atmo-france"] as const)
    expect(boundsOf(pollenScales[key], "poaceae")).toEqual({ known: false, why: "unpublished" });
  expect(boundsOf(pollenScales.meteoswiss, "olea")).toEqual({ known: false, why: "no_taxon" });
});

test.each([
  ["MeteoSwiss", "meteoswiss"],
  ["NAB", "naab"],
  ["MétéoSuisse", "meteoswiss"],
  ["atmo-france", "atmo-france"],
  ["pollen.com", undefined],
  ["constructor", undefined],
])("%s is the scale %s", (name, key) => {
  expect(scaleNamed(name)).toBe(key);
});
