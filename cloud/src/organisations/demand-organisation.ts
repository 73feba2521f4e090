import * as z from "zod";
import { nameOf } from "../api/given-names.ts";
import { Problem } from "../api/problems.ts";
import type { Queries } from "../records/database.ts";
import { findOrganisation } from "./organisation-queries.ts";
import { organisationProblems } from "./problems.ts";

export const Of = z.object({ id: z.uuid() });

export const Circle = nameOf(40);

export type Row = NonNullable<Awaited<ReturnType<typeof findOrganisation>>>;

/** What a role in an organisation reaches. */
export const resourceOf = (id: string) => ({ organisation: id, thing: id });

export const demandOrganisation = async (db: Queries, id: string): Promise<Row> => {
  const found = await findOrganisation(db, id);
  if (found === undefined)
    throw new Problem(
      organisationProblems.organisation_unknown,
      "There is no organisation with this number.",
    );
  return found;
};
