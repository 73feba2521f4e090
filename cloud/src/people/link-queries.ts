import { and, eq, gt, isNull } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { signInLink } from "./tables.ts";

export type SignInLink = typeof signInLink.$inferSelect;

export const insertLink = async (
  tx: Queries,
  given: typeof signInLink.$inferInsert,
): Promise<void> => {
  await tx.insert(signInLink).values(given);
};

const isGood = (hash: string, now: Date) =>
  and(eq(signInLink.token, hash), isNull(signInLink.used), gt(signInLink.expires, now));

export const findLink = async (
  tx: Queries,
  hash: string,
  now: Date,
): Promise<SignInLink | undefined> =>
  (await tx.select().from(signInLink).where(isGood(hash, now)))[0];

/** The link, marked as used; undefined when it was used before, also a moment before. */
export const consumeLink = async (
  tx: Queries,
  hash: string,
  now: Date,
): Promise<SignInLink | undefined> =>
  (await tx.update(signInLink).set({ used: now }).where(isGood(hash, now)).returning())[0];

export const removeLinksOf = async (
  tx: Queries,
  { kind, who }: { kind?: SignInLink["kind"]; who?: string },
): Promise<void> => {
  await tx
    .delete(signInLink)
    .where(
      and(
        kind === undefined ? undefined : eq(signInLink.kind, kind),
        who === undefined ? undefined : eq(signInLink.person, who),
      ),
    );
};

/** Links to an address that no account had when they were sent. */
export const removeLinksTo = async (tx: Queries, email: string): Promise<void> => {
  await tx.delete(signInLink).where(eq(signInLink.email, email));
};
