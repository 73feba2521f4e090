import fc from "fast-check";
import { expect, test } from "vitest";
import { createLikes, outcomeOf } from "./judge-import.ts";
import { askedKeysOf, type Compared, keysOf, LIKELY, likenessOf } from "./likeness.ts";
import { soundOf, soundsOf } from "./phonetic.ts";

const place = (name: string, more: Partial<Compared> = {}): Compared => ({
  ...{ name, insee: "33119", latitude: 44.857, longitude: -0.532 },
  ...more,
});

test.each([
  ["médiathèque", "mediatek"],
  ["château", "chato"],
  ["phare", "far"],
  ["Lycée", "licee"],
])("%s sounds like %s", (one, other) => {
  expect(soundsOf(one)).toEqual(soundsOf(other));
  expect(soundOf(soundsOf(one)[0] ?? "")).not.toBe("");
});

test("what tells nothing of a name is left out, unless there is nothing else", () => {
  expect(soundsOf("Maison de l'Espace Jules-Verne")).toEqual(soundsOf("Jules Verne"));
  expect(soundsOf("La Maison").length).toBe(2);
});

test.each([
  // The same place, written by two people.
  ["Médiathèque Jacques Rivière", "MEDIATHEQUE JACQUES-RIVIERE", {}, true],
  ["Médiathèque de Cenon", "Mediatek de Cenon", { latitude: 44.8575 }, true],
  [
    "Club Informatique Cenon",
    "Club informatique de Cenon",
    { latitude: undefined, longitude: undefined },
    true,
  ],
  // Two places.
  [
    "Médiathèque Jacques Rivière",
    "Médiathèque Jacques Rivière",
    { insee: "33063", latitude: 44.9 },
    false,
  ],
  ["Médiathèque de Cenon", "Centre social de Cenon", {}, false],
  ["CCAS", "Résidence autonomie des Tilleuls", { pivot: "26330119000018" }, false],
] as const)("%s and %s: %o", (one, other, more, isSame) => {
  const pivot = "pivot" in more ? { pivot: more.pivot } : {};
  const likeness = likenessOf(place(one, pivot), place(other, more));
  expect(likeness.score >= LIKELY).toBe(isSame);
});

test("the number that stands for none ties no places together", () => {
  const none = { pivot: "00000000000000" };
  expect(likenessOf(place("Un", none), place("Deux", none)).reasons).not.toContain("siret");
  expect(keysOf(place("Un", none)).filter((key) => key.startsWith("pivot"))).toEqual([]);
  const siret = { pivot: "43493312300029" };
  expect(likenessOf(place("Un", siret), place("Un", siret))).toEqual({
    score: 1,
    reasons: ["name", "siret", "near"],
  });
});

const arbitrary = fc.record({
  name: fc.constantFrom("Médiathèque Verne", "Mediatek Verne", "Centre social", "CCAS", "Le Patio"),
  insee: fc.constantFrom("33119", "33063"),
  latitude: fc.double({ min: 44.85, max: 44.86, noNaN: true }),
  longitude: fc.double({ min: -0.54, max: -0.53, noNaN: true }),
});

test("of two places it does not matter which comes first; what is within 150 m with a word in common is compared", () => {
  fc.assert(
    fc.property(arbitrary, arbitrary, (one, other) => {
      const likeness = likenessOf(one, other);
      expect(likeness).toEqual(likenessOf(other, one));
      expect(likeness.score).toBeGreaterThanOrEqual(0);
      expect(likeness.score).toBeLessThanOrEqual(1);
      if (likeness.score < LIKELY || !likeness.reasons.includes("near")) return;
      if (Math.abs(one.latitude - other.latitude) > 0.0013) return;
      if (Math.abs(one.longitude - other.longitude) > 0.0018) return;
      const kept = keysOf(other);
      expect(askedKeysOf(one).some((key) => kept.includes(key))).toBe(true);
    }),
  );
});

test("the likest comes first, and another kind of entry is no duplicate", () => {
  const sheets = ["Médiathèque de Cenon", "Mediatek de Cenon Rivière", "Centre social"].map(
    (name) => ({ nature: "structure" as const, sheet: place(name) }),
  );
  const likes = createLikes(sheets);
  const found = likes.of({ nature: "structure", sheet: place("Mediathèque de Cenon") }, 5);
  expect(found.map(({ entry }) => entry.sheet.name)[0]).toBe("Médiathèque de Cenon");
  expect(likes.of({ nature: "offer", sheet: place("Médiathèque de Cenon") }, 5)).toEqual([]);
});

test.each([
  [undefined, "a", "ours", "new"],
  [{ digest: "a", importedDigest: "a" }, "a", "ours", "same"],
  [{ digest: "a", importedDigest: "a" }, "b", "ours", "changed"],
  // Changed here; the source says what it said.
  [{ digest: "x", importedDigest: "a" }, "a", "ours", "same"],
  [{ digest: "x", importedDigest: "a" }, "b", "ours", "conflict"],
  [{ digest: "x", importedDigest: "a" }, "b", "theirs", "changed"],
  [{ digest: "x", importedDigest: "a" }, "x", "ours", "same"],
  [{ digest: "x", importedDigest: null }, "b", "ours", "conflict"],
] as const)("%o, imported %s, keeping %s: %s", (known, digest, taking, outcome) => {
  expect(outcomeOf(known, digest, taking)).toBe(outcome);
});
