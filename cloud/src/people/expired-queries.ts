import { lt } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { attemptCount, session, signInLink, usedCode, verification } from "./tables.ts";

const DAY_MS = 86_400_000;

/** What has expired: links, waits, codes, sessions. */
export const removeExpired = async (tx: Queries, now: Date): Promise<void> => {
  const yesterday = new Date(now.getTime() - DAY_MS);
  await tx.delete(signInLink).where(lt(signInLink.expires, yesterday));
  await tx.delete(verification).where(lt(verification.expiresAt, now));
  await tx.delete(usedCode).where(lt(usedCode.at, yesterday));
  await tx.delete(session).where(lt(session.expiresAt, now));
  await tx.delete(attemptCount).where(lt(attemptCount.until, now));
};
