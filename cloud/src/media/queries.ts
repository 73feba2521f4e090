import { and, desc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Queries, Transaction } from "../records/database.ts";
import { type Thing, thing } from "../things/tables.ts";
import { type MediaRow, media } from "./tables.ts";

/** A medium and what it has as a thing. */
export interface Medium {
  readonly media: MediaRow;
  readonly thing: Pick<
    Thing,
    "id" | "status" | "visibility" | "owner" | "licence" | "territory" | "created"
  >;
}

const columns = {
  media,
  thing: {
    id: thing.id,
    status: thing.status,
    visibility: thing.visibility,
    owner: thing.owner,
    licence: thing.licence,
    territory: thing.territory,
    created: thing.created,
  },
};

const select = (db: Queries) =>
  db.select(columns).from(media).innerJoin(thing, eq(thing.id, media.id));

export const findMedium = async (db: Queries, id: string): Promise<Medium | undefined> => {
  const [found] = await select(db).where(eq(media.id, id));
  return found;
};

export const listOwned = (
  db: Queries,
  owner: string,
  cursor: string | undefined,
  limit: number,
): Promise<Medium[]> =>
  select(db)
    .where(and(eq(thing.owner, owner), cursor === undefined ? undefined : lt(media.id, cursor)))
    .orderBy(desc(media.id))
    .limit(limit);

/** Drawn once: whoever adds or removes media holds it until the transaction ends. */
const LOCK = 7_301_442;

/** What is read after this stays true until the transaction ends: sums, and which files are in use. */
export const lockMedia = async (tx: Queries): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
};

export const usedBytes = async (db: Queries, owner?: string): Promise<number> => {
  const [found] = await db
    .select({ bytes: sql<string>`coalesce(sum(${media.bytes}), 0)` })
    .from(media)
    .innerJoin(thing, eq(thing.id, media.id))
    .where(owner === undefined ? undefined : eq(thing.owner, owner));
  return Number(found?.bytes ?? 0);
};

export const insertMedium = async (
  tx: Transaction,
  row: typeof media.$inferInsert,
  about: { readonly owner: string | null; readonly licence: string; readonly created: Date },
): Promise<void> => {
  await tx.insert(thing).values({
    id: row.id,
    kind: "media",
    title: row.alt.slice(0, 200),
    status: "draft",
    visibility: "private",
    owner: about.owner,
    licence: about.licence,
    created: about.created,
    updated: about.created,
  });
  await tx.insert(media).values(row);
};

export const changeMedium = async (
  tx: Queries,
  id: string,
  { alt, author, licence }: { alt?: string; author?: string; licence?: string },
): Promise<void> => {
  const own = {
    ...(alt === undefined ? {} : { alt }),
    ...(author === undefined ? {} : { author }),
  };
  if (Object.keys(own).length > 0) await tx.update(media).set(own).where(eq(media.id, id));
  const about = {
    ...(alt === undefined ? {} : { title: alt.slice(0, 200) }),
    ...(licence === undefined ? {} : { licence }),
  };
  if (Object.keys(about).length > 0) await tx.update(thing).set(about).where(eq(thing.id, id));
};

export const attachMedium = async (
  tx: Queries,
  id: string,
  of: string,
  { visibility, owner }: { visibility: Thing["visibility"]; owner?: string | undefined },
): Promise<void> => {
  await tx.update(media).set({ of }).where(eq(media.id, id));
  await tx
    .update(thing)
    .set({ status: "published", visibility, ...(owner === undefined ? {} : { owner }) })
    .where(eq(thing.id, id));
};

/** A draft again, as it was before it was attached. */
export const detachMedium = async (tx: Queries, id: string, from: string): Promise<void> => {
  const changed = await tx
    .update(media)
    .set({ of: null })
    .where(and(eq(media.id, id), eq(media.of, from)))
    .returning({ id: media.id });
  if (changed.length > 0)
    await tx.update(thing).set({ status: "draft", visibility: "private" }).where(eq(thing.id, id));
};

/** Removes them as things, and gives their files. */
export const removeMedia = async (
  tx: Queries,
  ids: readonly string[],
): Promise<readonly string[]> => {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ full: media.full, small: media.small })
    .from(media)
    .where(inArray(media.id, [...ids]));
  await tx.delete(thing).where(and(inArray(thing.id, [...ids]), eq(thing.kind, "media")));
  return rows.flatMap(({ full, small }) => (small === null ? [full] : [full, small]));
};

/** Which of these files some record names. */
export const namesInUse = async (
  db: Queries,
  names: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (names.length === 0) return new Set();
  const rows = await db
    .select({ full: media.full, small: media.small })
    .from(media)
    .where(or(inArray(media.full, [...names]), inArray(media.small, [...names])));
  return new Set(rows.flatMap(({ full, small }) => (small === null ? [full] : [full, small])));
};

const ids = async (rows: Promise<readonly { readonly id: string }[]>): Promise<string[]> =>
  (await rows).map(({ id }) => id);

/** Uploads that nothing has used since, and media of things that are gone. */
export const draftsBefore = (db: Queries, until: Date): Promise<string[]> =>
  ids(
    db
      .select({ id: media.id })
      .from(media)
      .innerJoin(thing, eq(thing.id, media.id))
      .where(and(isNull(media.of), lt(thing.created, until)))
      .limit(500),
  );

export const ownedBy = (db: Queries, owner: string): Promise<string[]> =>
  ids(
    db
      .select({ id: media.id })
      .from(media)
      .innerJoin(thing, eq(thing.id, media.id))
      .where(eq(thing.owner, owner)),
  );
