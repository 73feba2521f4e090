import { and, asc, desc, eq, gt, isNull } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { mandate, person } from "./tables.ts";

export type Mandate = typeof mandate.$inferSelect;

export const insertMandate = async (
  tx: Queries,
  given: typeof mandate.$inferInsert,
): Promise<string> =>
  (await tx.insert(mandate).values(given).returning({ id: mandate.id }))[0]?.id ?? "";

/** The mandates of a mediator over somebody that have not ended, the last to end first. */
export const openMandates = (
  tx: Queries,
  { mediator, who }: { mediator: string; who: string },
  now: Date,
): Promise<Mandate[]> =>
  tx
    .select()
    .from(mandate)
    .where(
      and(
        eq(mandate.mediator, mediator),
        eq(mandate.person, who),
        isNull(mandate.revoked),
        gt(mandate.until, now),
      ),
    )
    .orderBy(desc(mandate.until));

export const mandatesBy = (tx: Queries, mediator: string) =>
  tx
    .select({ mandate, person })
    .from(mandate)
    .innerJoin(person, eq(person.id, mandate.person))
    .where(eq(mandate.mediator, mediator))
    .orderBy(asc(person.name), desc(mandate.since));

export const mandatesOver = (tx: Queries, who: string): Promise<Mandate[]> =>
  tx.select().from(mandate).where(eq(mandate.person, who)).orderBy(desc(mandate.since));

/** The mandates over somebody end on this day at the latest. */
export const endMandatesBy = async (tx: Queries, who: string, end: Date): Promise<void> => {
  await tx
    .update(mandate)
    .set({ until: end })
    .where(and(eq(mandate.person, who), gt(mandate.until, end)));
};

/** False when there is no such mandate, or it was revoked before. */
export const revokeMandate = async (
  tx: Queries,
  id: string,
  of: { readonly mediator?: string; readonly who?: string },
  now: Date,
): Promise<boolean> =>
  (
    await tx
      .update(mandate)
      .set({ revoked: now })
      .where(
        and(
          eq(mandate.id, id),
          isNull(mandate.revoked),
          of.mediator === undefined ? undefined : eq(mandate.mediator, of.mediator),
          of.who === undefined ? undefined : eq(mandate.person, of.who),
        ),
      )
      .returning({ id: mandate.id })
  ).length > 0;
