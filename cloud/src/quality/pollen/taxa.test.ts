import { quantities } from "@datacityzen/hardware/quantities";
import { expect, test } from "vitest";
import { meteoSwissDailyCounts, taxonOfMeteoSwiss } from "./meteoswiss.ts";
import { pollenTaxa, quantityOfTaxon, taxonKeys, taxonNamed } from "./taxa.ts";

test("every taxon is a quantity, and every pollen quantity but the total a taxon", () => {
  const names = Object.keys(quantities).filter((name) => /^pollen_(?!total|range)/.test(name));
  expect(taxonKeys.map(quantityOfTaxon).toSorted()).toEqual(names.toSorted());
});

test("every name finds its own taxon, in any case and without accents", () => {
  for (const key of taxonKeys) {
    const { latin, fr, en } = pollenTaxa[key];
    for (const name of [key, `pollen_${key}`, ...latin, ...fr, ...en]) {
      expect(taxonNamed(name), name).toBe(key);
      expect(taxonNamed(` ${name.toUpperCase()} `), name).toBe(key);
      expect(taxonNamed(name.normalize("NFD").replace(/\p{M}/gu, "")), name).toBe(key);
    }
  }
});

test.each([
  ["Graminées", "poaceae"],
  ["graminees", "poaceae"],
  ["Grass", "poaceae"],
  ["BOULEAU", "betula"],
  ["chêne", "quercus"],
  ["Sweet chestnut", "castanea"],
  ["Pollen of hazel", "corylus"],
  ["birch_pollen", "betula"],
  ["Grass pollen", "poaceae"],
  ["pollens de graminées", "poaceae"],
  ["pollen d'ambroisie", "ambrosia"],
  ["pollen", undefined],
  ["pollen dock", "rumex"],
  ["pollen_total", undefined],
  ["oak tree of life", undefined],
  ["", undefined],
  ["pollen_range", undefined],
])("%j is %s", (name, taxon) => {
  expect(taxonNamed(name)).toBe(taxon);
});

test("MeteoSwiss's parameters begin with the letters of their taxon", () => {
  for (const [parameter, taxon] of meteoSwissDailyCounts)
    expect(parameter).toBe(`k${taxon === "poaceae" ? "h" : "a"}${taxon.slice(0, 4)}d0`);
  expect(taxonOfMeteoSwiss(" KHPOACD0")).toBe("poaceae");
  expect(taxonNamed("khpoacd0")).toBe("poaceae");
  expect(taxonOfMeteoSwiss("khpoacd1")).toBeUndefined();
  for (const other of ["khpoach0", "constructor", ""])
    expect(taxonOfMeteoSwiss(other)).toBeUndefined();
});
