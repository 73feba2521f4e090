import { eq, sql } from "drizzle-orm";
import type { Queries, Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { thing } from "../things/tables.ts";
import { type EntryRow, wordsToKnow } from "./entry-rows.ts";
import type { AtlasSheet, EntryState } from "./sheet.ts";
import { type AtlasChange, atlasChange, atlasEntry, type checkedWays } from "./tables.ts";

/** One import of a source at a time, until the transaction ends. */
export const lockSource = async (tx: Transaction, source: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`atlas ${source}`}))`);
};

const given = (
  rows: readonly EntryRow[],
) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(
  id uuid, slug text, title text, summary text, words text, territory uuid, licence text, family text, nature text,
  state text, source text, key text, "structureKey" text, sheet jsonb, digest text, "order" text, facets text[],
  alike text[], lat float8, lon float8, flat text, hours text, region text, zone text)`;

/** Names of hours, in one order: two imports wait for each other at most. */
const knowHours = async (tx: Transaction, rows: readonly EntryRow[]): Promise<void> => {
  await tx.execute(sql`insert into atlas_hours (id, hours, region, zone)
    select distinct on (g.hours) g.hours, g.sheet->>'openingHours', g.region, g.zone from ${given(rows)}
    where g.hours is not null order by g.hours on conflict do nothing`);
};

const thingState = sql`case g.state when 'published' then 'published' when 'proposed' then 'proposed' else 'archived' end`;
const thingSight = sql`case g.state when 'published' then 'public' else 'private' end`;

const knowWords = async (tx: Transaction, rows: readonly EntryRow[]): Promise<void> => {
  const words = [...new Set(rows.flatMap(wordsToKnow))].toSorted();
  await tx.execute(
    sql`insert into atlas_word (word) select unnest(${sql.param(words)}::text[]) on conflict do nothing`,
  );
};

/** How entries come in: by an import (its digest is then what the source said last), or by hand. */
export interface Putting {
  readonly at: Date;
  readonly isImport: boolean;
}

export const insertEntries = async (
  tx: Transaction,
  rows: readonly EntryRow[],
  { at, isImport }: Putting,
): Promise<void> => {
  if (rows.length === 0) return;
  await tx.execute(sql`insert into thing (id, kind, slug, title, summary, words, status, visibility, territory, licence, created, updated)
    select g.id, 'atlas_entry', g.slug, g.title, g.summary, g.words, ${thingState}, ${thingSight}, g.territory, g.licence,
      ${at}::timestamptz, ${at}::timestamptz from ${given(rows)}`);
  await knowHours(tx, rows);
  await tx.execute(sql`insert into atlas_entry (id, family, nature, state, source, key, structure_key, by_name, facets,
      lat, lon, flat, zone, hours_of, changed)
    select g.id, g.family, g.nature, g.state, g.source, g.key, g."structureKey", g."order", g.facets, g.lat, g.lon,
      g.flat::point, g.zone, g.hours, ${at}::timestamptz from ${given(rows)}`);
  await tx.execute(sql`insert into atlas_sheet (id, sheet, digest, imported_digest, alike)
    select g.id, g.sheet, g.digest, case when ${isImport} then g.digest end, g.alike from ${given(rows)}`);
  await knowWords(tx, rows);
};

/** Writes entries that are there again; their addresses stay, for links that people have kept. */
export const updateEntries = async (
  tx: Transaction,
  rows: readonly EntryRow[],
  { at, isImport }: Putting,
): Promise<void> => {
  if (rows.length === 0) return;
  await tx.execute(sql`update thing t set title = g.title, summary = g.summary, words = g.words, territory = g.territory,
      licence = g.licence, status = ${thingState}, visibility = ${thingSight}, updated = ${at}::timestamptz
    from ${given(rows)} where t.id = g.id`);
  await knowHours(tx, rows);
  await tx.execute(sql`update atlas_entry e set family = g.family, nature = g.nature, state = g.state,
      structure_key = g."structureKey", by_name = g."order", facets = g.facets, lat = g.lat, lon = g.lon,
      flat = g.flat::point, zone = g.zone, hours_of = g.hours, changed = ${at}::timestamptz,
      merged_into = case when g.state = 'withdrawn' then e.merged_into end
    from ${given(rows)} where e.id = g.id`);
  await tx.execute(sql`update atlas_sheet s set sheet = g.sheet, digest = g.digest, alike = g.alike,
      imported_digest = case when ${isImport} then g.digest else s.imported_digest end
    from ${given(rows)} where s.id = g.id`);
  await knowWords(tx, rows);
};

export interface NewChange {
  readonly entry: string;
  readonly at: Date;
  readonly kind: AtlasChange["kind"];
  readonly by: string | null;
  readonly source: string | null;
  readonly before: AtlasSheet | null;
  readonly stateBefore: EntryState | null;
}

const ROWS = 1_000;

export const insertChanges = async (tx: Queries, changes: readonly NewChange[]): Promise<void> => {
  for (let from = 0; from < changes.length; from += ROWS)
    await tx
      .insert(atlasChange)
      .values(
        changes.slice(from, from + ROWS).map((change) => ({ id: newIdentifier(), ...change })),
      );
};

/** Writes down that somebody made sure of an entry. */
export const putCheck = async (
  tx: Queries,
  id: string,
  check: {
    readonly by: string | null;
    readonly how: (typeof checkedWays)[number];
    readonly on: string;
    readonly at: Date;
  },
): Promise<void> => {
  await tx
    .update(atlasEntry)
    .set({ checkedBy: check.by, checkedHow: check.how, checkedOn: check.on, changed: check.at })
    .where(eq(atlasEntry.id, id));
};

/** An entry that is the same place as another: nobody is shown it, what was merged into it follows, and imports still find it. */
export const putMerge = async (
  tx: Transaction,
  from: string,
  into: string,
  at: Date,
): Promise<void> => {
  await tx
    .update(atlasEntry)
    .set({ state: "withdrawn", mergedInto: into, changed: at })
    .where(eq(atlasEntry.id, from));
  await tx.update(atlasEntry).set({ mergedInto: into }).where(eq(atlasEntry.mergedInto, from));
  await tx
    .update(thing)
    .set({ status: "archived", visibility: "private" })
    .where(eq(thing.id, from));
};
