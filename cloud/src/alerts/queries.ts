import { and, asc, desc, eq, gt, gte, inArray, isNotNull, like, lt, lte, sql } from "drizzle-orm";
import type { Database, Queries, Transaction } from "../records/database.ts";
import type { DaysOfCondition } from "./following-forecasts.ts";
import {
  type AlertCondition,
  type AlertProfile,
  type AlertTransition,
  alertCondition,
  alertProfile,
  alertTransition,
} from "./tables.ts";

const PAGE = 20_000;
/** Profiles of one question. */
const PROFILES = 2_000;

const activeRows = (db: Queries) =>
  db
    .select({ condition: alertCondition })
    .from(alertCondition)
    .innerJoin(alertProfile, eq(alertProfile.id, alertCondition.profile));

/** All conditions of confirmed profiles, page by page. */
export async function* activeConditions(db: Database): AsyncGenerator<readonly AlertCondition[]> {
  let after: string | undefined;
  while (true) {
    const rows = await activeRows(db)
      .where(
        and(
          eq(alertProfile.state, "active"),
          after === undefined ? undefined : gt(alertCondition.id, after),
        ),
      )
      .orderBy(asc(alertCondition.id))
      .limit(PAGE);
    yield rows.map(({ condition }) => condition);
    after = rows.at(-1)?.condition.id;
    if (rows.length < PAGE) return;
  }
}

/** Those of some profiles, of as many as are confirmed. */
export const activeConditionsOf = async (
  db: Database,
  profiles: readonly string[],
): Promise<readonly AlertCondition[]> => {
  const found: AlertCondition[] = [];
  for (let place = 0; place < profiles.length; place += PROFILES) {
    const rows = await activeRows(db).where(
      and(
        eq(alertProfile.state, "active"),
        inArray(alertProfile.id, profiles.slice(place, place + PROFILES)),
      ),
    );
    for (const { condition } of rows) found.push(condition);
  }
  return found;
};

/**
 * What a clock that was ahead has dated happens now: else a condition would begin, a next message leave and what was held
 * be told when that clock's time has come, in years maybe.
 */
export const bringBackDates = async (db: Database, now: Date): Promise<void> => {
  await db.update(alertCondition).set({ created: now }).where(gt(alertCondition.created, now));
  await db.update(alertProfile).set({ lastMessage: now }).where(gt(alertProfile.lastMessage, now));
  await db
    .update(alertTransition)
    .set({ heldUntil: now, detected: now })
    .where(and(eq(alertTransition.answer, "held"), gt(alertTransition.detected, now)));
};

export const insertProfile = async (
  tx: Queries,
  profile: typeof alertProfile.$inferInsert,
): Promise<void> => {
  await tx.insert(alertProfile).values(profile);
};

export const insertConditions = async (
  tx: Queries,
  profile: string,
  conditions: readonly Omit<typeof alertCondition.$inferInsert, "profile">[],
): Promise<void> => {
  if (conditions.length > 0)
    await tx.insert(alertCondition).values(conditions.map((one) => ({ ...one, profile })));
};

/** The profile of a link in a message. */
export const findByKey = async (db: Queries, keyHash: string): Promise<AlertProfile | undefined> =>
  (await db.select().from(alertProfile).where(eq(alertProfile.keyHash, keyHash)))[0];

export const findToConfirm = async (
  db: Queries,
  confirmHash: string,
  now: Date,
): Promise<AlertProfile | undefined> => {
  const [row] = await db
    .select()
    .from(alertProfile)
    .where(and(eq(alertProfile.confirmHash, confirmHash), gt(alertProfile.confirmUntil, now)));
  return row;
};

export const changeProfile = async (
  tx: Queries,
  id: string,
  change: Partial<typeof alertProfile.$inferInsert>,
): Promise<void> => {
  await tx.update(alertProfile).set(change).where(eq(alertProfile.id, id));
};

export const removeProfile = async (tx: Queries, id: string): Promise<void> => {
  await tx.delete(alertProfile).where(eq(alertProfile.id, id));
};

/** Numbers of the messages that told a profile something. */
export const messagesOfProfile = async (
  tx: Queries,
  profile: string,
): Promise<readonly string[]> => {
  const { message, condition } = alertTransition;
  const rows = await tx
    .selectDistinct({ message })
    .from(alertTransition)
    .innerJoin(alertCondition, eq(alertCondition.id, condition))
    .where(and(eq(alertCondition.profile, profile), isNotNull(message)));
  return rows.flatMap((row) => row.message ?? []);
};

