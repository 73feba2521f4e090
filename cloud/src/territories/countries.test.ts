import { expect, test } from "vitest";
import { countryNames, countryOf, zoneOfCode } from "./countries.ts";

test("the legal zone is the country's, and overseas that of the code", () => {
  const france = countryOf("fr");
  expect(france.zone).toBe("Europe/Paris");
  expect(zoneOfCode(france, "commune", "33063")).toBeUndefined();
  // The region Réunion and the département Alpes-de-Haute-Provence have the same code.
  expect(zoneOfCode(france, "region", "04")).toBe("Indian/Reunion");
  expect(zoneOfCode(france, "departement", "04")).toBeUndefined();
  expect(zoneOfCode(france, "commune", "97411")).toBe("Indian/Reunion");
  expect(zoneOfCode(france, "departement", "974")).toBe("Indian/Reunion");
  expect(zoneOfCode(france, "commune", "98818")).toBe("Pacific/Noumea");
  expect(countryNames.map((name) => countryOf(name).zone)).toEqual([
    "Europe/Brussels",
    "Europe/Paris",
  ]);
});
