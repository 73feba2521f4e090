import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { mandate, person, session } from "./tables.ts";

export const findSession = async (tx: Queries, hash: string, now: Date) =>
  (
    await tx
      .select({ session, person, mandate })
      .from(session)
      .innerJoin(person, eq(person.id, session.userId))
      .leftJoin(mandate, eq(mandate.id, session.mandate))
      .where(and(eq(session.token, hash), gt(session.expiresAt, now)))
  )[0];

export const touchSession = async (tx: Queries, id: string, who: string, now: Date) => {
  await tx.update(session).set({ updatedAt: now }).where(eq(session.id, id));
  await tx.update(person).set({ lastSeen: now }).where(eq(person.id, who));
};

export const sessionsOf = (tx: Queries, who: string, now: Date) =>
  tx
    .select({ session, mandate })
    .from(session)
    .leftJoin(mandate, eq(mandate.id, session.mandate))
    .where(and(eq(session.userId, who), gt(session.expiresAt, now)))
    .orderBy(desc(session.updatedAt));

export const removeSession = async (tx: Queries, id: string, who: string): Promise<boolean> =>
  (
    await tx
      .delete(session)
      .where(and(eq(session.id, id), eq(session.userId, who)))
      .returning({ id: session.id })
  ).length > 0;

export const removeSessionByToken = async (tx: Queries, hash: string): Promise<void> => {
  await tx.delete(session).where(eq(session.token, hash));
};

export const removeSessions = async (tx: Queries, who: string, except?: string): Promise<void> => {
  await tx
    .delete(session)
    .where(and(eq(session.userId, who), except === undefined ? undefined : ne(session.id, except)));
};

export const setSessionMandate = async (
  tx: Queries,
  id: string,
  mandateId: string | null,
): Promise<void> => {
  await tx.update(session).set({ mandate: mandateId }).where(eq(session.id, id));
};
