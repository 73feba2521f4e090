import * as z from "zod";
import type { Answering, Asking } from "../api/api.ts";
import { Problem } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { findGroup, type GroupRow } from "./group-queries.ts";
import { placeProblems } from "./problems.ts";

export const GroupParams = z.object({ id: z.uuid() });

export const groupUnknown = () =>
  new Problem(placeProblems.group_unknown, "There is no such group.");

/** The group of the path. Whoever may not see it does not learn that it is there. */
export const demandGroup = async (
  { records }: Pick<ModuleContext, "records">,
  request: Asking,
  reply: Answering,
  id: string,
): Promise<GroupRow> => {
  if (request.principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
  const group = await findGroup(records.db, id);
  const { visibility = "private", owner } = group ?? {};
  const resource = { thing: id, owner: owner ?? undefined, visibility };
  if (!request.allows(resource)) {
    if (group?.visibility !== "public") throw groupUnknown();
    request.demand(resource);
  }
  if (group === undefined) throw groupUnknown();
  return group;
};
