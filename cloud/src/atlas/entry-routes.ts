import * as z from "zod";
import { may } from "../access/may.ts";
import type { Api } from "../api/api.ts";
import { pageOf } from "../api/page-of-list.ts";
import { Problem, refusals } from "../api/problems.ts";
import { actorOf } from "../people/own-account.ts";
import { type ChangingContext, createEntryChanges } from "./change-entry.ts";
import { demandEntry, Named, resourceOf } from "./demand-entry.ts";
import { EntryAnswer, SheetAnswer } from "./entry-answer.ts";
import { changesOf, findChange } from "./find-queries.ts";
import { atlasProblems } from "./problems.ts";
import { insertChanges, putCheck } from "./put-queries.ts";
import { AtlasSheet, entryStates } from "./sheet.ts";
import { changeKinds, checkedWays } from "./tables.ts";

const Change = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    kind: z.enum(changeKinds),
    by: z.string().optional().meta({ description: "Whose account it was" }),
    source: z.string().optional().meta({ description: "It came with an import of this source" }),
    before: SheetAnswer.optional().meta({ description: "What was said until then" }),
    stateBefore: z.enum(entryStates).optional(),
  })
  .meta({ id: "AtlasChange" });

export const entryRoutes = (api: Api, context: ChangingContext): void => {
  const { records, territories, audit } = context;
  const { db } = records;

  const { answer, change, write, by } = createEntryChanges(context);

  api.get(
    "/api/v1/atlas/entries/:name",
    {
      config: { access: "atlas.read" },
      schema: {
        summary: "One place or offer, by its name in addresses or its identifier",
        description: "Of one that was merged with another: the other, under its own name.",
        params: Named,
        response: { 200: EntryAnswer, ...refusals },
      },
    },
    async ({ params: { name }, principal }) => {
      const asked = await demandEntry(db, name);
      const { mergedInto } = asked.entry;
      const found = mergedInto === null ? asked : await demandEntry(db, mergedInto);
      const mayReview = may(principal, "atlas.review", resourceOf(found, territories));
      if (found.entry.state !== "published" && !mayReview)
        throw new Problem(atlasProblems.atlas_entry_unknown, `The atlas has no entry "${name}".`);
      return answer(found, mayReview);
    },
  );

  api.put(
    "/api/v1/atlas/entries/:name",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Change what is said of an entry",
        description: "What was said before is kept, and can be put back.",
        params: Named,
        body: z.strictObject({ sheet: z.record(z.string(), z.unknown()) }),
        response: { 200: EntryAnswer, ...refusals },
      },
    },
    async (request) => {
      const sheet = AtlasSheet.safeParse(request.body.sheet);
      return change(request, request.params.name, async (tx, found, at) => {
        if (!sheet.success)
          throw new Problem(
            atlasProblems.atlas_entry_refused,
            sheet.error.issues
              .map(({ path, message }) => `"${path.join(".")}": ${message}.`)
              .join(" "),
          );
        await write(request, tx, found, { sheet: sheet.data, kind: "changed", at });
      });
    },
  );

  api.post(
    "/api/v1/atlas/entries/:name/state",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Publish an entry, withdraw it, or set it aside for a review",
        params: Named,
        body: z.strictObject({ state: z.enum(entryStates) }),
        response: { 200: EntryAnswer, ...refusals },
      },
    },
    async (request) =>
      change(request, request.params.name, (tx, found, at) =>
        write(request, tx, found, {
          ...{ sheet: found.entry.sheet, state: request.body.state, kind: "state", at },
        }),
      ),
  );

  api.post(
    "/api/v1/atlas/entries/:name/checks",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Say that somebody made sure of an entry today, and how",
        params: Named,
        body: z.strictObject({ how: z.enum(checkedWays) }),
        response: { 200: EntryAnswer, ...refusals },
      },
    },
    async (request) =>
      change(request, request.params.name, async (tx, { entry }, at) => {
        await putCheck(tx, entry.id, {
          ...{ by: by(request), how: request.body.how, at },
          on: at.toISOString().slice(0, 10),
        });
        await insertChanges(tx, [
          {
            ...{ entry: entry.id, at, kind: "checked", by: by(request), source: null },
            ...{ before: null, stateBefore: null },
          },
        ]);
        await audit.write(tx, {
          ...{ ...actorOf(request), action: "atlas.check", thing: entry.id },
          after: { how: request.body.how },
        });
      }),
  );

  api.get(
    "/api/v1/atlas/entries/:name/changes",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "What was done to an entry, the newest first",
        params: Named,
        querystring: z.object({
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
        response: {
          200: z.object({ changes: z.array(Change), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const found = await demandEntry(db, request.params.name);
      request.demand(resourceOf(found, territories));
      const { cursor, limit } = request.query;
      const { page, ...next } = pageOf(
        await changesOf(db, found.entry.id, cursor, limit + 1),
        limit,
      );
      return {
        changes: page.map(({ id, at, kind, name, source, before, stateBefore }) => ({
          ...{ id, at: at.toISOString(), kind, by: name ?? undefined, source: source ?? undefined },
          ...{ before: before ?? undefined, stateBefore: stateBefore ?? undefined },
        })),
        ...next,
      };
    },
  );

  api.post(
    "/api/v1/atlas/entries/:name/revert",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Put back what was said before a change",
        params: Named,
        body: z.strictObject({ change: z.uuid() }),
        response: { 200: EntryAnswer, ...refusals },
      },
    },
    async (request) =>
      change(request, request.params.name, async (tx, found, at) => {
        const undone = await findChange(tx, found.entry.id, request.body.change);
        if (undone === undefined || (undone.before === null && undone.stateBefore === null))
          throw new Problem(
            atlasProblems.atlas_change_unknown,
            "Nothing that can be put back has this number: ask for the changes of the entry.",
          );
        await write(request, tx, found, {
          ...{ sheet: undone.before ?? found.entry.sheet, kind: "reverted", at },
          ...(undone.before === null && undone.stateBefore !== null
            ? { state: undone.stateBefore }
            : {}),
        });
      }),
  );
};
