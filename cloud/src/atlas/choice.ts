import * as z from "zod";
import { commaSeparated } from "../api/comma-separated.ts";
import type { Queries } from "../records/database.ts";
import type { Country } from "../territories/countries.ts";
import { plainText } from "../territories/search-words.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { correctWords } from "./correct-words.ts";
import { type Choice, openChoices, wordsResembling } from "./list-queries.ts";
import { families, natures } from "./sheet.ts";

const MOST_WORDS = 8;

/** Which entries are asked for, as an address or a body says it. */
export const ChoiceAsked = z.object({
  search: z
    .string()
    .max(100)
    .optional()
    .describe("Words of the name, the commune, the services: all of them; accents do not matter"),
  family: z.enum(families).optional(),
  nature: z.enum(natures).optional(),
  facets: commaSeparated(z.string().min(1).max(60), 8)
    .optional()
    .describe("Words among its services, publics, care and fees, with commas between: all of them"),
  open: z
    .enum(openChoices)
    .optional()
    .describe("`now-or-unknown`: also those whose hours nobody knows"),
  territory: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional()
    .describe("Key or code of the territory in which it lies"),
});
export type ChoiceAsked = z.output<typeof ChoiceAsked>;

/** What was asked, as it is looked up; undefined where no entry can fit. */
export const understandChoice = async (
  db: Queries,
  country: Country,
  { search = "", family, nature, facets = [], open, territory }: ChoiceAsked,
): Promise<Choice | undefined> => {
  const words = plainText(search).split(" ").slice(0, MOST_WORDS).join(" ");
  if (search.trim() !== "" && words === "") return undefined;
  return {
    ...{ family, nature, facets, open },
    words: words === "" ? undefined : words,
    territory:
      territory === undefined ? undefined : (await findTerritory(db, country, territory)).id,
  };
};

/** The choice with its misspelt words put right; undefined where none is. */
export const corrected = async (db: Queries, choice: Choice): Promise<Choice | undefined> => {
  const { words } = choice;
  if (words === undefined) return undefined;
  const better = correctWords(words, await wordsResembling(db, words.split(" ")));
  return better === undefined ? undefined : { ...choice, words: better };
};
