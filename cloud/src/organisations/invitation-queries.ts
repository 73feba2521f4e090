import { and, eq, gt, lt } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { invitation } from "./tables.ts";

export const putInvitation = async (
  tx: Queries,
  given: typeof invitation.$inferInsert,
): Promise<void> => {
  const { circle = null, role = null, expires, created, invitedBy = null } = given;
  await tx
    .insert(invitation)
    .values(given)
    .onConflictDoUpdate({
      target: [invitation.organisation, invitation.email],
      set: { circle, role, expires, created, invitedBy },
    });
};

export const invitationsTo = (tx: Queries, email: string, now: Date) =>
  tx
    .select({ invitation, title: thing.title })
    .from(invitation)
    .innerJoin(thing, eq(thing.id, invitation.organisation))
    .where(and(eq(invitation.email, email), gt(invitation.expires, now)));

/** The invitation, gone; undefined when it was for another address, or accepted before. */
export const takeInvitation = async (tx: Queries, id: string, email: string, now: Date) =>
  (
    await tx
      .delete(invitation)
      .where(and(eq(invitation.id, id), eq(invitation.email, email), gt(invitation.expires, now)))
      .returning()
  )[0];

export const removeInvitationsTo = async (tx: Queries, email: string): Promise<void> => {
  await tx.delete(invitation).where(eq(invitation.email, email));
};

export const removeOldInvitations = async (tx: Queries, now: Date): Promise<void> => {
  await tx.delete(invitation).where(lt(invitation.expires, now));
};
