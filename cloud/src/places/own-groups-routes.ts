import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { accountIn } from "../people/own-account.ts";
import { groupsOfMember } from "./group-queries.ts";
import { groupKinds } from "./tables.ts";

const OwnGroup = z.object({
  id: z.uuid(),
  title: z.string(),
  kind: z.enum(groupKinds),
  isMine: z.boolean().meta({ description: "Whoever asks made it, and may change it" }),
});

export const ownGroupsRoutes = (api: Api, { records }: Pick<ModuleContext, "records">): void => {
  api.get(
    "/api/v1/account/groups",
    {
      config: { access: "account.read", resource: "own account" },
      schema: {
        summary: "The groups to which whoever asks belongs",
        response: { 200: z.object({ groups: z.array(OwnGroup) }), ...refusals },
      },
    },
    async (request) => {
      const own = accountIn(request);
      return {
        groups: (await groupsOfMember(records.db, own)).map(({ owner, ...group }) => ({
          ...group,
          isMine: owner === own,
        })),
      };
    },
  );
};
