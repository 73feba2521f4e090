import * as z from "zod";
import { type Api, trustedSerializer } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { limitRate } from "../api/rate-limit.ts";
import type { ModuleContext } from "../module.ts";
import { ChoiceAsked, understandChoice } from "./choice.ts";
import { SheetAnswer } from "./entry-answer.ts";
import { countEntries, entriesByName, type ListedEntry } from "./list-queries.ts";
import { families, natures } from "./sheet.ts";
import { originsOf } from "./sheets-queries.ts";
import { checkedWays } from "./tables.ts";
import { usualWeek } from "./usual-week.ts";

/** As many as a booklet holds. */
const MOST_SHEETS = 400;
/** Beyond it a number says nothing to a reader. */
const MOST_COUNTED = 10_000;
/** From one address: a library prints for many. */
const MOST_ASKED = 60;
const WITHIN_MS = 600_000;

const Times = z.array(z.object({ from: z.string(), until: z.string() }));

const Whole = z.object({
  slug: z.string(),
  family: z.enum(families),
  nature: z.enum(natures),
  source: z.string(),
  licence: z.string().optional(),
  sheet: SheetAnswer,
  week: z
    .object({
      days: z.array(Times).meta({ description: "Local times, Monday first; until 24:00" }),
      holidays: Times.optional().meta({ description: "Absent: the hours say nothing of them" }),
    })
    .optional()
    .meta({ description: "Where the hours are the same each week and say nothing else" }),
  checked: z.object({ on: z.iso.date(), how: z.enum(checkedWays).optional() }).optional(),
});

const Sheets = z
  .object({
    entries: z.array(Whole),
    total: z.object({ count: z.int(), isMore: z.boolean() }).meta({
      description: `Of all that fit; counted up to ${MOST_COUNTED}`,
    }),
    most: z.int().meta({ description: "More than these are not told" }),
  })
  .meta({ id: "AtlasSheets" });

/** Entries whole, as paper needs them. */
export const sheetsRoutes = async (
  api: Api,
  {
    people,
    records,
    territories,
    now,
  }: Pick<ModuleContext, "people" | "records" | "territories" | "now">,
): Promise<void> => {
  const { db } = records;
  const limits = await limitRate(api, {
    most: MOST_ASKED,
    withinMs: WITHIN_MS,
    countedAs: people.visitors.countedAs,
  });

  const wholeOf = (
    { id, slug, family, nature, source, sheet, checkedOn }: ListedEntry,
    origins: Awaited<ReturnType<typeof originsOf>>,
  ): z.infer<typeof Whole> => {
    const { licence, how } = origins.get(id) ?? { licence: null, how: null };
    return {
      ...{ slug, family, nature, source, sheet },
      licence: licence ?? undefined,
      week: usualWeek(sheet.openingHours ?? ""),
      checked: checkedOn === null ? undefined : { on: checkedOn, how: how ?? undefined },
    } as z.infer<typeof Whole>;
  };

  api.get(
    "/api/v1/atlas/sheets",
    {
      config: { access: "atlas.read", keepsQuestions: false, ...limits },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: `Up to ${MOST_SHEETS} places and offers of the atlas, whole, in alphabetical order: what a booklet prints`,
        description:
          "The same entries as the list, with their hours as a week where they can be said as one. Nobody is named who checked them.",
        querystring: ChoiceAsked.extend({
          limit: z.coerce.number().int().min(1).max(MOST_SHEETS).default(MOST_SHEETS),
        }),
        response: { 200: Sheets, ...refusals },
      },
    },
    async ({ query: { limit, ...asked } }) => {
      const at = new Date(now());
      const choice = await understandChoice(db, territories.country, asked);
      const none = { entries: [], total: { count: 0, isMore: false }, most: MOST_SHEETS };
      if (choice === undefined) return none;
      const [found, count] = await Promise.all([
        entriesByName(db, choice, undefined, { at, limit }),
        countEntries(db, choice, at, MOST_COUNTED + 1),
      ]);
      const origins = await originsOf(
        db,
        found.map(({ id }) => id),
      );
      return {
        ...none,
        entries: found.map((each) => wholeOf(each, origins)),
        total: { count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED },
      };
    },
  );
};
