import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { alertProfile } from "../alerts/tables.ts";
import type { Queries } from "../records/database.ts";
import { type Practice, practice, practiceWeek } from "./tables.ts";

export const findPractice = async (
  db: Queries,
  organisation: string,
): Promise<Practice | undefined> =>
  (await db.select().from(practice).where(eq(practice.organisation, organisation)))[0];

export const findPracticeBySlug = async (
  db: Queries,
  slug: string,
): Promise<Practice | undefined> =>
  (await db.select().from(practice).where(eq(practice.slug, slug)))[0];

export const putPractice = async (
  tx: Queries,
  row: typeof practice.$inferInsert,
): Promise<void> => {
  await tx
    .insert(practice)
    .values(row)
    .onConflictDoUpdate({ target: practice.organisation, set: row });
};

/** Under which names and addresses alerts go out. */
export const practicesOf = async (
  tx: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<Practice, "name" | "address">>> => {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: practice.organisation, name: practice.name, address: practice.address })
    .from(practice)
    .where(inArray(practice.organisation, [...ids]));
  return new Map(rows.map(({ id, ...row }) => [id, row]));
};

/** Adds messages to the sums of a week. */
export const countMessages = async (
  tx: Queries,
  monday: string,
  counts: ReadonlyMap<string, number>,
): Promise<void> => {
  // In one order, so that two transactions never wait for each other.
  for (const [id, messages] of [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    await tx
      .insert(practiceWeek)
      .values({ practice: id, monday, messages })
      .onConflictDoUpdate({
        target: [practiceWeek.practice, practiceWeek.monday],
        set: { messages: sql`${practiceWeek.messages} + ${messages}` },
      });
};

/** Writes down how many subscriptions each practice has in the week that runs. */
export const countSubscriptions = async (db: Queries, monday: string): Promise<void> => {
  await db.execute(
    sql`insert into ${practiceWeek} (practice, monday, subscriptions) select ${practice.organisation}, ${monday}::date, count(${alertProfile.id}) from ${practice} left join ${alertProfile} on ${alertProfile.practice} = ${practice.organisation} and ${alertProfile.state} = 'active' group by ${practice.organisation} on conflict (practice, monday) do update set subscriptions = excluded.subscriptions`,
  );
};

/** Of the weeks that are over, the newest first. */
export const weeksOf = (db: Queries, organisation: string, before: string, limit: number) =>
  db
    .select()
    .from(practiceWeek)
    .where(and(eq(practiceWeek.practice, organisation), lt(practiceWeek.monday, before)))
    .orderBy(desc(practiceWeek.monday))
    .limit(limit);
