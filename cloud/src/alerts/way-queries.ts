import { and, asc, eq, inArray } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import {
  type AlertProfile,
  type AlertWay,
  alertCondition,
  alertProfile,
  alertTransition,
  alertWay,
} from "./tables.ts";

export const waysOf = (db: Queries, profiles: readonly string[]): Promise<AlertWay[]> =>
  profiles.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(alertWay)
        .where(inArray(alertWay.profile, [...profiles]))
        .orderBy(asc(alertWay.id));

/** The same address given again takes the place of what was given before. */
export const putWay = async (tx: Queries, way: typeof alertWay.$inferInsert): Promise<void> => {
  await tx
    .delete(alertWay)
    .where(and(eq(alertWay.profile, way.profile), eq(alertWay.digest, way.digest)));
  await tx.insert(alertWay).values(way);
};

export const removeWay = async (
  tx: Queries,
  id: string,
  profile?: string | undefined,
): Promise<boolean> =>
  (
    await tx
      .delete(alertWay)
      .where(
        and(eq(alertWay.id, id), profile === undefined ? undefined : eq(alertWay.profile, profile)),
      )
      .returning({ id: alertWay.id })
  ).length > 0;

export const findProfile = async (db: Queries, id: string): Promise<AlertProfile | undefined> =>
  (await db.select().from(alertProfile).where(eq(alertProfile.id, id)))[0];

/** The mail server does not know the address of the profile to which a message was put. */
export const noteBounce = async (tx: Queries, message: string, at: Date): Promise<void> => {
  const profiles = tx
    .select({ id: alertCondition.profile })
    .from(alertTransition)
    .innerJoin(alertCondition, eq(alertCondition.id, alertTransition.condition))
    .where(eq(alertTransition.message, message));
  await tx.update(alertProfile).set({ bounced: at }).where(inArray(alertProfile.id, profiles));
};
