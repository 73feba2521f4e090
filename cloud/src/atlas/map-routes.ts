import * as z from "zod";
import { type Api, trustedSerializer } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { ChoiceAsked, understandChoice } from "./choice.ts";
import { cellsOf } from "./map-queries.ts";

const MOST_CELLS = 2_000;
/** A mark has room in a square of so many pixels. */
const CELL_PX = 64;
/** Of MapLibre: the world is one tile of 512 pixels at zoom 0. */
const WORLD_PX = 512;
const NEAREST = 18;

const Cell = z.object({
  lat: z.number(),
  lon: z.number(),
  count: z.int(),
  some: z
    .array(z.object({ slug: z.string(), name: z.string() }))
    .meta({ description: "Those that lie there, where they are a few" }),
});

const Bounds = z
  .string()
  .regex(/^-?\d+(?:\.\d+)?(?:,-?\d+(?:\.\d+)?){3}$/, "must be west,south,east,north in degrees")
  .transform((text) => text.split(",").map(Number) as [number, number, number, number]);

/** Where entries lie, for a map: those that would cover each other there are one mark. */
export const mapRoutes = (
  api: Api,
  { records, territories, now }: Pick<ModuleContext, "records" | "territories" | "now">,
): void => {
  const { db } = records;
  api.get(
    "/api/v1/atlas/map",
    {
      config: { access: "atlas.read", keepsQuestions: false },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "Where places and offers of the atlas lie, as a map of one zoom shows them",
        description:
          "The same entries as the list; those without a point are left out. Marks that would cover each other are one, with how many it stands for.",
        querystring: ChoiceAsked.extend({
          bounds: Bounds,
          zoom: z.coerce.number().min(0).max(22),
        }),
        response: {
          200: z
            .object({
              cells: z.array(Cell),
              isMore: z.boolean().meta({ description: `More than ${MOST_CELLS} marks` }),
            })
            .meta({ id: "AtlasMap" }),
          ...refusals,
        },
      },
    },
    async ({ query: { bounds, zoom, ...asked } }) => {
      const [west, south, east, north] = bounds;
      if (west > east || south > north)
        throw new Problem(apiProblems.invalid_request, '"bounds" is west,south,east,north.');
      const choice = await understandChoice(db, territories.country, asked);
      if (choice === undefined) return { cells: [], isMore: false };
      const step = (CELL_PX * 360) / (WORLD_PX * 2 ** Math.min(NEAREST, Math.round(zoom)));
      const cells = await cellsOf(db, choice, new Date(now()), {
        ...{ west, south, east, north, step, most: MOST_CELLS + 1 },
      });
      return { cells: cells.slice(0, MOST_CELLS), isMore: cells.length > MOST_CELLS };
    },
  );
};
