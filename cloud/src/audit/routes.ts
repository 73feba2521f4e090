import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { InstantParameter } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { keyNames } from "../people/key-queries.ts";
import type { Queries } from "../records/database.ts";
import { titlesOf } from "../things/queries.ts";
import { listEntries } from "./queries.ts";
import type { AuditEntry } from "./tables.ts";

const Entry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actorKind: z.string(),
    actor: z.string().optional(),
    actorName: z
      .string()
      .optional()
      .meta({ description: "Today's name of the person or key; absent when they are gone" }),
    onBehalfOf: z.uuid().optional().meta({ description: "The person for whom the actor acted" }),
    onBehalfOfName: z.string().optional(),
    action: z.string(),
    thing: z.uuid().optional(),
    thingTitle: z.string().optional().meta({ description: "Today's; absent when it is gone" }),
    thingKind: z.string().optional(),
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

type Names = ReadonlyMap<string, { readonly title: string; readonly kind?: string }>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Today's names of whom and what the entries tell of: the entries themselves keep numbers only. */
const namesIn = async (db: Queries, rows: readonly AuditEntry[]): Promise<Names> => {
  const ids = [
    ...new Set(rows.flatMap(({ actor, onBehalfOf, thing }) => [actor, onBehalfOf, thing])),
  ].filter((id) => id !== null && UUID.test(id)) as string[];
  if (ids.length === 0) return new Map();
  const [things, keys] = await Promise.all([titlesOf(db, ids), keyNames(db, ids)]);
  return new Map<string, { title: string; kind?: string }>([
    ...keys.map(({ id, name }) => [id, { title: name }] as const),
    ...things,
  ]);
};

const kindOf = (names: Names, id: string | null): { readonly thingKind?: string } => {
  const kind = id === null ? undefined : names.get(id)?.kind;
  return kind === undefined ? {} : { thingKind: kind };
};

const named = <Field extends string>(
  names: Names,
  id: string | null,
  field: Field,
): { readonly [field in Field]?: string } => {
  const found = id === null ? undefined : names.get(id);
  return (found === undefined ? {} : { [field]: found.title }) as never;
};

const shownEntry = (row: AuditEntry, names: Names): z.infer<typeof Entry> => ({
  id: row.id,
  at: row.at.toISOString(),
  actorKind: row.actorKind,
  action: row.action,
  ...(row.actor === null ? {} : { actor: row.actor }),
  ...(row.onBehalfOf === null ? {} : { onBehalfOf: row.onBehalfOf }),
  ...(row.thing === null ? {} : { thing: row.thing }),
  ...named(names, row.actor, "actorName"),
  ...named(names, row.onBehalfOf, "onBehalfOfName"),
  ...named(names, row.thing, "thingTitle"),
  ...kindOf(names, row.thing),
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
      const names = await namesIn(records.db, shown);
      return {
        entries: shown.map((row) => shownEntry(row, names)),
        ...(rows.length > shown.length && last !== undefined ? { next: last.id } : {}),
      };
    },
  );
};
