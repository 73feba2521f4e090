import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Principal } from "../access/principal.ts";
import { type Api, trustedSerializer } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace, pointOf } from "../places/known-station.ts";
import {
  type DistanceCursor,
  demandNear,
  fitsPlace,
  isAfter,
  metresBetween,
  type PlaceQuestion,
  placeParameters,
  readDistanceCursor,
} from "../places/place-filters.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { AirOfStation, judgedAnswer, TablesAnswer } from "./answer.ts";
import type { PlaceNames } from "./place-names.ts";
import type { StationAirs } from "./station-airs.ts";
import { tablesInForce } from "./tables-in-force.ts";

const MOST_STATIONS = 500;
const MOST_IDS = 100;

const { near, radius, bbox, territory } = placeParameters;
const Query = z.object({
  ids: z
    .string()
    .max(MOST_IDS * 65)
    .transform((text, context): readonly string[] => {
      const names = [...new Set(text.split(","))];
      if (names.length <= MOST_IDS && names.every((name) => StationId.safeParse(name).success))
        return names;
      context.addIssue({
        code: "custom",
        message: `must be 1 to ${MOST_IDS} names of stations, with commas between them`,
      });
      return z.NEVER;
    })
    .optional()
    .meta({ description: `Names of stations, with commas between them: ${MOST_IDS} at most` }),
  ...{ near, radius, bbox, territory },
  hours: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .meta({ description: "With the means of the last 24 hours of each quantity, for small lines" }),
  cursor: z.string().min(1).max(80).optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(MOST_STATIONS).default(100),
});

const Page = z
  .object({
    at: z.iso.datetime(),
    stations: z.array(AirOfStation),
    next: z.string().optional(),
    total: z.int().meta({ description: "Stations on all pages" }),
    tables: TablesAnswer,
  })
  .meta({ id: "AirOfStations" });

const Point = z.object({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  radius: z.number().min(1).max(20_037_508).optional(),
  limit: z.int().min(1).max(50).default(5),
});

interface Question extends PlaceQuestion {
  readonly ids?: readonly string[] | undefined;
  readonly territory?: string | undefined;
  readonly hours?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const description =
  "Judged by the dated tables of indices, guidelines, noise and pollen, from the last 24 whole hours of each station; corrected values where there are some, which `recipe` says. In order of names, or of distance. Only stations that whoever asks may see, and none that is indoors. What is not known is null, and never good.";

export const airOfStationsRoutes = (
  api: Api,
  context: Pick<ModuleContext, "stations" | "knownStations" | "records" | "territories" | "now">,
  airs: StationAirs,
  names: PlaceNames,
): void => {
  const { stations, knownStations, records, territories, now } = context;

  const answer = async (
    { ids, territory: within, hours, cursor, limit, ...question }: Question,
    principal: Principal,
  ): Promise<z.infer<typeof Page>> => {
    demandNear(question);
    const around =
      within === undefined
        ? undefined
        : (await findTerritory(records.db, territories.country, within)).id;
    const isIn = around === undefined ? undefined : (id: string) => territories.liesIn(id, around);
    const candidates =
      ids === undefined
        ? [...stations.all()]
        : [...new Set(ids)].flatMap((id) => stations.atHand(id) ?? []);
    const metres = new Map<string, number>();
    const fitting = candidates.filter((record) => {
      const { id } = record;
      if (!airs.isTold(record, knownStations.viewOf(principal, id))) return false;
      const known = knownStations.find(id);
      if (!fitsPlace(known, question, isIn)) return false;
      const place = known && currentPlace(known);
      if (question.near !== undefined && place !== undefined)
        metres.set(id, metresBetween(question.near, pointOf(place)));
      return true;
    });
    const keyOf = (id: string): DistanceCursor => ({ metres: metres.get(id) ?? 0, name: id });
    const ordered = fitting.toSorted((one, other) =>
      isAfter(keyOf(one.id), keyOf(other.id)) ? 1 : -1,
    );
    let end: DistanceCursor | undefined;
    if (cursor !== undefined) {
      if (question.near !== undefined) end = readDistanceCursor(cursor);
      else if (StationId.safeParse(cursor).success) end = { metres: 0, name: cursor };
      else
        throw new Problem(
          apiProblems.invalid_request,
          '"cursor" must be `next` of the page before.',
        );
    }
    const rest = end === undefined ? ordered : ordered.filter(({ id }) => isAfter(keyOf(id), end));
    const page = rest.slice(0, limit);
    const found = await airs.of(page, (id) => knownStations.viewOf(principal, id));
    await names.ready(found.flatMap(({ place }) => place?.territory ?? []));
    const last = page.at(-1)?.id;
    return {
      at: isoInstant(now()),
      stations: found.map(({ record, name, state, origin, place, ...judged }) => ({
        ...{ station: record.id, name },
        kit: record.hello?.kit ?? null,
        ...{ state, origin },
        place: place === undefined ? null : names.placeOf(place),
        ...(question.near === undefined ? {} : { distance: keyOf(record.id).metres }),
        heardAt: newestOf(judged.quantities),
        ...judgedAnswer(judged, hours),
      })),
      ...(rest.length <= page.length || last === undefined
        ? {}
        : { next: question.near === undefined ? last : `${keyOf(last).metres}~${last}` }),
      total: ordered.length,
      tables: tablesInForce,
    };
  };

  // What somebody looks for says where they are.
  const config = { access: "measurements.read", keepsQuestions: false } as const;
  api.get(
    "/api/v1/air/stations",
    {
      config,
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "The air, the noise and the pollen at stations now, in words",
        description,
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query, principal }, reply) => {
      if (principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
      return answer(query, principal);
    },
  );

  api.post(
    "/api/v1/air/near",
    {
      config,
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "The same at the stations that are nearest to a point",
        description: `The point stands in the body, so that it is in no address, and is kept nowhere. ${description}`,
        body: Point,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ body: { lat, lon, radius: within, limit }, principal }, reply) => {
      reply.header("cache-control", "no-store");
      return answer({ near: { lat, lon }, radius: within, limit }, principal);
    },
  );
};

const newestOf = (
  quantities: readonly { readonly latest: { readonly at: number } | null }[],
): string | null => {
  const newest = Math.max(0, ...quantities.map(({ latest }) => latest?.at ?? 0));
  return newest === 0 ? null : isoInstant(newest);
};
