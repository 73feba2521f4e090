import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { thing } from "./tables.ts";

/** How alike a word of the title must be to a word that was typed: finds "polen" for "pollen". */
const ALIKE = 0.45;

const LEAST_LETTERS = 4;

export interface Match {
  /** For `where`. */
  readonly matches: SQL;
  /** For `orderBy`, descending. */
  readonly rank: SQL<number>;
}

/**
 * Finds things by words in French or English, with or without accents, also when a word of the title is
 * typed with a mistake. Add it to a question on `thing` that says what the person may see.
 */
export const matching = (words: string): Match => {
  const plain = sql`plain_text(${words})`;
  const asked = sql`(websearch_to_tsquery('french', ${plain}) || websearch_to_tsquery('english', ${plain}))`;
  // In two or three letters every title has something in common.
  const letters = words.replace(/[^\p{L}\p{N}]/gu, "").length;
  const likeness =
    // With its type: PostgreSQL would take a bare 0, and what it is compared with, for whole numbers.
    letters < LEAST_LETTERS
      ? sql`0::real`
      : sql`word_similarity(${plain}, plain_text(${thing.title}))`;
  return {
    matches: sql`(${thing.search} @@ ${asked} or ${likeness} >= ${ALIKE})`,
    rank: sql<number>`(ts_rank(${thing.search}, ${asked}) + ${likeness})`,
  };
};

/** Which page of a list of things, in order of their identifiers. */
export interface PageOfThings {
  readonly search?: string | undefined;
  /** The last identifier of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Public things that fit the search, after the page before: for `where` of a question on `thing` and the table
 * of a kind, whose key `id` is.
 */
export const publicThings = ({ search, after }: PageOfThings, id: AnyPgColumn): SQL | undefined =>
  and(
    eq(thing.visibility, "public"),
    after === undefined ? undefined : gt(id, after),
    search === undefined ? undefined : matching(search).matches,
  );