/** What waits for its confirmation at an address. */
export const findUnconfirmed = async (
  tx: Queries,
  digest: Buffer,
  now: Date,
): Promise<AlertProfile | undefined> =>
  (
    await tx
      .select()
      .from(alertProfile)
      .where(
        and(
          eq(alertProfile.digest, digest),
          eq(alertProfile.state, "unconfirmed"),
          gt(alertProfile.confirmUntil, now),
        ),
      )
      .limit(1)
      .for("update")
  )[0];

export const removeConditions = async (tx: Queries, profile: string): Promise<void> => {
  await tx.delete(alertCondition).where(eq(alertCondition.profile, profile));
};

/** How many profiles one address has. */
export const countOfAddress = (tx: Queries, digest: Buffer): Promise<number> =>
  tx.$count(alertProfile, eq(alertProfile.digest, digest));

/** Profiles that nobody confirmed in time. */
export const removeUnconfirmed = async (db: Database, now: Date): Promise<void> => {
  await db
    .delete(alertProfile)
    .where(and(eq(alertProfile.state, "unconfirmed"), lte(alertProfile.confirmUntil, now)));
};

export const conditionsOf = (db: Queries, profiles: readonly string[]): Promise<AlertCondition[]> =>
  db
    .select()
    .from(alertCondition)
    .where(inArray(alertCondition.profile, [...profiles]))
    .orderBy(asc(alertCondition.id));

/** From now on they are followed: what was before the confirmation is told to nobody. */
export const beginConditions = async (tx: Queries, profile: string, at: Date): Promise<void> => {
  await tx.update(alertCondition).set({ created: at }).where(eq(alertCondition.profile, profile));
};

export const removeCondition = async (tx: Queries, profile: string, id: string): Promise<boolean> =>
  (
    await tx
      .delete(alertCondition)
      .where(and(eq(alertCondition.profile, profile), eq(alertCondition.id, id)))
      .returning({ id: alertCondition.id })
  ).length > 0;

/** Profiles that are told of something now, locked until the transaction ends. */
export const lockProfiles = (tx: Transaction, ids: readonly string[]): Promise<AlertProfile[]> =>
  tx
    .select()
    .from(alertProfile)
    .where(and(inArray(alertProfile.id, [...ids]), eq(alertProfile.state, "active")))
    .orderBy(asc(alertProfile.id))
    .for("update");

export type NewTransition = typeof alertTransition.$inferInsert;

export const insertTransitions = async (
  tx: Queries,
  transitions: readonly NewTransition[],
): Promise<void> => {
  // That something is known again tells nobody: within one step, or when a clock goes through it twice, it stands there once.
  await insertPast(
    tx,
    transitions.filter(({ kind }) => kind === "sighted"),
  );
  const others = transitions.filter(({ kind }) => kind !== "sighted");
  if (others.length > 0) await tx.insert(alertTransition).values(others);
};

/** What was for the history alone; what stands there already stays. */
export const insertPast = async (
  tx: Queries,
  transitions: readonly NewTransition[],
): Promise<void> => {
  if (transitions.length > 0)
    await tx
      .insert(alertTransition)
      .values([...transitions])
      .onConflictDoNothing();
};

/** How a condition is after its last transition. */
export type ConditionAfter = Pick<
  AlertCondition,
  "id" | "phase" | "isBlind" | "startWasTold" | "since" | "before"
>;

/** Many rows by one statement. */
export const changeConditions = async (
  tx: Queries,
  all: readonly ConditionAfter[],
): Promise<void> => {
  if (all.length === 0) return;
  const rows = JSON.stringify(
    all.map(({ id, phase, isBlind, startWasTold, since, before }) => ({
      ...{ id, phase, since, before, is_blind: isBlind, start_was_told: startWasTold },
    })),
  );
  await tx.execute(
    sql`update ${alertCondition} set phase = new.phase, is_blind = new.is_blind, since = new.since, before = new.before, start_was_told = new.start_was_told from jsonb_to_recordset(${rows}::jsonb) as new(id uuid, phase text, is_blind boolean, since timestamptz, before timestamptz, start_was_told boolean) where ${alertCondition.id} = new.id`,
  );
};

export const noteMessages = async (
  tx: Queries,
  profiles: readonly string[],
  at: Date,
): Promise<void> => {
  if (profiles.length > 0)
    await tx
      .update(alertProfile)
      .set({ lastMessage: at })
      .where(inArray(alertProfile.id, [...profiles]));
};

