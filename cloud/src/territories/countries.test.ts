import { expect, test } from "vitest";
import { countryNames, countryOf, zoneOfCode } from "./countries.ts";

test("the legal zone is the country's, and overseas that of the code", () => {
  const france = countryOf("fr");
  expect(france.zone).toBe("Europe/Paris");
  expect(zoneOfCode(france, "33063")).toBeUndefined();
  // The region Réunion and the département Alpes-de-Haute-Provence: this code alone says nothing.
  expect(zoneOfCode(france, "04")).toBeUndefined();
  expect(zoneOfCode(france, "97411")).toBe("Indian/Reunion");
  expect(zoneOfCode(france, "974")).toBe("Indian/Reunion");
  expect(zoneOfCode(france, "98818")).toBe("Pacific/Noumea");
  expect(countryNames.map((name) => countryOf(name).zone)).toEqual([
    "Europe/Brussels",
    "Europe/Paris",
  ]);
});
