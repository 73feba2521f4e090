import { and, desc, eq, gt, gte, inArray, like, lt, max, or } from "drizzle-orm";
import { job } from "../jobs/tables.ts";
import type { Queries } from "../records/database.ts";
import { type QualityFinding, qualityDay, qualityFinding, qualityRecompute } from "./tables.ts";

export const insertRecompute = async (
  tx: Queries,
  row: typeof qualityRecompute.$inferInsert,
): Promise<void> => {
  await tx.insert(qualityRecompute).values(row);
};

export const changeRecompute = async (
  db: Queries,
  id: string,
  change: Partial<typeof qualityRecompute.$inferInsert>,
): Promise<void> => {
  await db.update(qualityRecompute).set(change).where(eq(qualityRecompute.job, id));
};

export const readRecompute = async (db: Queries, id: string) => {
  const [found] = await db
    .select({ row: qualityRecompute, job })
    .from(qualityRecompute)
    .innerJoin(job, eq(job.id, qualityRecompute.job))
    .where(eq(qualityRecompute.job, id));
  return found;
};

/** The newest first. */
export const listRecomputes = (db: Queries, limit: number) =>
  db
    .select({ row: qualityRecompute, job })
    .from(qualityRecompute)
    .innerJoin(job, eq(job.id, qualityRecompute.job))
    .orderBy(desc(qualityRecompute.job))
    .limit(limit);
export type RecomputeWithJob = Awaited<ReturnType<typeof listRecomputes>>[number];

export type NewFinding = Omit<typeof qualityFinding.$inferInsert, "id">;

/** What these checks found from `since` on is replaced: doing it again leaves the same. */
export const replaceFindings = (
  db: Queries,
  station: string,
  {
    checks,
    since,
    found,
  }: {
    readonly checks: readonly string[];
    readonly since: Date;
    readonly found: readonly NewFinding[];
  },
): Promise<void> =>
  db.transaction(async (tx) => {
    await tx
      .delete(qualityFinding)
      .where(
        and(
          eq(qualityFinding.station, station),
          inArray(qualityFinding.check, [...checks]),
          gte(qualityFinding.from, since),
        ),
      );
    if (found.length > 0)
      await tx
        .insert(qualityFinding)
        .values([...found])
        .onConflictDoNothing();
  });

export interface FindingsQuery {
  readonly station: string;
  readonly from: Date;
  readonly until: Date;
  readonly sensor?: string | undefined;
  readonly quantity?: string | undefined;
  readonly limit: number;
}

/** In order of time. */
export const findFindings = (
  db: Queries,
  { station, from, until, sensor, quantity, limit }: FindingsQuery,
): Promise<QualityFinding[]> =>
  db
    .select()
    .from(qualityFinding)
    .where(
      and(
        eq(qualityFinding.station, station),
        gt(qualityFinding.until, from),
        lt(qualityFinding.from, until),
        sensor === undefined ? undefined : eq(qualityFinding.sensor, sensor),
        quantity === undefined ? undefined : eq(qualityFinding.quantity, quantity),
      ),
    )
    .orderBy(qualityFinding.from, qualityFinding.id)
    .limit(limit);

/** Of these checks, in any version, those that reach beyond `since`; all stations, or one. */
export const recentFindings = (
  db: Queries,
  names: readonly string[],
  since: Date,
  station?: string,
): Promise<QualityFinding[]> =>
  db
    .select()
    .from(qualityFinding)
    .where(
      and(
        or(...names.map((name) => like(qualityFinding.check, `${name}@%`))),
        gt(qualityFinding.until, since),
        station === undefined ? undefined : eq(qualityFinding.station, station),
      ),
    );

export const lastCheckedDay = async (db: Queries): Promise<string | undefined> => {
  const [found] = await db.select({ day: max(qualityDay.day) }).from(qualityDay);
  return found?.day ?? undefined;
};

export const readDay = async (db: Queries, day: string) =>
  (await db.select().from(qualityDay).where(eq(qualityDay.day, day)))[0];

export const addDay = async (tx: Queries, day: string): Promise<boolean> =>
  (await tx.insert(qualityDay).values({ day }).onConflictDoNothing().returning()).length > 0;

export const changeDay = async (
  db: Queries,
  day: string,
  change: Partial<typeof qualityDay.$inferInsert>,
): Promise<void> => {
  await db.update(qualityDay).set(change).where(eq(qualityDay.day, day));
};
