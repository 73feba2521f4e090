import { and, eq } from "drizzle-orm";
import { membership } from "../organisations/tables.ts";
import type { Queries } from "../records/database.ts";
import { stationGroup } from "./tables.ts";

export const isMemberOf = async (
  tx: Queries,
  group: string,
  person: string | undefined,
): Promise<boolean> => {
  if (person === undefined) return false;
  const found = await tx
    .select({ id: stationGroup.id })
    .from(stationGroup)
    .innerJoin(membership, eq(membership.of, stationGroup.id))
    .where(and(eq(stationGroup.id, group), eq(membership.member, person)));
  return found.length > 0;
};
