import { and, eq, isNull, sql } from "drizzle-orm";
import type { Queries, Transaction } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import type { AtlasSheet } from "./sheet.ts";
import { atlasEntry, atlasReminder, atlasSheet } from "./tables.ts";

export interface ToBeAsked {
  readonly id: string;
  readonly sheet: AtlasSheet;
}

/** One round of reminders at a time, until the transaction ends. */
export const lockReminders = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('atlas reminders'))`);
};

/**
 * Published entries with an address that nobody has made sure of since an instant, and that were not asked since then; those
 * that wait longest first.
 */
export const entriesToAsk = async (
  tx: Queries,
  territories: readonly string[] | undefined,
  since: Date,
  limit: number,
): Promise<readonly ToBeAsked[]> => {
  const day = since.toISOString().slice(0, 10);
  const lying =
    territories === undefined
      ? sql`true`
      : sql`g.territory in (select id from territory where within && ${sql.param([...territories])}::uuid[])`;
  const { rows } = await tx.execute(sql`select e.id, s.sheet from atlas_entry e
    join atlas_sheet s on s.id = e.id join thing g on g.id = e.id
    where e.state = 'published' and jsonb_array_length(coalesce(s.sheet->'emails', '[]')) > 0
      and coalesce(e.checked_on, (s.sheet->>'updatedOn')::date, e.changed::date) < ${day}::date
      and not exists (select from atlas_reminder r where r.entry = e.id and r.sent > ${since.toISOString()}::timestamptz)
      and ${lying}
    order by coalesce(e.checked_on, (s.sheet->>'updatedOn')::date, e.changed::date), e.id limit ${limit}`);
  return rows as unknown as ToBeAsked[];
};

export const insertReminder = async (
  tx: Queries,
  reminder: { readonly entry: string; readonly digest: string; readonly sent: Date },
): Promise<void> => {
  await tx.insert(atlasReminder).values(reminder);
};

/** By what stands in the link of its mail. */
export const findReminder = async (db: Queries, digest: string) =>
  (
    await db
      .select({
        id: atlasReminder.id,
        entry: atlasReminder.entry,
        answered: atlasReminder.answered,
        sent: atlasReminder.sent,
        slug: thing.slug,
        sheet: atlasSheet.sheet,
        state: atlasEntry.state,
      })
      .from(atlasReminder)
      .innerJoin(atlasEntry, eq(atlasEntry.id, atlasReminder.entry))
      .innerJoin(atlasSheet, eq(atlasSheet.id, atlasReminder.entry))
      .innerJoin(thing, eq(thing.id, atlasReminder.entry))
      .where(eq(atlasReminder.digest, digest))
  )[0];

export const answerReminder = async (tx: Queries, id: string, at: Date): Promise<boolean> =>
  (
    await tx
      .update(atlasReminder)
      .set({ answered: at })
      .where(and(eq(atlasReminder.id, id), isNull(atlasReminder.answered)))
      .returning({ id: atlasReminder.id })
  ).length > 0;
