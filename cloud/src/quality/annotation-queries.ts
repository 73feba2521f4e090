import { and, count, eq, gt, isNull, lt } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { type QualityAnnotation, qualityAnnotation } from "./tables.ts";

export const countAnnotations = async (db: Queries, station: string): Promise<number> => {
  const [found] = await db
    .select({ count: count() })
    .from(qualityAnnotation)
    .where(eq(qualityAnnotation.station, station));
  return found?.count ?? 0;
};

export const insertAnnotation = async (
  tx: Queries,
  given: Omit<typeof qualityAnnotation.$inferInsert, "id">,
): Promise<QualityAnnotation> => {
  const [added] = await tx.insert(qualityAnnotation).values(given).returning();
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  return added;
};

export const readAnnotation = async (
  db: Queries,
  id: string,
): Promise<QualityAnnotation | undefined> =>
  (await db.select().from(qualityAnnotation).where(eq(qualityAnnotation.id, id)))[0];

/** It stays among the records, and counts no more. False when it was withdrawn before. */
export const withdrawAnnotation = async (tx: Queries, id: string, at: Date): Promise<boolean> =>
  (
    await tx
      .update(qualityAnnotation)
      .set({ withdrawn: at })
      .where(and(eq(qualityAnnotation.id, id), isNull(qualityAnnotation.withdrawn)))
      .returning({ id: qualityAnnotation.id })
  ).length > 0;

/** In order of time, without those that were withdrawn. */
export const findAnnotations = (
  db: Queries,
  {
    station,
    from,
    until,
    limit,
  }: {
    readonly station: string;
    readonly from: Date;
    readonly until: Date;
    readonly limit: number;
  },
): Promise<QualityAnnotation[]> =>
  db
    .select()
    .from(qualityAnnotation)
    .where(
      and(
        eq(qualityAnnotation.station, station),
        gt(qualityAnnotation.until, from),
        lt(qualityAnnotation.from, until),
        isNull(qualityAnnotation.withdrawn),
      ),
    )
    .orderBy(qualityAnnotation.from, qualityAnnotation.id)
    .limit(limit);

/** Everything that somebody wrote, those that were withdrawn too. */
export const annotationsBy = (db: Queries, author: string): Promise<QualityAnnotation[]> =>
  db
    .select()
    .from(qualityAnnotation)
    .where(eq(qualityAnnotation.author, author))
    .orderBy(qualityAnnotation.id);

/** What somebody wrote in words of their own goes; what happened at the station stays. */
export const eraseNotesOf = async (tx: Queries, author: string): Promise<void> => {
  await tx
    .update(qualityAnnotation)
    .set({ note: null, author: null })
    .where(eq(qualityAnnotation.author, author));
};
