import * as z from "zod";
import { type Api, trustedSerializer } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { limitRate } from "../api/rate-limit.ts";
import type { ModuleContext } from "../module.ts";
import { ChoiceAsked, understandChoice } from "./choice.ts";
import { demandEntry, Named } from "./demand-entry.ts";
import { SheetAnswer } from "./entry-answer.ts";
import { countEntries, entriesByName, type ListedEntry } from "./list-queries.ts";
import { atlasProblems } from "./problems.ts";
import { families, natures } from "./sheet.ts";
import { entryOfMark, originsOf } from "./sheets-queries.ts";
import { type CheckedWay, checkedWays } from "./tables.ts";
import { usualWeek } from "./usual-week.ts";

/** As many as a booklet holds. */
const MOST_SHEETS = 400;
/** Beyond it a number says nothing to a reader. */
const MOST_COUNTED = 10_000;
/** From one address: a library prints for many. */
const MOST_ASKED = 60;
const WITHIN_MS = 600_000;

/** As names in addresses end (sheet.ts). */
const MARK = /^[0-9a-f]{8}$/;

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

const Sheet = Whole.extend({
  mark: z.string().optional().meta({
    description: "Eight signs that lead to it as its name does: for addresses that are typed",
  }),
}).meta({ id: "AtlasPrintedSheet" });

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
    {
      slug,
      family,
      nature,
      source,
      sheet,
      checkedOn,
    }: Pick<ListedEntry, "slug" | "family" | "nature" | "source" | "sheet" | "checkedOn">,
    { licence, how }: { licence: string | null; how: CheckedWay | null },
  ): z.infer<typeof Whole> =>
    ({
      ...{ slug, family, nature, source, sheet },
      licence: licence ?? undefined,
      week: usualWeek(sheet.openingHours ?? ""),
      checked: checkedOn === null ? undefined : { on: checkedOn, how: how ?? undefined },
    }) as z.infer<typeof Whole>;

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
        entries: found.map((each) =>
          wholeOf(each, origins.get(each.id) ?? { licence: null, how: null }),
        ),
        total: { count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED },
      };
    },
  );

  api.get(
    "/api/v1/atlas/sheets/:name",
    {
      config: { access: "atlas.read" },
      schema: {
        summary: "One place or offer whole, by its name in addresses, its mark or its identifier",
        description: "What a card of it prints. Only what is published.",
        params: Named,
        response: { 200: Sheet, ...refusals },
      },
    },
    async ({ params: { name } }) => {
      const marked = MARK.test(name) ? await entryOfMark(db, name) : undefined;
      const asked = await demandEntry(db, marked ?? name);
      const { mergedInto } = asked.entry;
      // A card of a place that was merged leads to the other.
      const found = mergedInto === null ? asked : await demandEntry(db, mergedInto);
      const { entry, slug, licence } = found;
      if (entry.state !== "published")
        throw new Problem(atlasProblems.atlas_entry_unknown, `The atlas has no entry "${name}".`);
      const named = slug ?? entry.id;
      const mark = named.slice(-8);
      const isOwn = MARK.test(mark) && (await entryOfMark(db, mark)) === entry.id;
      return {
        ...wholeOf({ ...entry, slug: named }, { licence, how: entry.checkedHow }),
        ...(isOwn ? { mark } : {}),
      };
    },
  );
};
