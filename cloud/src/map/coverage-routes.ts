import * as z from "zod";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import { Choice, endOf } from "./choice.ts";
import { dividing, measuredTerritories } from "./coverage.ts";
import type { MapParts } from "./map-parts.ts";
import { coverageCounts, unmeasured } from "./outline-queries.ts";

const Counts = z.object({ territories: z.int(), measured: z.int() });

const Answer = z
  .object({
    at: z.iso.datetime(),
    kind: z.object({ kind: z.string(), name: Words }),
    town: Counts,
    country: Counts,
    unknown: Counts.meta({ description: "No list says whether they are town or country" }),
    unmeasured: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        environment: z.enum(["town", "country"]).nullable(),
      }),
    ),
    next: z.string().optional(),
    bounds: z
      .array(z.number())
      .nullable()
      .meta({ description: "West, south, east, north of all outlines; null without any" }),
  })
  .meta({ id: "MapCoverage" });

export const coverageRoutes = (
  api: Api,
  { records, territories, now, sheets, outlines }: MapParts,
): void => {
  const { country } = territories;
  const [kind = "commune"] = dividing(territories);
  const names = country.kinds.find((one) => one.kind === kind)?.names;

  api.get(
    "/api/v1/map/coverage",
    {
      config: { access: "measurements.read" },
      schema: {
        summary:
          "In how many municipalities somebody measures, in town and country, and in which nobody does",
        description:
          "From the stations outdoors that everybody sees. Where people measure, what is simulated or replayed does not count.",
        querystring: Choice.pick({ at: true }).extend({
          cursor: z
            .string()
            .regex(/^[\w-]{1,40}$/)
            .optional()
            .describe("`next` of the page before"),
          limit: z.coerce.number().int().min(0).max(500).default(50),
        }),
        response: { 200: Answer, ...refusals },
      },
    },
    async ({ query: { cursor, limit, ...choice } }) => {
      const end = endOf(choice, now());
      const { rows } = await sheets.of(end);
      const measured = [...measuredTerritories(rows, territories)];
      const [counts, found, { bounds }] = await Promise.all([
        coverageCounts(records.db, country.country, kind, measured),
        unmeasured(records.db, country.country, kind, measured, cursor, limit + 1),
        outlines(),
      ]);
      const countOf = (rural: boolean | null) => {
        const one = counts.find((count) => count.rural === rural);
        return { territories: one?.communes ?? 0, measured: one?.measured ?? 0 };
      };
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        at: isoInstant(end),
        kind: { kind, name: { fr: names?.fr ?? kind, en: names?.en ?? kind } },
        town: countOf(false),
        country: countOf(true),
        unknown: countOf(null),
        unmeasured: page.map(({ code, name, rural }) => ({
          key: `${country.country}-${kind}-${code.toLowerCase()}`,
          name,
          environment: rural === null ? null : rural ? ("country" as const) : ("town" as const),
        })),
        ...(found.length > limit && last !== undefined ? { next: last.code } : {}),
        bounds: bounds === undefined ? null : [...bounds],
      };
    },
  );
};
