import { asc, eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { type QualityReference, qualityReference } from "./tables.ts";

export const listReferences = (db: Queries): Promise<QualityReference[]> =>
  db.select().from(qualityReference).orderBy(asc(qualityReference.station));

export const putReference = async (
  tx: Queries,
  { station, ...given }: typeof qualityReference.$inferInsert,
): Promise<void> => {
  await tx
    .insert(qualityReference)
    .values({ station, ...given })
    .onConflictDoUpdate({ target: qualityReference.station, set: given });
};

/** False when it was none. */
export const removeReference = async (tx: Queries, station: string): Promise<boolean> =>
  (
    await tx
      .delete(qualityReference)
      .where(eq(qualityReference.station, station))
      .returning({ station: qualityReference.station })
  ).length > 0;
