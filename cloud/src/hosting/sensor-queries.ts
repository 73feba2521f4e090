import { and, desc, eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { type SensorReplacementRow, sensorReplacement } from "./tables.ts";

/** The sensors of a station that were replaced, the newest first. */
export const replacementsOf = (tx: Queries, id: string): Promise<SensorReplacementRow[]> =>
  tx
    .select()
    .from(sensorReplacement)
    .where(eq(sensorReplacement.station, id))
    .orderBy(desc(sensorReplacement.at), sensorReplacement.sensor);

export const countReplacements = (tx: Queries, id: string): Promise<number> =>
  tx.$count(sensorReplacement, eq(sensorReplacement.station, id));

/** The same sensor at the same instant is one replacement: what was said last holds. */
export const insertReplacement = async (
  tx: Queries,
  row: Omit<SensorReplacementRow, "id">,
): Promise<SensorReplacementRow> => {
  const [added] = await tx
    .insert(sensorReplacement)
    .values(row)
    .onConflictDoUpdate({
      target: [sensorReplacement.station, sensorReplacement.sensor, sensorReplacement.at],
      set: { reason: row.reason, successor: row.successor, recorded: row.recorded },
    })
    .returning();
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  return added;
};

export const removeReplacement = async (
  tx: Queries,
  station: string,
  id: string,
): Promise<SensorReplacementRow | undefined> =>
  (
    await tx
      .delete(sensorReplacement)
      .where(and(eq(sensorReplacement.id, id), eq(sensorReplacement.station, station)))
      .returning()
  )[0];
