import { expect, test } from "vitest";
import { allTexts } from "./all-texts.ts";
import { translatorFor } from "./translator.ts";
import { typeset } from "./typography.ts";

test.each([
  ["tall signs", "Que voulez-vous voir ?", "Que voulez-vous voir\u202f?"],
  ["a colon", "Capteur : abîmé ; vérifiez !", "Capteur\u202f: abîmé\u202f; vérifiez\u202f!"],
  ["quotation marks", "le nom « rue »", "le nom «\u202frue\u202f»"],
  [
    "a figure and its unit",
    "5,2 µg/m³, 20 min, 94\u00a0%",
    "5,2\u202fµg/m³, 20\u202fmin, 94\u202f%",
  ],
  ["no unit", "2 stations, PM2,5 en hausse", "2 stations, PM2,5 en hausse"],
  ["a time", "à 14:35", "à 14:35"],
])("French: %s", (_, plain, set) => {
  expect(typeset("fr", plain)).toBe(set);
  expect(typeset("fr", set)).toBe(set);
});

test("English binds figures and units alone", () => {
  expect(typeset("en", "What? 5.2 µg/m³: 3 days")).toBe("What? 5.2\u00a0µg/m³: 3\u00a0days");
});

test("every text of the pages is set, with what is filled in", () => {
  const t = translatorFor("fr", allTexts.fr).getFixedT("fr");
  expect(t("day.choose")).toBe("Que voulez-vous voir\u202f?");
  expect(t("notice.mistake", { sensor: "BME280", text: "101325 hPa ; sans doute" })).toContain(
    "BME280\u202f: 101325\u202fhPa\u202f; sans",
  );
});
