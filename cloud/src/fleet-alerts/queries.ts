import { and, asc, eq, gt, inArray, isNull, lt } from "drizzle-orm";
import { person } from "../people/tables.ts";
import type { Queries } from "../records/database.ts";
import { type FleetTrouble, fleetNotice, fleetTrouble, fleetWatcher } from "./tables.ts";
import type { Reach, ToldProblem } from "./troubles.ts";

/** Somebody who wants to be told. */
export interface Watcher {
  readonly person: string;
  readonly reach: Reach;
  readonly email: string;
  readonly name: string;
  readonly language: "fr" | "en";
}

export const allWatchers = (db: Queries): Promise<Watcher[]> =>
  db
    .select({
      ...{ person: fleetWatcher.person, reach: fleetWatcher.reach },
      ...{ email: person.email, name: person.name, language: person.language },
    })
    .from(fleetWatcher)
    .innerJoin(person, eq(person.id, fleetWatcher.person))
    .where(isNull(person.closedAt));

export const reachOf = async (db: Queries, who: string): Promise<Reach | undefined> =>
  (await db.select().from(fleetWatcher).where(eq(fleetWatcher.person, who)))[0]?.reach;

export const putWatcher = async (
  tx: Queries,
  who: string,
  reach: Reach,
  since: Date,
): Promise<void> => {
  await tx
    .insert(fleetWatcher)
    .values({ person: who, reach, since })
    .onConflictDoUpdate({ target: fleetWatcher.person, set: { reach } });
};

export const removeWatcher = async (tx: Queries, who: string): Promise<void> => {
  await tx.delete(fleetWatcher).where(eq(fleetWatcher.person, who));
};

export const openTroubles = (db: Queries): Promise<FleetTrouble[]> =>
  db.select().from(fleetTrouble).where(isNull(fleetTrouble.ended)).orderBy(asc(fleetTrouble.id));

/** What a clock that was ahead has dated happens now: else nothing would be heard after it, and it was told lately, for years. */
export const bringBackTroubles = async (db: Queries, now: Date): Promise<void> => {
  await db
    .update(fleetTrouble)
    .set({ found: now })
    .where(and(isNull(fleetTrouble.ended), gt(fleetTrouble.found, now)));
  await db.update(fleetNotice).set({ at: now }).where(gt(fleetNotice.at, now));
};

/** Writes those that nobody has found yet, and gives them. */
export const insertTroubles = async (
  tx: Queries,
  troubles: readonly (typeof fleetTrouble.$inferInsert)[],
): Promise<readonly FleetTrouble[]> =>
  troubles.length === 0
    ? []
    : tx
        .insert(fleetTrouble)
        .values([...troubles])
        .onConflictDoNothing()
        .returning();

/** Ends those that are open still, and gives them. */
export const endTroubles = async (
  tx: Queries,
  ids: readonly string[],
  at: Date,
): Promise<readonly FleetTrouble[]> =>
  ids.length === 0
    ? []
    : tx
        .update(fleetTrouble)
        .set({ ended: at })
        .where(and(inArray(fleetTrouble.id, [...ids]), isNull(fleetTrouble.ended)))
        .returning();

/** Who was told of the beginning of some troubles. */
export const toldBeginnings = async (
  tx: Queries,
  troubles: readonly string[],
): Promise<readonly { readonly trouble: string; readonly person: string }[]> =>
  troubles.length === 0
    ? []
    : tx
        .select({ trouble: fleetNotice.trouble, person: fleetNotice.person })
        .from(fleetNotice)
        .where(
          and(
            inArray(fleetNotice.trouble, [...troubles]),
            eq(fleetNotice.kind, "began"),
            eq(fleetNotice.answer, "told"),
          ),
        );

/** Of what people were told since an instant. */
export const toldSince = (
  tx: Queries,
  since: Date,
): Promise<{ person: string; station: string; problem: ToldProblem }[]> =>
  tx
    .select({
      ...{ person: fleetNotice.person },
      ...{ station: fleetTrouble.station, problem: fleetTrouble.problem },
    })
    .from(fleetNotice)
    .innerJoin(fleetTrouble, eq(fleetTrouble.id, fleetNotice.trouble))
    .where(
      and(gt(fleetNotice.at, since), eq(fleetNotice.kind, "began"), eq(fleetNotice.answer, "told")),
    );

export const insertNotices = async (
  tx: Queries,
  notices: readonly (typeof fleetNotice.$inferInsert)[],
): Promise<void> => {
  if (notices.length > 0) await tx.insert(fleetNotice).values([...notices]);
};

/** What somebody was told, for their archive. */
export const noticesOf = (tx: Queries, who: string) =>
  tx
    .select({
      ...{ station: fleetTrouble.station, problem: fleetTrouble.problem },
      ...{ kind: fleetNotice.kind, answer: fleetNotice.answer, at: fleetNotice.at },
    })
    .from(fleetNotice)
    .innerJoin(fleetTrouble, eq(fleetTrouble.id, fleetNotice.trouble))
    .where(eq(fleetNotice.person, who))
    .orderBy(asc(fleetNotice.at));

export const removeOldTroubles = async (db: Queries, until: Date): Promise<void> => {
  await db.delete(fleetTrouble).where(lt(fleetTrouble.ended, until));
};
