import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { askAddress } from "./address-question.ts";
import { addressLabel } from "./address-score.ts";
import { countryNames, countryOf } from "./countries.ts";
import { type Batch, openFile } from "./file-entries.ts";
import { formatOfColumns, numberOf } from "./formats.ts";
import { inFull, wordsOf } from "./search-words.ts";
import { FileRefused } from "./sentences.ts";
import { banFile, france } from "./territories.fixture.ts";

const textFrom = async function* (text: string) {
  yield* Readable.from([text]) as AsyncIterable<string>;
};

const read = async (text: string): Promise<Batch[]> => {
  const batches: Batch[] = [];
  for await (const batch of (await openFile(textFrom(text), france)).batches) batches.push(batch);
  return batches;
};

test.each(countryNames)(
  "the file of %s is whole: kinds that it names exist, abbreviations are plain words",
  (name) => {
    const country = countryOf(name);
    const kinds = country.kinds.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    const named = [
      ...country.kinds.flatMap(({ partOf, membersOf }) => [partOf, membersOf]),
      ...country.lists.flatMap(({ complete, entries }) => [
        ...complete,
        ...entries.flatMap(({ kind, parents }) => [
          ...(typeof kind === "string" ? [kind] : Object.values(kind.values)),
          ...Object.keys(parents),
        ]),
      ]),
      ...country.shapes.flatMap(({ kind, codeOf, parents }) => [
        kind,
        codeOf,
        ...Object.keys(parents),
      ]),
      ...country.densities.map(({ kind }) => kind),
    ];
    for (const kind of named) if (kind !== undefined) expect(kinds).toContain(kind);
    const { abbreviations, common, ignored } = country.addresses;
    for (const word of [
      ...Object.keys(abbreviations),
      ...Object.values(abbreviations),
      ...common,
      ...ignored,
    ])
      expect(wordsOf(word).join(" ")).toBe(word);
    // Written in full at once: an abbreviation stands for no other one.
    for (const full of Object.values(abbreviations)) expect(inFull(full, abbreviations)).toBe(full);
  },
);

test.each([
  ["commune", "33063 2A004 2B033 97105 98735 75056 00001", "33 3306 330633 2C004 ABCDE"],
  ["departement", "33 01 2A 2B 971 976 00", "20 3 2C 97 99"],
  ["arrondissement", "75101 75120 69381 69389 13201 13216", "75056 33063"],
  ["epci", "243300316", "ZZZZZZZZZ 24330031"],
  ["region", "75 01 94 11", "99 33 7"],
])("codes of the kind %s", (kind, good, wrong) => {
  const { code } = france.kinds.find((each) => each.kind === kind) ?? {};
  for (const each of good.split(" ")) expect(code?.test(each), each).toBe(true);
  for (const each of wrong.split(" ")) expect(code?.test(each), each).toBe(false);
});

test.each([
  ["12", "", "12"],
  ["12", "bis", "12 bis"],
  ["012", "BIS", "12 bis"],
  ["12bis", "", "12 bis"],
  ["3", "a", "3 A"],
  ["3A", "", "3 A"],
  ["12", "12", "12 12"],
  ["abc", "", undefined],
  ["-1", "", undefined],
  ["123456", "", undefined],
  ["1", "much too long a suffix", undefined],
])("the number %j with %j is %j", (number, suffix, expected) => {
  expect(numberOf(number, suffix)).toBe(expected);
});

test("columns tell lists apart, whatever their order and whatever else there is", () => {
  const columns = ["x", "LIBELLE", "COMPARENT", "DEP", "REG", "COM", "TYPECOM"];
  expect(formatOfColumns(columns, france)?.name).toContain("communes");
  expect(formatOfColumns(["DEP", "REG", "CHEFLIEU", "LIBELLE"], france)?.name).toContain(
    "départements",
  );
  expect(formatOfColumns(["REG", "CHEFLIEU", "LIBELLE"], france)?.name).toContain("régions");
  expect(formatOfColumns(["CODGEO", "DENS", "P7", "P4"], france)?.name).toContain("7 niveaux");
  expect(formatOfColumns(["constructor", "__proto__"], france)).toBeUndefined();
});

