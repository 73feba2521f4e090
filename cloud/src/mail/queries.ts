import { and, eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { mailStop } from "./tables.ts";

export const insertStop = async (
  db: Queries,
  stop: typeof mailStop.$inferInsert,
): Promise<void> => {
  await db.insert(mailStop).values(stop).onConflictDoNothing();
};

const ofTopic = (digest: Buffer, topic: string) =>
  and(eq(mailStop.digest, digest), eq(mailStop.topic, topic));

export const hasStop = async (db: Queries, digest: Buffer, topic: string): Promise<boolean> => {
  const found = await db.select().from(mailStop).where(ofTopic(digest, topic)).limit(1);
  return found.length > 0;
};

export const removeStop = async (db: Queries, digest: Buffer, topic: string): Promise<void> => {
  await db.delete(mailStop).where(ofTopic(digest, topic));
};
