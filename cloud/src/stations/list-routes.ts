import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { type Api, trustedSerializer } from "../api/api.ts";
import { commaSeparated } from "../api/comma-separated.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { currentPlace, pointOf } from "../places/known-station.ts";
import {
  type DistanceCursor,
  demandNear,
  fitsPlace,
  isAfter,
  metresBetween,
  placeParameters,
  readDistanceCursor,
} from "../places/place-filters.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { asLatest, Latest, OriginName, seenOf } from "./latest-answer.ts";
import { nameLimits } from "./limits.ts";
import { isOutOfService, ranksOf, sorts } from "./list-order.ts";
import { type StationRecord, stateOf } from "./station.ts";
import { State, Station } from "./station-answer.ts";
import { stationGroups } from "./station-groups.ts";
import type { StationRoutesParts } from "./station-routes-parts.ts";

const MOST_STATIONS = 500;

const MOST_IDS = 100;

const Group = z.enum(stationGroups);

const Query = z.object({
  search: z
    .string()
    .max(64)
    .optional()
    .describe("A part of the name, or of what its host calls it"),
  state: commaSeparated(State, State.options.length).optional().meta({
    description: "One state or several, with commas between them",
  }),
  group: commaSeparated(Group, stationGroups.length).optional().meta({
    description:
      "`look`: somebody should look; `well`: it measures; `asleep`: it said so; `out`: under maintenance or retired. One or several",
  }),
  ids: commaSeparated(StationId, MOST_IDS)
    .optional()
    .meta({ description: `Only these stations: ${MOST_IDS} at most, with commas between them` }),
  sort: z.enum(sorts).default("name").meta({
    description:
      "`fault`: those that need a look first; `heard`: heard last first; `new`: newest first. With `near`, distance alone counts",
  }),
  origin: OriginName.optional(),
  ...placeParameters,
  cursor: z.string().min(1).max(80).optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(MOST_STATIONS).default(100),
});

const Page = z.object({
  stations: z.array(
    Station.extend({
      latest: z.array(Latest),
      latestLeftOut: z
        .int()
        .optional()
        .meta({ description: "Newest values that are left out here: see /latest" }),
      distance: z.int().optional().meta({ description: "Metres from `near` to its public point" }),
    }),
  ),
  next: z.string().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  total: z.int().meta({ description: "Stations on all pages" }),
  counts: z
    .record(State, z.int())
    .meta({ description: "The same by state, whatever state or group was asked for" }),
  groups: z
    .record(Group, z.int())
    .meta({ description: "The same by group, whatever state or group was asked for" }),
});

const afterName = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined || StationId.safeParse(cursor).success) return cursor;
  throw new Problem(apiProblems.invalid_request, '"cursor" must be `next` of the page before.');
};

const afterDistance = (cursor: string | undefined, at: (name: string) => DistanceCursor) => {
  if (cursor === undefined) return undefined;
  const end = readDistanceCursor(cursor);
  return (name: string) => isAfter(at(name), end);
};

export const stationListRoutes = (api: Api, parts: StationRoutesParts): void => {
  const { stations, knownStations, devices, series, records, territories, now } = parts;
  const { heardReadings, describe } = parts;

  api.get(
    "/api/v1/stations",
    {
      // What somebody looks for says where they are.
      config: { access: "measurements.read", keepsQuestions: false },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "Stations that have reported, with their newest values",
        description:
          "In order of their names, of `sort`, or with `near` of their distance. Only stations that whoever asks may see; places are the public ones, also for hosts.",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async (request, reply) => {
      const { cursor, near, radius, bbox, territory, exposure, connectivity, ...query } =
        request.query;
      const { sort } = query;
      const { principal } = request;
      if (principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
      const question = { near, radius, bbox, exposure, connectivity };
      demandNear(question);
      const around =
        territory === undefined
          ? undefined
          : (await findTerritory(records.db, territories.country, territory)).id;
      const isIn =
        around === undefined ? undefined : (id: string) => territories.liesIn(id, around);
      const isSeen = (id: string) => knownStations.viewOf(principal, id).isSeen;
      const isOut = (id: string) => isOutOfService(devices.find(id)?.state);
      const named = query.ids === undefined ? undefined : new Set(query.ids);
      const asksOfPlaces = isIn !== undefined || !fitsPlace(undefined, question, undefined);
      const fits = (id: string) =>
        named?.has(id) !== false &&
        isSeen(id) &&
        (!asksOfPlaces || fitsPlace(knownStations.find(id), question, isIn));
      const metres = new Map<string, number>();
      if (near !== undefined)
        for (const known of knownStations.all()) {
          const place = currentPlace(known);
          if (place !== undefined && isSeen(known.name))
            metres.set(known.name, metresBetween(near, pointOf(place)));
        }
      const heard = await heardReadings.ready();
      const judge = (record: StationRecord, gateway: StationRecord | undefined) =>
        stateOf(record, heard.of(record.id), gateway, now()).kind;
      const isSorted = near === undefined && sort !== "name";
      const ranks = isSorted
        ? ranksOf(sort, stations.all(), {
            stateOf: (record) =>
              judge(record, record.via === undefined ? undefined : stations.atHand(record.via)),
            heardAt: (id) => heard.of(id)?.received,
            isOutOfService: isOut,
          })
        : metres;
      const at = (name: string) => ({ metres: ranks.get(name) ?? 0, name });
      const isOrdered = near !== undefined || isSorted;
      const among = isOrdered
        ? [...ranks.keys()].sort((one, other) => (isAfter(at(one), at(other)) ? 1 : -1))
        : undefined;
      const after = isOrdered ? afterDistance(cursor, at) : afterName(cursor);
      const page = await stations.list(
        {
          titleOf: (id) => knownStations.find(id)?.title,
          ...{ search: query.search, states: query.state, groups: query.group },
          ...{ origin: query.origin, isOutOfService: isOut, limit: query.limit },
          after,
          among,
          fits: asksOfPlaces || named !== undefined || knownStations.hasAny() ? fits : undefined,
        },
        judge,
      );
      const latest = await series.latest(page.stations.map(({ id }) => id));
      const last = page.stations.at(-1);
      const next =
        !page.more || last === undefined
          ? {}
          : { next: isOrdered ? `${at(last.id).metres}~${last.id}` : last.id };
      return {
        stations: await Promise.all(
          page.stations.map(async (record) => {
            const view = knownStations.viewOf(principal, record.id);
            const values = seenOf(view, latest.get(record.id) ?? []);
            const station = await describe(record, heard.of(record.id), principal);
            const leftOut = values.length - nameLimits.latestInList;
            return {
              ...station,
              latest: values.slice(0, nameLimits.latestInList).map(asLatest),
              ...(leftOut > 0 ? { latestLeftOut: leftOut } : {}),
              ...(near === undefined ? {} : { distance: at(record.id).metres }),
            };
          }),
        ),
        ...next,
        total: page.total,
        counts: page.counts,
        groups: page.groups,
      };
    },
  );
};
