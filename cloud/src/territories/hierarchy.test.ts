import fc from "fast-check";
import { expect, test } from "vitest";
import { createTerritoryTree, type Placed, withinOf } from "./hierarchy.ts";

const kinds = [
  { kind: "commune" },
  { kind: "epci", membersOf: "commune" },
  { kind: "departement" },
];

const place = (kind: string, code: string, parents: Placed["parents"] = {}): Placed => ({
  id: `${kind}-${code}`,
  kind,
  code,
  parents,
});

const bordeaux = place("commune", "33063", { departement: "33", epci: "243300316", region: "75" });
const merignac = place("commune", "33281", { departement: "33", epci: "243300316", region: "75" });
const gironde = place("departement", "33", { region: "75" });
const aquitaine = place("region", "75");
const paris = place("departement", "75", { region: "11" });
const metropole = place("epci", "243300316");
const all = [bordeaux, merignac, gironde, aquitaine, paris, metropole];

test("a commune lies in its département, region and intercommunalité, and in no namesake", () => {
  const tree = createTerritoryTree(withinOf(all, kinds));
  for (const other of [bordeaux, gironde, metropole, aquitaine])
    expect(tree.liesIn(bordeaux.id, other.id)).toBe(true);
  expect(tree.liesIn(bordeaux.id, merignac.id)).toBe(false);
  expect(tree.liesIn(bordeaux.id, paris.id)).toBe(false);
  expect(tree.liesIn(gironde.id, bordeaux.id)).toBe(false);
  expect(tree.liesIn("unknown", gironde.id)).toBe(false);
});

test("an intercommunalité lies in what all its communes share", () => {
  expect(withinOf(all, kinds).get(metropole.id)).toEqual([
    "epci-243300316",
    "departement-33",
    "region-75",
  ]);
  const across = [
    ...all,
    place("commune", "17000", { departement: "17", epci: "243300316", region: "75" }),
  ];
  expect(withinOf(across, kinds).get(metropole.id)).toEqual(["epci-243300316", "region-75"]);
});

test("a part of a commune lies in what the commune lies in", () => {
  const arrondissement = place("arrondissement", "75101", { commune: "33063" });
  expect(withinOf([...all, arrondissement], kinds).get(arrondissement.id)).toEqual([
    "arrondissement-75101",
    "commune-33063",
    "departement-33",
    "epci-243300316",
    "region-75",
  ]);
});

test("lists that go in circles end, and lying in is transitive", () => {
  const parents = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"), {
    maxKeys: 2,
  });
  const territories = fc.tuple(
    ...["a", "b", "c"].flatMap((kind) =>
      ["1", "2"].map((code) => parents.map((of) => place(kind, code, of))),
    ),
  );
  fc.assert(
    fc.property(territories, (given) => {
      const tree = createTerritoryTree(withinOf(given, []));
      for (const { id: x } of given) {
        expect(tree.liesIn(x, x)).toBe(true);
        for (const { id: y } of given)
          for (const { id: z } of given)
            if (tree.liesIn(x, y) && tree.liesIn(y, z)) expect(tree.liesIn(x, z)).toBe(true);
      }
    }),
  );
});
