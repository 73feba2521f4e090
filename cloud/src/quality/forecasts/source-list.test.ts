import { expect, test } from "vitest";
import { readSourceList } from "./source-list.ts";

const good = {
  ...{ source: "town", name: "Ville d'Exemple", licence: "Licence Ouverte 2.0" },
  url: "https://data.example.org/pollen.csv?key=secret",
};

test("a source says who publishes, under which licence, and where; it is asked every six hours", () => {
  expect(readSourceList(`\uFEFF${JSON.stringify([good])}`)).toEqual({
    ...{ ok: true, sources: [{ ...good, hours: 6 }] },
  });
  expect(readSourceList("[]")).toEqual({ ok: true, sources: [] });
});

test.each([
  ["no JSON", "{"],
  ["the list", JSON.stringify(good)],
  ["names a source twice", JSON.stringify([good, good])],
  ["0.url", JSON.stringify([{ ...good, url: "http://data.example.org/?key=secret" }])],
  ["0.licence", JSON.stringify([{ ...good, licence: " " }])],
  ["0.hours", JSON.stringify([{ ...good, hours: 0 }])],
  ["0.source", JSON.stringify([{ ...good, source: "Ville" }])],
  ["0.scale", JSON.stringify([{ ...good, scale: "mine" }])],
  ["not both", JSON.stringify([{ ...good, territory: "commune-1", station: "school" }])],
  ["intervall", JSON.stringify([{ ...good, intervall: 3 }])],
])("a list with a fault (%s) says where it is, and shows no key", (says, text) => {
  const read = readSourceList(text);
  expect(read).toMatchObject({ ok: false, fault: expect.stringContaining(says) });
  expect(JSON.stringify(read)).not.toContain("secret");
});
