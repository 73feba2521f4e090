import { and, asc, count, desc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { atlasEntry, atlasReport, atlasSheet, type reportKinds } from "./tables.ts";

/** How many of an entry wait. */
export const openReports = async (tx: Queries, entry: string): Promise<number> =>
  (
    await tx
      .select({ count: count() })
      .from(atlasReport)
      .where(and(eq(atlasReport.entry, entry), isNull(atlasReport.settled)))
  )[0]?.count ?? 0;

export const insertReport = async (
  tx: Queries,
  report: {
    readonly entry: string;
    readonly at: Date;
    readonly kind: (typeof reportKinds)[number];
    readonly words: string;
  },
): Promise<void> => {
  await tx.insert(atlasReport).values(report);
};

/** In any of these territories, or anywhere. */
export const lyingIn = (territories: readonly string[] | undefined) =>
  territories === undefined
    ? undefined
    : sql`${thing.territory} in (select id from territory where within && ${sql.param([...territories])}::uuid[])`;

/** Those that wait, the oldest first. */
export const reportsWaiting = (
  db: Queries,
  territories: readonly string[] | undefined,
  after: string | undefined,
  limit: number,
) =>
  db
    .select({
      id: atlasReport.id,
      at: atlasReport.at,
      kind: atlasReport.kind,
      words: atlasReport.words,
      slug: thing.slug,
      name: thing.title,
    })
    .from(atlasReport)
    .innerJoin(thing, eq(thing.id, atlasReport.entry))
    .where(
      and(
        isNull(atlasReport.settled),
        after === undefined ? undefined : gt(atlasReport.id, after),
        lyingIn(territories),
      ),
    )
    .orderBy(asc(atlasReport.id))
    .limit(limit);

export const findReport = async (db: Queries, id: string) =>
  (
    await db
      .select({ id: atlasReport.id, entry: atlasReport.entry })
      .from(atlasReport)
      .where(and(eq(atlasReport.id, id), isNull(atlasReport.settled)))
  )[0];

export const settleReport = async (tx: Queries, id: string, at: Date): Promise<boolean> =>
  (
    await tx
      .update(atlasReport)
      .set({ settled: at })
      .where(and(eq(atlasReport.id, id), isNull(atlasReport.settled)))
      .returning({ id: atlasReport.id })
  ).length > 0;

/** Entries that wait to be published, the newest first. */
export const entriesProposed = (
  db: Queries,
  territories: readonly string[] | undefined,
  before: string | undefined,
  limit: number,
) =>
  db
    .select({
      id: atlasEntry.id,
      slug: thing.slug,
      name: thing.title,
      source: atlasEntry.source,
      sheet: atlasSheet.sheet,
      changed: atlasEntry.changed,
    })
    .from(atlasEntry)
    .innerJoin(atlasSheet, eq(atlasSheet.id, atlasEntry.id))
    .innerJoin(thing, eq(thing.id, atlasEntry.id))
    .where(
      and(
        eq(atlasEntry.state, "proposed"),
        before === undefined ? undefined : lt(atlasEntry.id, before),
        lyingIn(territories),
      ),
    )
    .orderBy(desc(atlasEntry.id))
    .limit(limit);
