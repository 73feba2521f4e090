import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { InstantParameter } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { listEntries } from "./queries.ts";
import type { AuditEntry } from "./tables.ts";

const Entry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actorKind: z.string(),
    actor: z.string().optional(),
    onBehalfOf: z.uuid().optional().meta({ description: "The person for whom the actor acted" }),
    action: z.string(),
    thing: z.uuid().optional(),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: "AuditEntry" });

const Query = z.object({
  thing: z.uuid().optional(),
  actor: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  from: InstantParameter.optional().describe("At or after"),
  until: InstantParameter.optional().describe("Before"),
  cursor: z.uuid().optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Page = z.object({
  entries: z.array(Entry),
  next: z.uuid().optional().meta({ description: "Cursor of the next page; absent on the last" }),
});

const shownEntry = (row: AuditEntry): z.infer<typeof Entry> => ({
  id: row.id,
  at: row.at.toISOString(),
  actorKind: row.actorKind,
  action: row.action,
  ...(row.actor === null ? {} : { actor: row.actor }),
  ...(row.onBehalfOf === null ? {} : { onBehalfOf: row.onBehalfOf }),
  ...(row.thing === null ? {} : { thing: row.thing }),
  ...(row.before === null ? {} : { before: row.before }),
  ...(row.after === null ? {} : { after: row.after }),
});

export const auditRoutes = (api: Api, { records }: Pick<ModuleContext, "records">): void => {
  api.get(
    "/api/v1/admin/audit",
    {
      config: { access: "audit.read" },
      schema: {
        summary: "Who changed what",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query }) => {
      const rows = await listEntries(records.db, { ...query, limit: query.limit + 1 });
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        entries: shown.map(shownEntry),
        ...(rows.length > shown.length && last !== undefined ? { next: last.id } : {}),
      };
    },
  );
};