const good = banFile([
  {
    street: "33063_0001",
    name: "Rue de l'Église",
    numbers: ["1", "2 bis", "30"],
    postcode: "33000",
    commune: "Bordeaux",
  },
]);

test("whatever is damaged in a file, its import ends with entries, damaged lines or a refusal", async () => {
  const damage = fc.record({
    at: fc.nat(good.length - 1),
    length: fc.nat(40),
    by: fc.string({
      unit: fc.constantFrom(";", '"', "\n", "\r", "é", "\u0000", "9", "-", "_", "'"),
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { maxLength: 4 }), async (damages) => {
      const text = damages.reduce(
        (before, { at, length, by }) => before.slice(0, at) + by + before.slice(at + length),
        good,
      );
      const result = await read(text).catch((error: unknown) => error);
      if (!Array.isArray(result)) expect(result).toBeInstanceOf(FileRefused);
      else
        for (const batch of result as Batch[]) {
          expect(batch.damages.length).toBeLessThanOrEqual(batch.lines);
          for (const { line, fr, en } of batch.damages)
            expect(line > 0 && fr !== "" && en !== "").toBe(true);
          if (batch.type === "addresses")
            for (const { lon, lat, postcode, municipality } of batch.entries) {
              expect(Number.isFinite(lon) && Number.isFinite(lat)).toBe(true);
              expect(postcode).toMatch(/^\d{5}$/);
              expect(municipality).toMatch(/^[0-9AB]{5}$/);
            }
        }
    }),
    { numRuns: 500 },
  );
});

test("one damaged line harms no other", async () => {
  const lines = good.trimEnd().split("\n");
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text) && text.trim() !== ""),
      async (place, by) => {
        const text = lines.map((line, index) => (index === place ? by : line)).join("\n");
        const [batch] = await read(text);
        expect(batch?.entries.length).toBe(2);
        if (/[^\s;,|"]/.test(by))
          expect(batch?.damages.map(({ line }) => line)).toEqual([place + 1]);
      },
    ),
  );
});

test("what was typed is taken apart without a fault, and bounded", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc
          .array(
            fc.constantFrom("12", "bis", "b", "33000", "rue", "de", "é", "x", ",", "12bis", "0"),
          )
          .map((words) => words.join(" ")),
      ),
      (text) => {
        const { words, numbers, postcode } = askAddress(text, france.addresses);
        expect(words.length).toBeLessThanOrEqual(16);
        for (const { forms } of words)
          for (const { word } of forms) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        for (const number of numbers) expect(number).toMatch(/^\d{1,4}( [\p{L}\d]+)?$/u);
        if (postcode !== undefined) expect(postcode).toMatch(/^\d{5}$/);
      },
    ),
  );
});

test.each([
  ["12 bis rue x", ["12 bis", "12"]],
  ["12bis rue x", ["12 bis", "12"]],
  ["12 b rue x", ["12 B", "12"]],
  ["12b rue x", ["12 B", "12"]],
  ["rue du 8 mai 1945", ["8", "1945"]],
  ["rue x 33000", []],
])("the numbers in %j are %j", (text, numbers) => {
  expect(askAddress(text, france.addresses).numbers).toEqual(numbers);
});

test("a label leaves no gap for what is absent", () => {
  const parts = { postcode: "33000", municipality: "Bordeaux" };
  expect(addressLabel("{number} {street}, {postcode} {municipality}", parts)).toBe(
    "33000 Bordeaux",
  );
  expect(
    addressLabel("{street} {number}, {postcode} {municipality}", { ...parts, street: "Rue $& X" }),
  ).toBe("Rue $& X, 33000 Bordeaux");
});
