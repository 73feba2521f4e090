import { expect, test } from "vitest";
import { meantTerritory } from "./scope.ts";

const found = [
  { code: "33063", key: "fr-commune-33063", name: "Bordeaux" },
  { code: "243300316", key: "fr-epci-243300316", name: "Bordeaux Métropole" },
  { code: "76117", key: "fr-commune-76117", name: "Bordeaux-Saint-Clair" },
];

test.each([
  ["33063", "33063"],
  ["fr-epci-243300316", "243300316"],
  ["bordeaux", "33063"],
  ["bordeaux metropole", "243300316"],
  ["borde", undefined],
])("of what a search finds, %j means %s", (typed, code) => {
  expect(meantTerritory(typed, found)?.code).toBe(code);
});

test("the only territory that is found is meant, one of two of the same name is not", () => {
  expect(meantTerritory("clair", found.slice(2))?.code).toBe("76117");
  const twins = [
    { code: "1", key: "fr-commune-1", name: "Saint-Denis" },
    { code: "2", key: "fr-commune-2", name: "Saint-Denis" },
  ];
  expect(meantTerritory("saint-denis", twins)).toBeUndefined();
  expect(meantTerritory("x", [])).toBeUndefined();
});
