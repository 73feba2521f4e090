import { StationId } from "@datacityzen/hardware/identifiers";
import { quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { environments } from "../air/answer.ts";
import { type Api, trustedSerializer } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { metresBetween } from "../places/place-filters.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { OriginName } from "../stations/latest-answer.ts";
import { State } from "../stations/station-answer.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { AIR, Choice, endOf } from "./choice.ts";
import type { MapParts } from "./map-parts.ts";
import { compareRanks, cursorOf, rankOf, readCursor, sorts } from "./order.ts";
import { type Row, type ShownRow, shownOf } from "./rows.ts";

const MOST_STATIONS = 500;
const Key = z.string().regex(/^[\w-]{1,60}$/);

const Query = Choice.extend({
  sort: z
    .enum(sorts)
    .default("high")
    .describe("`high`: the worst first; `distance` needs `from`; what is unknown stands last"),
  from: Key.optional().describe("Key or code of the territory from whose middle distances count"),
  territory: Key.optional().describe("Only stations whose public point lies in it"),
  cursor: z.string().min(1).max(120).optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(MOST_STATIONS).default(100),
});

const Level = z.int().min(1).max(6).nullable();
const Listed = z.object({
  station: StationId,
  name: z.string().meta({ description: "What its host calls it, or `station` otherwise" }),
  value: z.number().nullable(),
  level: Level.meta({ description: "1 the best; null: not known, or of a quantity without index" }),
  origin: OriginName,
  state: State,
  sure: z.enum(["good", "fair", "weak", "not_measured", "unknown"]),
  place: z
    .object({
      lat: z.number(),
      lon: z.number(),
      commune: z.object({ key: z.string(), name: z.string() }).nullable(),
      environment: z.enum(environments).nullable(),
    })
    .nullable(),
  distance: z.int().optional().meta({ description: "Metres from the middle of `from`" }),
});

const Page = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    quantity: z.string(),
    unit: z.string().nullable(),
    stations: z.array(Listed),
    next: z.string().optional(),
    quantities: z
      .array(z.string())
      .meta({ description: "What stations of this hour measure: others give an empty list" }),
    total: z.int().meta({ description: "Stations on all pages" }),
    levels: z
      .array(z.object({ level: Level, stations: z.int() }))
      .meta({ description: "How many stations of each level; null: not known" }),
    range: z
      .object({ lowest: z.number(), highest: z.number() })
      .nullable()
      .meta({ description: "Of the values" }),
    bounds: z
      .array(z.number())
      .nullable()
      .meta({ description: "West, south, east, north of the public points; null without any" }),
  })
  .meta({ id: "MapList" });

const boundsOf = (shown: readonly ShownRow[]): number[] | null => {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const {
    row: { point },
  } of shown) {
    if (point === undefined) continue;
    west = Math.min(west, point.lon);
    south = Math.min(south, point.lat);
    east = Math.max(east, point.lon);
    north = Math.max(north, point.lat);
  }
  return west > east ? null : [west, south, east, north];
};

const levelsOf = (shown: readonly ShownRow[]) => {
  const counts = Map.groupBy(shown, ({ figure }) => figure.level);
  return [1, 2, 3, 4, 5, 6, null].flatMap((level) => {
    const stations = counts.get(level)?.length ?? 0;
    return stations === 0 ? [] : [{ level, stations }];
  });
};

const rangeOf = (shown: readonly ShownRow[]) => {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const {
    figure: { value },
  } of shown) {
    if (value === null) continue;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return lowest > highest ? null : { lowest, highest };
};

const inOrder = Object.keys(quantities);
/** In the order of the contract; asked of each list of rows once. */
const known = new WeakMap<readonly Row[], string[]>();
const quantitiesOf = (rows: readonly Row[]): string[] => {
  const before = known.get(rows);
  if (before !== undefined) return before;
  const found = new Set<string>(rows.flatMap(({ figures }) => [...figures.keys()]));
  const ordered = inOrder.filter((name) => found.has(name));
  known.set(rows, ordered);
  return ordered;
};

export const listRoutes = (
  api: Api,
  { records, territories, now, sheets, names }: MapParts,
): void => {
  /** The middle of a territory: where its label stands. */
  const middleOf = async (key: string) => {
    const { labelLat, labelLon, name } = await findTerritory(records.db, territories.country, key);
    if (labelLat !== null && labelLon !== null) return { lat: labelLat, lon: labelLon };
    throw new Problem(
      apiProblems.invalid_request,
      `No outline of ${name} was imported: its middle is not known.`,
    );
  };

  api.get(
    "/api/v1/map/stations",
    {
      config: { access: "measurements.read", keepsQuestions: false },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "What the map shows, as a sorted list",
        description:
          "The stations outdoors that everybody sees, as `/api/v1/map/tiles/stations` has them: of the index all, of a quantity those that measure it.",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query: { sort, from, territory, cursor, limit, ...choice } }) => {
      const end = endOf(choice, now());
      if (sort === "distance" && from === undefined)
        throw new Problem(apiProblems.invalid_request, '"sort=distance" needs "from".');
      const middle = from === undefined ? undefined : await middleOf(from);
      const around =
        territory === undefined
          ? undefined
          : (await findTerritory(records.db, territories.country, territory)).id;
      const { rows } = await sheets.of(end);
      const shown = shownOf(rows, choice).filter(
        ({ row }) =>
          around === undefined ||
          (row.territory !== undefined && territories.liesIn(row.territory, around)),
      );
      const ranked = shown
        .map((one) => {
          const { point } = one.row;
          const metres =
            middle === undefined || point === undefined ? undefined : metresBetween(middle, point);
          return { ...one, metres, rank: rankOf(one, sort, metres) };
        })
        .toSorted((one, other) => compareRanks(one.rank, other.rank));
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const rest =
        after === undefined ? ranked : ranked.filter(({ rank }) => compareRanks(rank, after) > 0);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      await names.ready(page.flatMap(({ row }) => row.territory ?? []));
      return {
        from: isoInstant(end - (choice.kind === "value" ? 1 : 24) * HOUR_MS),
        to: isoInstant(end),
        quantity: choice.quantity,
        unit: choice.quantity === AIR ? null : quantities[choice.quantity].unitSymbol,
        stations: page.map(({ row, figure, metres }) => ({
          ...{ station: row.station, name: row.name },
          ...figure,
          ...{ origin: row.origin, state: row.state, sure: row.sure },
          place:
            row.point === undefined
              ? null
              : {
                  ...row.point,
                  commune: names.communeOf(row.territory),
                  environment: row.environment,
                },
          ...(metres === undefined ? {} : { distance: metres }),
        })),
        ...(rest.length > page.length && last !== undefined ? { next: cursorOf(last.rank) } : {}),
        quantities: quantitiesOf(rows),
        total: shown.length,
        levels: levelsOf(shown),
        range: rangeOf(shown),
        bounds: boundsOf(shown),
      };
    },
  );
};
