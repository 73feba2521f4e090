import { and, asc, eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { passkey, signInMethod, twoFactor, usedCode } from "./tables.ts";

export const findPassword = async (tx: Queries, who: string) =>
  (
    await tx
      .select()
      .from(signInMethod)
      .where(and(eq(signInMethod.userId, who), eq(signInMethod.providerId, "credential")))
  )[0];

export const putPassword = async (
  tx: Queries,
  who: string,
  hash: string,
  now: Date,
): Promise<void> => {
  await tx
    .insert(signInMethod)
    .values({
      userId: who,
      accountId: who,
      providerId: "credential",
      password: hash,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: [signInMethod.userId, signInMethod.providerId],
      set: { password: hash, updatedAt: now },
    });
};

export const removePassword = async (tx: Queries, who: string): Promise<void> => {
  await tx
    .delete(signInMethod)
    .where(and(eq(signInMethod.userId, who), eq(signInMethod.providerId, "credential")));
};

/** False when the code was used before. */
export const useCode = async (
  tx: Queries,
  who: string,
  codeHash: string,
  now: Date,
): Promise<boolean> =>
  (
    await tx
      .insert(usedCode)
      .values({ person: who, code: codeHash, at: now })
      .onConflictDoNothing()
      .returning({ code: usedCode.code })
  ).length > 0;

export const passkeysOf = (tx: Queries, who: string) =>
  tx
    .select({ id: passkey.id, name: passkey.name, created: passkey.createdAt })
    .from(passkey)
    .where(eq(passkey.userId, who))
    .orderBy(asc(passkey.createdAt));

export const removePasskey = async (tx: Queries, id: string, who: string): Promise<boolean> =>
  (
    await tx
      .delete(passkey)
      .where(and(eq(passkey.id, id), eq(passkey.userId, who)))
      .returning({ id: passkey.id })
  ).length > 0;

export const findTwoFactor = async (tx: Queries, who: string) =>
  (await tx.select().from(twoFactor).where(eq(twoFactor.userId, who)))[0];

export const removeTwoFactor = async (tx: Queries, who: string): Promise<void> => {
  await tx.delete(twoFactor).where(eq(twoFactor.userId, who));
};
