import { eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import type { StationLife } from "./states.ts";
import { type StationRow, station } from "./tables.ts";

/** Adds a station without a host. What is not registered by somebody is seen by administrators only. */
export const insertStation = async (
  tx: Queries,
  given: { readonly name: string; readonly state: StationLife; readonly since: Date },
): Promise<string> => {
  const isWaiting = given.state === "waiting";
  const [added] = await tx
    .insert(thing)
    .values({
      kind: "station",
      slug: given.name,
      title: given.name,
      status: isWaiting ? "proposed" : "published",
      visibility: isWaiting ? "private" : "public",
    })
    .returning();
  if (added === undefined) throw new Error("PostgreSQL gave no row back.");
  await tx.insert(station).values({ id: added.id, ...given });
  return added.id;
};

export const findStation = async (tx: Queries, name: string): Promise<StationRow | undefined> =>
  (await tx.select().from(station).where(eq(station.name, name)))[0];
