import { and, desc, eq, gt, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { type AlertProfile, alertProfile } from "../alerts/tables.ts";
import { outboxMessage } from "../outbox/tables.ts";
import type { Database, Queries, Transaction } from "../records/database.ts";
import { territory } from "../territories/tables.ts";
import type { FoundTerritory } from "../territories/territory-queries.ts";
import { thing } from "../things/tables.ts";
import { type BulletinEdition, bulletinEdition, bulletinSubscription } from "./tables.ts";

/** The newest first. */
export const editionsOf = (db: Queries, place: string, limit: number): Promise<BulletinEdition[]> =>
  db
    .select()
    .from(bulletinEdition)
    .where(eq(bulletinEdition.territory, place))
    .orderBy(desc(bulletinEdition.day))
    .limit(limit);

export const findEdition = async (
  db: Queries,
  place: string,
  day: string,
): Promise<BulletinEdition | undefined> =>
  (
    await db
      .select()
      .from(bulletinEdition)
      .where(and(eq(bulletinEdition.territory, place), eq(bulletinEdition.day, day)))
  )[0];

/** Which of some territories have their edition of a day. */
export const madeOn = async (
  db: Queries,
  day: string,
  places: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await db
    .select({ territory: bulletinEdition.territory })
    .from(bulletinEdition)
    .where(and(eq(bulletinEdition.day, day), inArray(bulletinEdition.territory, [...places])));
  return new Set(rows.map((row) => row.territory));
};

/** What a clock that was ahead has made of a day knew nothing of it. */
export const removeEditionsMadeAfter = async (db: Queries, day: string, now: Date) => {
  await db
    .delete(bulletinEdition)
    .where(and(eq(bulletinEdition.day, day), gt(bulletinEdition.made, now)));
};

const TOGETHER = 500;

/** What is there stays: an edition is made once. */
export const insertEditions = async (
  tx: Queries,
  editions: readonly BulletinEdition[],
): Promise<void> => {
  for (let at = 0; at < editions.length; at += TOGETHER)
    await tx
      .insert(bulletinEdition)
      .values(editions.slice(at, at + TOGETHER))
      .onConflictDoNothing();
};

export const removeEditionsBefore = async (db: Database, day: string): Promise<void> => {
  await db.delete(bulletinEdition).where(lt(bulletinEdition.day, day));
};

/** Territories of which somebody gets the bulletin. */
export const subscribedTerritories = async (db: Queries): Promise<readonly string[]> => {
  const rows = await db
    .selectDistinct({ territory: bulletinSubscription.territory })
    .from(bulletinSubscription)
    .innerJoin(alertProfile, eq(alertProfile.id, bulletinSubscription.profile))
    .where(eq(alertProfile.state, "active"));
  return rows.map((row) => row.territory);
};

/** Somebody to whom an edition is still to be sent. */
export interface Waiting {
  readonly profile: AlertProfile;
  readonly edition: BulletinEdition;
}

/** Readers who have not had the edition of a day, locked until the transaction ends. */
export const waitingReaders = (
  tx: Transaction,
  {
    day,
    zonePlaces,
    now,
    limit,
  }: {
    readonly day: string;
    readonly zonePlaces: readonly string[];
    readonly now: Date;
    readonly limit: number;
  },
): Promise<Waiting[]> =>
  tx
    .select({ profile: alertProfile, edition: bulletinEdition })
    .from(bulletinSubscription)
    .innerJoin(alertProfile, eq(alertProfile.id, bulletinSubscription.profile))
    .innerJoin(
      bulletinEdition,
      and(
        eq(bulletinEdition.territory, bulletinSubscription.territory),
        eq(bulletinEdition.day, day),
      ),
    )
    .where(
      and(
        inArray(bulletinSubscription.territory, [...zonePlaces]),
        eq(alertProfile.state, "active"),
        or(isNull(alertProfile.pausedUntil), lte(alertProfile.pausedUntil, now)),
        isNull(alertProfile.bounced),
        // A later day was written by a clock that was ahead.
        or(isNull(bulletinSubscription.lastDay), ne(bulletinSubscription.lastDay, day)),
      ),
    )
    .limit(limit)
    .for("update", { of: bulletinSubscription });

export const noteSent = async (
  tx: Queries,
  sent: readonly Waiting[],
  day: string,
): Promise<void> => {
  const rows = JSON.stringify(
    sent.map(({ profile, edition }) => ({ profile: profile.id, territory: edition.territory })),
  );
  await tx.execute(
    sql`update ${bulletinSubscription} set last_day = ${day} from jsonb_to_recordset(${rows}::jsonb) as sent(profile uuid, territory uuid) where ${bulletinSubscription.profile} = sent.profile and ${bulletinSubscription.territory} = sent.territory`,
  );
};

/**
 * The key of the message that brings an edition: it begins with what is taken back when its reader wants that bulletin no
 * more.
 */
export const bulletinKey = (profile: string, territory: string): string =>
  `${profile}/${territory}`;

/** The mail server does not know the address to which an edition was put. */
export const noteBouncedBulletin = async (
  tx: Queries,
  message: string,
  at: Date,
): Promise<void> => {
  const [found] = await tx
    .select({ key: outboxMessage.key })
    .from(outboxMessage)
    .where(eq(outboxMessage.id, message));
  const [profile = ""] = found?.key?.split("/") ?? [];
  await tx
    .update(alertProfile)
    .set({ bounced: at })
    .where(sql`${alertProfile.id}::text = ${profile}`);
};

/** A bulletin that a profile gets. */
export interface OwnBulletin {
  readonly id: string;
  readonly country: string;
  readonly kind: string;
  readonly code: string;
  readonly name: string;
}

export const bulletinsOf = (db: Queries, profile: string): Promise<OwnBulletin[]> =>
  db
    .select({
      id: territory.id,
      country: territory.country,
      kind: territory.kind,
      code: territory.code,
      name: thing.title,
    })
    .from(bulletinSubscription)
    .innerJoin(territory, eq(territory.id, bulletinSubscription.territory))
    .innerJoin(thing, eq(thing.id, territory.id))
    .where(eq(bulletinSubscription.profile, profile))
    .orderBy(thing.title);

/** The bulletins of a profile are these, and no others. */
export const putBulletins = async (
  tx: Queries,
  profile: string,
  territories: readonly Pick<FoundTerritory, "id">[],
): Promise<void> => {
  await tx.delete(bulletinSubscription).where(eq(bulletinSubscription.profile, profile));
  if (territories.length > 0)
    await tx
      .insert(bulletinSubscription)
      .values(territories.map(({ id }) => ({ profile, territory: id })));
};

export const removeBulletin = async (
  tx: Queries,
  profile: string,
  place: string,
): Promise<boolean> =>
  (
    await tx
      .delete(bulletinSubscription)
      .where(
        and(eq(bulletinSubscription.profile, profile), eq(bulletinSubscription.territory, place)),
      )
      .returning({ profile: bulletinSubscription.profile })
  ).length > 0;
