import fc from "fast-check";
import { expect, test } from "vitest";
import { apiChoice, atlasAddress, atlasQuery, isChosen } from "./atlas-query.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { atlasWords } from "./words.ts";

const read = (address: string) => atlasQuery(new URL(address, "http://a").searchParams);

test("an address and what it asks for are one", () => {
  const asked = read(
    "/atlas?search=mairie&services=procedures&care=motor&fees=free&open=now&family=autonomy&place=fr-commune-33119&after=abc",
  );
  expect(read(atlasAddress(asked))).toEqual(asked);
  expect(apiChoice(asked)).toEqual({
    ...{ search: "mairie", open: "now", family: "autonomy", territory: "fr-commune-33119" },
    facets: "Aide aux démarches administratives,Handicaps moteurs,Gratuit",
  });
  expect(isChosen(asked)).toBe(true);
});

test("what is not known is passed over, and a position is no part of an address", () => {
  const asked = read("/atlas?services=x&open=x&family=x&place=..%2F&after=%22&lat=45&lon=3&here=1");
  expect(atlasAddress(asked)).toBe("/atlas");
  expect(isChosen(read("/atlas?after=abc"))).toBe(false);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (parameters) => {
      const once = atlasQuery(new URLSearchParams(parameters));
      expect(read(atlasAddress(once))).toEqual(once);
    }),
  );
});

test("each word of the scheme is told in both languages; none holds the comma that divides them", () => {
  for (const [word, key] of Object.values(atlasWords).flat()) {
    expect(fr.atlas.words[key], word).toBe(word);
    expect(en.atlas.words[key], word).toBeTruthy();
    expect(word).not.toContain(",");
  }
});
