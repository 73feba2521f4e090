import { desc, eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { consent } from "./tables.ts";

export type Consent = typeof consent.$inferSelect;

export const insertConsent = async (
  tx: Queries,
  given: typeof consent.$inferInsert,
): Promise<void> => {
  await tx.insert(consent).values(given);
};

export const consentsOf = (tx: Queries, who: string): Promise<Consent[]> =>
  tx.select().from(consent).where(eq(consent.person, who)).orderBy(desc(consent.at));
