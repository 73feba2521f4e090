import { and, count, desc, eq, inArray, lt } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { type Job, job } from "./tables.ts";

export const insertJob = async (tx: Queries, row: typeof job.$inferInsert): Promise<void> => {
  await tx.insert(job).values(row);
};

/** Changes it if it is in one of these states; else gives undefined. */
export const changeJobIn = async (
  db: Queries,
  id: string,
  states: readonly Job["state"][],
  change: Partial<typeof job.$inferInsert>,
): Promise<Job | undefined> => {
  const [changed] = await db
    .update(job)
    .set(change)
    .where(and(eq(job.id, id), inArray(job.state, [...states])))
    .returning();
  return changed;
};

export const readJob = async (db: Queries, id: string): Promise<Job | undefined> => {
  const [found] = await db.select().from(job).where(eq(job.id, id));
  return found;
};

export const countJobs = (
  db: Queries,
): Promise<readonly { state: Job["state"]; count: number }[]> =>
  db.select({ state: job.state, count: count() }).from(job).groupBy(job.state);

export interface JobsQuery {
  readonly state?: Job["state"] | undefined;
  readonly name?: string | undefined;
  /** Older than this job. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export const listJobs = (db: Queries, { state, name, cursor, limit }: JobsQuery): Promise<Job[]> =>
  db
    .select()
    .from(job)
    .where(
      and(
        state === undefined ? undefined : eq(job.state, state),
        name === undefined ? undefined : eq(job.name, name),
        cursor === undefined ? undefined : lt(job.id, cursor),
      ),
    )
    .orderBy(desc(job.id))
    .limit(limit);
