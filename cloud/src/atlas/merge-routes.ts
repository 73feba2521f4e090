import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { actorOf } from "../people/own-account.ts";
import { type ChangingContext, createEntryChanges } from "./change-entry.ts";
import { demandEntry, Named, resourceOf } from "./demand-entry.ts";
import { EntryAnswer } from "./entry-answer.ts";
import { entriesAlike, lockEntry } from "./find-queries.ts";
import { createLikes } from "./judge-import.ts";
import { askedKeysOf, likenessReasons } from "./likeness.ts";
import { atlasProblems } from "./problems.ts";
import { insertChanges, putMerge } from "./put-queries.ts";

const MOST_LIKES = 10;

const Like = z.object({
  slug: z.string(),
  name: z.string(),
  source: z.string(),
  street: z.string().optional(),
  commune: z.string().optional(),
  score: z.number().meta({ description: "0 to 1" }),
  reasons: z.array(z.enum(likenessReasons)),
});

/** Entries that are the same place, the likest first, and one of two. */
export const mergeRoutes = (api: Api, context: ChangingContext): void => {
  const { records, territories, audit, now, times } = context;
  const { db } = records;
  const { answer, by, write } = createEntryChanges(context);

  api.get(
    "/api/v1/atlas/entries/:name/likes",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Entries that are probably the same place, the likest first",
        params: Named,
        response: { 200: z.object({ likes: z.array(Like) }), ...refusals },
      },
    },
    async (request) => {
      const found = await demandEntry(db, request.params.name);
      request.demand(resourceOf(found, territories));
      const { nature, sheet, id } = found.entry;
      const known = await entriesAlike(db, nature, askedKeysOf(sheet));
      const likes = createLikes(
        known.filter((each) => each.id !== id).map((each) => ({ ...each, nature })),
      ).of({ nature, sheet }, MOST_LIKES);
      return {
        likes: likes.map(({ entry, likeness: { score, reasons } }) => ({
          ...{ slug: entry.slug ?? entry.id, name: entry.sheet.name, source: entry.source },
          ...{ street: entry.sheet.street, commune: entry.sheet.commune, score },
          reasons: [...reasons],
        })),
      };
    },
  );

  api.post(
    "/api/v1/atlas/entries/:name/merge",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Say that an entry is the same place as another, which stays",
        description:
          "What the other does not say is taken over. The old page leads to it; imports find the merged one by its key, and publish it no more. It is undone by publishing it again.",
        params: Named,
        body: z.strictObject({ into: Named.shape.name }),
        response: { 200: EntryAnswer, ...refusals },
      },
    },
    async (request) => {
      const into = await db.transaction(async (tx) => {
        const ids = [
          (await demandEntry(tx, request.params.name)).entry.id,
          (await demandEntry(tx, request.body.into)).entry.id,
        ] as const;
        // In one order: two that merge the same pair wait for each other.
        for (const id of ids.toSorted()) await lockEntry(tx, id);
        const [from, kept] = [await demandEntry(tx, ids[0]), await demandEntry(tx, ids[1])];
        for (const one of [from, kept]) request.demand(resourceOf(one, territories));
        if (ids[0] === ids[1] || from.entry.nature !== kept.entry.nature)
          throw new Problem(
            atlasProblems.atlas_merge_refused,
            "Choose two entries, both of them places or both of them services.",
          );
        if (kept.entry.mergedInto !== null || from.entry.mergedInto !== null)
          throw new Problem(
            atlasProblems.atlas_merge_refused,
            "One of the two became part of another entry already.",
          );
        const at = new Date(now());
        await write(request, tx, kept, {
          ...{ sheet: { ...from.entry.sheet, ...kept.entry.sheet }, kind: "changed", at },
        });
        await putMerge(tx, from.entry.id, kept.entry.id, at);
        await insertChanges(tx, [
          {
            ...{ entry: from.entry.id, at, kind: "merged", by: by(request), source: null },
            ...{ before: null, stateBefore: from.entry.state },
          },
        ]);
        await audit.write(tx, {
          ...{ ...actorOf(request), action: "atlas.merge", thing: from.entry.id },
          after: { into: kept.entry.id },
        });
        return kept.entry.id;
      });
      times.hurry();
      return answer(await demandEntry(db, into), true);
    },
  );
};
