import * as z from "zod";
import { type Api, trustedSerializer } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import type { GeoPoint } from "../places/grid.ts";
import { saysUnavailable } from "../records/unavailable.ts";
import { ChoiceAsked, corrected, understandChoice } from "./choice.ts";
import { CURSOR_LENGTH, cursorAfter, Listed, listedOf, readCursor } from "./list-answer.ts";
import {
  type After,
  type Choice,
  countEntries,
  entriesByDistance,
  entriesByName,
  type ListedEntry,
} from "./list-queries.ts";

const MOST_LISTED = 100;
/** Beyond this a number says nothing to a reader. */
const MOST_COUNTED = 1_000;

const Cursor = z.string().min(1).max(CURSOR_LENGTH).describe("`next` of the page before");

const Page = z
  .object({
    entries: z.array(Listed),
    next: z.string().optional().meta({ description: "Cursor of the next page" }),
    total: z
      .object({ count: z.int(), isMore: z.boolean() })
      .optional()
      .meta({ description: `Of the first page; counted up to ${MOST_COUNTED}` }),
    correction: z.string().optional().meta({
      description: "Nothing had the words that were asked for: what they were taken for",
    }),
  })
  .meta({ id: "AtlasPage" });

interface Asked {
  readonly asked: ChoiceAsked;
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly point?: GeoPoint;
}

/** Degrees with two decimals, about a kilometre: nobody is told where exactly somebody is. */
const rounded = (most: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .transform((degrees) => Math.round(degrees * 100) / 100);

export const listRoutes = (
  api: Api,
  { records, territories, now }: Pick<ModuleContext, "records" | "territories" | "now">,
): void => {
  const { db } = records;

  const page = async ({ asked, cursor, limit, point }: Asked): Promise<z.infer<typeof Page>> => {
    const at = new Date(now());
    const choice = await understandChoice(db, territories.country, asked);
    const after = cursor === undefined ? undefined : readCursor(cursor);
    if (cursor !== undefined && (after === undefined || "far" in after !== (point !== undefined)))
      throw new Problem(apiProblems.invalid_request, '"cursor" is of another list, or of none.');
    if (choice === undefined) return { entries: [], total: { count: 0, isMore: false } };
    const pages = { at, limit: limit + 1 };
    const find = (some: Choice): Promise<ListedEntry[]> =>
      point === undefined
        ? entriesByName(db, some, after as Extract<After, { order: string }> | undefined, pages)
        : entriesByDistance(db, some, point, after as Extract<After, { far: number }>, pages);
    let used = choice;
    let found = await find(choice);
    if (found.length === 0 && after === undefined) {
      const better = await corrected(db, choice);
      const others = better === undefined ? [] : await find(better);
      if (better !== undefined && others.length > 0) {
        used = better;
        found = others;
      }
    }
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const count =
      after === undefined ? await countEntries(db, used, at, MOST_COUNTED + 1) : undefined;
    return {
      entries: shown.map((each) => listedOf(each, point)),
      ...(last === undefined ? {} : { next: cursorAfter(last) }),
      ...(count === undefined
        ? {}
        : { total: { count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED } }),
      ...(used === choice ? {} : { correction: used.words }),
    };
  };

  api.get(
    "/api/v1/atlas/entries",
    {
      config: { access: "atlas.read", keepsQuestions: false },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "Places and offers of the atlas, in alphabetical order",
        description:
          "Words of a search may be misspelt: where nothing has them, `correction` says what they were taken for.",
        querystring: ChoiceAsked.extend({
          cursor: Cursor.optional(),
          limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(20),
        }),
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query: { cursor, limit, ...asked } }) => page({ asked, cursor, limit }),
  );

  api.post(
    "/api/v1/atlas/near",
    {
      config: { access: "atlas.read", keepsQuestions: false },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "Places and offers of the atlas around a point, the nearest first",
        description:
          "The point stands in the body, is rounded to 0.01° and is kept nowhere. Entries without a point are left out.",
        body: ChoiceAsked.extend({
          lat: rounded(90),
          lon: rounded(180),
          cursor: Cursor.optional(),
          limit: z.int().min(1).max(MOST_LISTED).default(20),
        }),
        response: { 200: Page, ...refusals },
      },
    },
    async ({ body: { cursor, limit, lat, lon, ...asked } }) =>
      page({ asked, cursor, limit, point: { lat, lon } }).catch((error: Error) => {
        if (error instanceof Problem || saysUnavailable(error)) throw error;
        // The statement and its values stand in the message, and the point among them.
        throw new Error("a search around a point failed", { cause: error.cause });
      }),
  );
};
