import { desc } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { matching } from "./search.ts";
import { thing } from "./tables.ts";

let subject: RecordsUnderTest;
beforeAll(async () => {
  subject = await openRecordsUnderTest();
  await subject.records.db.insert(thing).values(
    [
      ["Atelier numérique pour les aînés", "Découvrir la tablette à la médiathèque"],
      ["Les cœurs de Gironde", "Marche du jeudi"],
      ["Pollen counts in Bordeaux", "Measuring grasses and birches"],
      ["Réparer son vélo", "Outils prêtés"],
      ["Jardin partagé", "Compost, semences, échanges avec les écoles"],
    ].map(([title = "", summary = ""]) => ({
      kind: "offer",
      title,
      summary,
      status: "published" as const,
      visibility: "public" as const,
    })),
  );
});
afterAll(() => subject.remove());

const find = async (words: string) => {
  const { matches, rank } = matching(words);
  const found = await subject.records.db
    .select({ title: thing.title })
    .from(thing)
    .where(matches)
    .orderBy(desc(rank));
  return found.map(({ title }) => title);
};

test.each([
  // Without accents, in capitals, another form of the word.
  ["ainés", "Atelier numérique pour les aînés"],
  ["NUMERIQUES", "Atelier numérique pour les aînés"],
  ["coeur", "Les cœurs de Gironde"],
  ["réparation vélo", "Réparer son vélo"],
  ["tablettes", "Atelier numérique pour les aînés"],
  // English.
  ["measured birch", "Pollen counts in Bordeaux"],
  ["count", "Pollen counts in Bordeaux"],
  // Mistakes of typing, in a title.
  ["polen", "Pollen counts in Bordeaux"],
  ["jardn", "Jardin partagé"],
  ["atelier numerqiue", "Atelier numérique pour les aînés"],
  // In a summary.
  ["écoles", "Jardin partagé"],
])("%s finds %s first", async (words, title) => {
  expect((await find(words))[0]).toBe(title);
});

test.each(["hélicoptère", "", "'", "zz & | !", "(((", "%%", "\\", "or and not"])(
  "%j finds nothing, and is no syntax",
  async (words) => {
    expect(await find(words)).toEqual([]);
  },
);
