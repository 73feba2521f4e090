import * as z from "zod";
import type { Api } from "../api/api.ts";
import { pageOf } from "../api/page-of-list.ts";
import { Problem, refusals } from "../api/problems.ts";
import { type Answers, sheetOfAnswers } from "./answers.ts";
import { type ChangingContext, createEntryChanges } from "./change-entry.ts";
import { demandEntry, resourceOf } from "./demand-entry.ts";
import { demandTerritories } from "./demand-territories.ts";
import { correctionsWaiting, findDraft, lockDraft, settleDraft } from "./draft-queries.ts";
import { lockEntry } from "./find-queries.ts";
import { atlasProblems } from "./problems.ts";
import type { AtlasSheet } from "./sheet.ts";

const Correction = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    slug: z.string(),
    name: z.string(),
    changes: z.array(
      z.object({
        field: z.string().meta({ description: "Of the sheet" }),
        before: z.string().optional(),
        after: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "AtlasCorrection" });

const Pages = z.object({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const shown = (value: unknown): string | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? value.join(" · ") : String(value);

/** What a correction changes of what is said now. */
const changesOf = (answers: Answers, before: AtlasSheet) => {
  const { sheet } = sheetOfAnswers(answers, before);
  if (sheet === undefined) return [];
  const fields = [
    ...new Set([...Object.keys(before), ...Object.keys(sheet)]),
  ] as (keyof AtlasSheet)[];
  return fields
    .map((field) => ({ field, before: shown(before[field]), after: shown(sheet[field]) }))
    .filter((each) => each.before !== each.after);
};

/** Corrections that people submitted, for those who look after the territory. */
export const correctionRoutes = (api: Api, context: ChangingContext): void => {
  const { records, territories, now, times } = context;
  const { db } = records;
  const { write } = createEntryChanges(context);

  api.get(
    "/api/v1/atlas/corrections",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Corrections of entries that wait to be read, the oldest first",
        querystring: Pages,
        response: {
          200: z.object({ corrections: z.array(Correction), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const some = demandTerritories(request.principal);
      request.allows({});
      const { page, ...next } = pageOf(
        await correctionsWaiting(db, some, cursor, limit + 1),
        limit,
      );
      return {
        corrections: page.flatMap(({ id, at, answers, about }) =>
          about === undefined
            ? []
            : [
                {
                  ...{ id, at: at.toISOString(), slug: about.slug ?? id, name: about.name },
                  changes: changesOf(answers, about.sheet),
                },
              ],
        ),
        ...next,
      };
    },
  );

  api.post(
    "/api/v1/atlas/corrections/:id",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Take a correction over, or refuse it",
        params: z.object({ id: z.uuid() }),
        body: z.strictObject({ taken: z.boolean() }),
        response: { 200: z.object({ taken: z.boolean() }), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { taken } = request.body;
      await db.transaction(async (tx) => {
        await lockDraft(tx, id);
        const draft = await findDraft(tx, id);
        if (draft?.entry == null || !draft.isCorrection || draft.state !== "submitted") {
          request.allows({});
          throw new Problem(
            atlasProblems.atlas_draft_unknown,
            `No correction has the number ${id}, or somebody has read it.`,
          );
        }
        await lockEntry(tx, draft.entry);
        const found = await demandEntry(tx, draft.entry);
        request.demand(resourceOf(found, territories));
        const at = new Date(now());
        const { sheet } = sheetOfAnswers(draft.answers, found.entry.sheet);
        if (taken && sheet !== undefined)
          await write(request, tx, found, {
            // The day on which somebody knew it.
            sheet: { ...sheet, updatedOn: draft.at.toISOString().slice(0, 10) },
            ...{ kind: "changed", at, by: draft.person },
          });
        await settleDraft(tx, id, { state: taken ? "accepted" : "refused", at });
      });
      times.hurry();
      return { taken };
    },
  );
};
