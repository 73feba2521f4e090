import * as z from "zod";
import type { Resource } from "../access/may.ts";
import { Problem } from "../api/problems.ts";
import type { Queries } from "../records/database.ts";
import type { Territories } from "../territories/territories.ts";
import { type FoundEntry, findEntry } from "./find-queries.ts";
import { atlasProblems } from "./problems.ts";

export const Named = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,80}$/, "must be the name of an entry in addresses, or its identifier"),
});

/** Throws `Problem` where there is none of this name. */
export const demandEntry = async (db: Queries, name: string): Promise<FoundEntry> => {
  const found = await findEntry(db, name);
  if (found !== undefined) return found;
  throw new Problem(atlasProblems.atlas_entry_unknown, `The atlas has no entry "${name}".`);
};

/** An entry as the rules of access see it: whoever looks after its territory looks after it. */
export const resourceOf = (
  { entry, territory }: FoundEntry,
  territories: Territories,
): Resource => ({
  thing: entry.id,
  territories: territory === null ? [] : territories.around(territory),
  visibility: entry.state === "published" ? "public" : "private",
});
