import { and, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import type { Nature } from "./sheet.ts";
import {
  type AtlasChange,
  type AtlasEntryRow,
  atlasChange,
  atlasEntry,
  atlasSheet,
} from "./tables.ts";

/** What an import compares. */
export const entriesOfKeys = async (db: Queries, source: string, keys: readonly string[]) =>
  keys.length === 0
    ? []
    : db
        .select({
          id: atlasEntry.id,
          key: atlasEntry.key,
          state: atlasEntry.state,
          digest: atlasSheet.digest,
          importedDigest: atlasSheet.importedDigest,
          sheet: atlasSheet.sheet,
          licence: thing.licence,
        })
        .from(atlasEntry)
        .innerJoin(atlasSheet, eq(atlasSheet.id, atlasEntry.id))
        .innerJoin(thing, eq(thing.id, atlasEntry.id))
        .where(and(eq(atlasEntry.source, source), inArray(atlasEntry.key, [...keys])));

/** Which of these keys are a place's of the source. */
export const structuresAmong = async (
  db: Queries,
  source: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (keys.length === 0) return new Set();
  const found = await db
    .select({ key: atlasEntry.key })
    .from(atlasEntry)
    .where(
      and(
        eq(atlasEntry.source, source),
        eq(atlasEntry.nature, "structure"),
        inArray(atlasEntry.key, [...keys]),
      ),
    );
  return new Set(found.map(({ key }) => key));
};

/** For more keys than this, all entries are looked through once rather than the index once for each key. */
const MOST_LOOKED_UP = 200;

const sharing = (keys: readonly string[]) =>
  keys.length <= MOST_LOOKED_UP
    ? sql`${atlasSheet.alike} && ${sql.param(keys)}::text[]`
    : // The keys become a hash table: with && each would be compared with each of every entry's.
      sql`exists (select from unnest(${atlasSheet.alike}) own where own = any(${sql.param(keys)}::text[]))`;

/** Entries that share one of the keys of likeness.ts. */
export const entriesAlike = (db: Queries, nature: Nature, keys: readonly string[]) =>
  db
    .select({
      id: atlasEntry.id,
      slug: thing.slug,
      source: atlasEntry.source,
      key: atlasEntry.key,
      state: atlasEntry.state,
      sheet: atlasSheet.sheet,
    })
    .from(atlasSheet)
    .innerJoin(atlasEntry, eq(atlasEntry.id, atlasSheet.id))
    .innerJoin(thing, eq(thing.id, atlasSheet.id))
    .where(and(sharing(keys), eq(atlasEntry.nature, nature), ne(atlasEntry.state, "withdrawn")));

/** Territories of communes by their code in the official list. */
export const communesOf = async (
  db: Queries,
  country: string,
  codes: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (codes.length === 0) return new Map();
  const { rows } = await db.execute(
    sql`select code, id from territory where country = ${country} and kind in ('commune', 'arrondissement')
      and code = any(${sql.param([...codes])}::text[]) order by kind desc`,
  );
  return new Map((rows as { code: string; id: string }[]).map(({ code, id }) => [code, id]));
};

export interface FoundEntry {
  readonly entry: AtlasEntryRow;
  readonly slug: string | null;
  readonly territory: string | null;
  readonly licence: string | null;
}

const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** By its name in addresses or its identifier. */
export const findEntry = async (db: Queries, name: string): Promise<FoundEntry | undefined> => {
  const [found] = await db
    .select({
      entry: atlasEntry,
      said: { sheet: atlasSheet.sheet, digest: atlasSheet.digest },
      slug: thing.slug,
      territory: thing.territory,
      licence: thing.licence,
    })
    .from(atlasEntry)
    .innerJoin(atlasSheet, eq(atlasSheet.id, atlasEntry.id))
    .innerJoin(thing, eq(thing.id, atlasEntry.id))
    .where(
      isId(name) ? eq(thing.id, name) : and(eq(thing.kind, "atlas_entry"), eq(thing.slug, name)),
    );
  if (found === undefined) return undefined;
  const { entry, said, ...own } = found;
  return { ...own, entry: { ...entry, ...said } };
};

/** Holds an entry until the transaction ends: changes come one after the other. */
export const lockEntry = async (tx: Queries, id: string): Promise<void> => {
  await tx
    .select({ id: atlasEntry.id })
    .from(atlasEntry)
    .where(eq(atlasEntry.id, id))
    .for("update");
};

/** Offers of a place, and of those that were merged into it; or the place of an offer. That everybody sees. */
export const relatedTo = async (db: Queries, { entry }: Pick<FoundEntry, "entry">, limit: number) =>
  db
    .select({ slug: thing.slug, name: thing.title, nature: atlasEntry.nature })
    .from(atlasEntry)
    .innerJoin(thing, eq(thing.id, atlasEntry.id))
    .where(
      and(
        eq(atlasEntry.state, "published"),
        entry.nature === "structure"
          ? sql`(${atlasEntry.source}, ${atlasEntry.structureKey}) in (select own.source, own.key from atlas_entry own
              where own.id = ${entry.id} or own.merged_into = ${entry.id})`
          : sql`${atlasEntry.id} in (select coalesce(place.merged_into, place.id) from atlas_entry place
              where place.source = ${entry.source} and place.key = ${entry.structureKey ?? ""}
                and place.nature = 'structure')`,
      ),
    )
    .orderBy(atlasEntry.order, atlasEntry.id)
    .limit(limit);

export interface FoundChange extends AtlasChange {
  readonly name: string | null;
}

/** The newest first. */
export const changesOf = async (
  db: Queries,
  entry: string,
  before: string | undefined,
  limit: number,
): Promise<FoundChange[]> =>
  (
    await db
      .select({ change: atlasChange, name: thing.title })
      .from(atlasChange)
      .leftJoin(thing, eq(thing.id, atlasChange.by))
      .where(
        and(
          eq(atlasChange.entry, entry),
          before === undefined ? undefined : lt(atlasChange.id, before),
        ),
      )
      .orderBy(desc(atlasChange.id))
      .limit(limit)
  ).map(({ change, name }) => ({ ...change, name }));

export const findChange = async (
  db: Queries,
  entry: string,
  id: string,
): Promise<AtlasChange | undefined> =>
  (
    await db
      .select()
      .from(atlasChange)
      .where(and(eq(atlasChange.entry, entry), eq(atlasChange.id, id)))
  )[0];

/** What somebody did, for their archive. */
export const changesBy = (db: Queries, person: string) =>
  db
    .select({ at: atlasChange.at, kind: atlasChange.kind, entry: thing.title })
    .from(atlasChange)
    .innerJoin(thing, eq(thing.id, atlasChange.entry))
    .where(eq(atlasChange.by, person))
    .orderBy(atlasChange.id);