/** Profiles of which something was held that may be told now. */
export const profilesWithHeld = async (
  db: Queries,
  now: Date,
  limit: number,
): Promise<readonly string[]> => {
  const rows = await db
    .selectDistinct({ profile: alertCondition.profile })
    .from(alertTransition)
    .innerJoin(alertCondition, eq(alertCondition.id, alertTransition.condition))
    .where(and(eq(alertTransition.answer, "held"), lte(alertTransition.heldUntil, now)))
    .limit(limit);
  return rows.map(({ profile }) => profile);
};

/** All that is held of some profiles, whatever its time. */
export const heldOf = (tx: Queries, conditions: readonly string[]): Promise<AlertTransition[]> =>
  conditions.length === 0
    ? Promise.resolve([])
    : tx
        .select()
        .from(alertTransition)
        .where(
          and(
            eq(alertTransition.answer, "held"),
            inArray(alertTransition.condition, [...conditions]),
          ),
        )
        .orderBy(asc(alertTransition.at));

/** What was recorded of forecasts of days that begin after an instant, by condition and beginning of the day. */
export const forecastDays = async (
  db: Queries,
  after: Date,
): Promise<ReadonlyMap<string, DaysOfCondition>> => {
  const { condition, at, kind, answer } = alertTransition;
  const rows = await db
    .select({ condition, at, kind, answer })
    .from(alertTransition)
    .innerJoin(alertCondition, eq(alertCondition.id, condition))
    .where(and(like(alertCondition.watched, "%:tomorrow"), gt(at, after)));
  return new Map(
    [...Map.groupBy(rows, (row) => row.condition)].map(([id, own]) => [
      id,
      Map.groupBy(own, (row) => row.at.getTime()),
    ]),
  );
};

export const answerTransitions = async (
  tx: Queries,
  all: readonly Pick<AlertTransition, "id" | "answer" | "heldUntil" | "message" | "answered">[],
): Promise<void> => {
  if (all.length === 0) return;
  const rows = JSON.stringify(
    all.map(({ id, answer, heldUntil, message, answered }) => ({
      ...{ id, answer, message, held_until: heldUntil, answered },
    })),
  );
  await tx.execute(
    sql`update ${alertTransition} set answer = new.answer, held_until = new.held_until, message = new.message, answered = new.answered from jsonb_to_recordset(${rows}::jsonb) as new(id uuid, answer text, held_until timestamptz, message uuid, answered timestamptz) where ${alertTransition.id} = new.id`,
  );
};

/** A transition, and what it is of. */
export interface TransitionRow {
  readonly transition: AlertTransition;
  readonly condition: AlertCondition;
}

const transitionRows = (db: Queries) =>
  db
    .select({ transition: alertTransition, condition: alertCondition })
    .from(alertTransition)
    .innerJoin(alertCondition, eq(alertCondition.id, alertTransition.condition));

export interface HistoryQuery {
  readonly profile: string;
  /** Older than this transition. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export const historyOf = async (
  db: Queries,
  { profile, before, limit }: HistoryQuery,
): Promise<readonly TransitionRow[]> =>
  transitionRows(db)
    .where(
      and(
        eq(alertCondition.profile, profile),
        before === undefined ? undefined : lt(alertTransition.id, before),
      ),
    )
    .orderBy(desc(alertTransition.id))
    .limit(limit);

export const findTransition = async (
  db: Queries,
  profile: string,
  id: string,
): Promise<TransitionRow | undefined> =>
  (
    await transitionRows(db).where(
      and(eq(alertCondition.profile, profile), eq(alertTransition.id, id)),
    )
  )[0];

export const noteVerdict = async (
  tx: Queries,
  id: string,
  verdict: AlertTransition["verdict"],
): Promise<void> => {
  await tx.update(alertTransition).set({ verdict }).where(eq(alertTransition.id, id));
};

/** What readers said of what was raised and told since an instant; of nobody's in particular. */
export const verdictsSince = (db: Queries, since: Date) =>
  db
    .select({
      ...{ watched: alertCondition.watched, up: alertCondition.up },
      ...{ verdict: alertTransition.verdict, counted: alertTransition.counted },
    })
    .from(alertTransition)
    .innerJoin(alertCondition, eq(alertCondition.id, alertTransition.condition))
    .where(and(isNotNull(alertTransition.verdict), gte(alertTransition.detected, since)));

/** Removes what was found out before an instant. */
export const removeOldTransitions = async (db: Database, until: Date): Promise<void> => {
  await db
    .delete(alertTransition)
    .where(and(lt(alertTransition.detected, until), sql`${alertTransition.answer} <> 'held'`));
};
