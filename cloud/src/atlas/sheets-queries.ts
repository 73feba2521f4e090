import { and, eq, inArray, like, or } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { atlasEntry } from "./tables.ts";

/** What is told of entries beside their sheets: how they were checked, and under which licence they are. */
export const originsOf = async (db: Queries, ids: readonly string[]) => {
  if (ids.length === 0) return new Map<string, never>();
  const found = await db
    .select({ id: atlasEntry.id, how: atlasEntry.checkedHow, licence: thing.licence })
    .from(atlasEntry)
    .innerJoin(thing, eq(thing.id, atlasEntry.id))
    .where(inArray(atlasEntry.id, [...ids]));
  return new Map(found.map((each) => [each.id, each]));
};

/** The entry whose name in addresses ends in a mark; of several the oldest, whose address was printed first. */
export const entryOfMark = async (db: Queries, mark: string): Promise<string | undefined> =>
  (
    await db
      .select({ id: thing.id })
      .from(thing)
      .where(
        and(eq(thing.kind, "atlas_entry"), or(eq(thing.slug, mark), like(thing.slug, `%-${mark}`))),
      )
      .orderBy(thing.id)
      .limit(1)
  )[0]?.id;
