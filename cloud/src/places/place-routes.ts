import * as z from "zod";
import { isSeenAt } from "../access/station-view.ts";
import type { Api, Asking } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { isoInstant, PastInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import type { Transaction } from "../records/database.ts";
import { demandView, stationUnknown } from "./demand-view.ts";
import { Lat, Lon, pointIfGiven, territoryAt } from "./given-point.ts";
import { connectivities, exposures, type KnownPlace, sitings } from "./known-station.ts";
import { MOST_PLACES } from "./limits.ts";
import { changeStation, ownStationOf, stationParams } from "./own-station.ts";
import { placeProblems } from "./problems.ts";
import { publicPlace, territoryKey } from "./public-place.ts";
import {
  changePlace,
  countPlaces,
  endPlace,
  insertPlace,
  type OwnStation,
  overlapping,
  type PlaceWithExact,
  placesOf,
  putExact,
  setTerritory,
} from "./queries.ts";
import { publicPart, roundedPoint } from "./share-rules.ts";

const Place = z
  .object({
    id: z.uuid().optional().meta({ description: "For its host, who may change it" }),
    since: z.iso.datetime(),
    until: z.iso.datetime().optional().meta({ description: "Absent for where it is now" }),
    lat: z.number(),
    lon: z.number(),
    precision: z.enum(["cell", "exact"]),
    territory: z.string().optional(),
    exposure: z.enum(exposures),
    siting: z.enum(sitings).optional(),
    connectivity: z.enum(connectivities).optional(),
    exact: z
      .object({ lat: Lat, lon: Lon, height: z.number().optional() })
      .optional()
      .meta({ description: "For its host alone: the exact point, and metres above the ground" }),
    photo: z.uuid().optional().meta({ description: "For its host alone" }),
    photoPublic: z
      .boolean()
      .optional()
      .meta({ description: "For its host alone: whether others see the picture" }),
  })
  .meta({ id: "Place" });
type Place = z.infer<typeof Place>;

const Details = z.strictObject({
  lat: Lat,
  lon: Lon,
  height: z.number().min(-100).max(1_000).nullable().optional(),
  exposure: z.enum(exposures),
  siting: z.enum(sitings).nullable().optional(),
  connectivity: z.enum(connectivities).nullable().optional(),
  exact: z
    .boolean()
    .optional()
    .describe("Publishes the exact point instead of its cell of 500 m; no when absent"),
  photo: z
    .uuid()
    .nullable()
    .optional()
    .describe("A picture of the account's media; the one before is removed after a week"),
  photoPublic: z
    .boolean()
    .optional()
    .describe(
      "Shows the picture to everybody while the station is public and outdoors; no when absent",
    ),
});

/** Somebody's clock may be ahead of ours by so much. */
const AHEAD_MS = 300_000;

const hostOf = ({ host }: OwnStation): string => {
  if (host === null) throw new Error("Somebody owns a station that has no host.");
  return host;
};

export const placeRoutes = (api: Api, context: ModuleContext): void => {
  const { records, stations, knownStations, territories, audit, media, now } = context;
  const { db } = records;

  const attachPhoto = (tx: Transaction, request: Asking, to: string, photo: string) =>
    media.attach(tx, { media: photo, to, by: request.principal, visibility: "private" });

  const forOthers = (place: KnownPlace): Place => ({
    ...publicPlace(territories, place),
    ...(place.until === undefined ? {} : { until: isoInstant(place.until) }),
  });

  const forHost = ({ place, exact }: PlaceWithExact): Place => ({
    id: place.id,
    since: place.since.toISOString(),
    ...(place.until === null ? {} : { until: place.until.toISOString() }),
    lat: place.isExact && exact !== null ? exact.lat : place.lat,
    lon: place.isExact && exact !== null ? exact.lon : place.lon,
    precision: place.isExact && exact !== null ? "exact" : "cell",
    ...territoryKey(territories, place.territory),
    exposure: place.exposure,
    ...(place.siting === null ? {} : { siting: place.siting }),
    ...(place.connectivity === null ? {} : { connectivity: place.connectivity }),
    ...(exact === null
      ? {}
      : {
          exact: {
            lat: exact.lat,
            lon: exact.lon,
            ...(exact.height === null ? {} : { height: exact.height }),
          },
        }),
    ...(place.photo === null ? {} : { photo: place.photo, photoPublic: place.photoPublic }),
  });

  /** The places of which the host of now may know all: not those in the home of the one before. */
  const placesForHost = async (own: OwnStation): Promise<Place[]> => {
    const host = hostOf(own);
    return (await placesOf(db, own.station.id, host))
      .filter(({ place }) => place.host === host)
      .map(forHost);
  };

  api.get(
    "/api/v1/stations/:id/places",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "Where a station is and was, the newest first",
        description:
          "Everybody sees the centre of a cell of 500 m, or the exact point where the host published it. Places while its times are hidden are left out.",
        params: stationParams,
        response: { 200: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const view = demandView(knownStations, request, reply, id);
      const known = knownStations.find(id);
      if (known === undefined && (await stations.find(id)) === undefined) throw stationUnknown(id);
      const places = known?.places ?? [];
      return {
        places: places
          .filter(({ since }) => isSeenAt(view, since))
          .toReversed()
          .map(forOthers),
      };
    },
  );

  api.get(
    "/api/v1/stations/:id/places/exact",
    {
      config: { access: "station.place.read_exact", resource: "handler" },
      schema: {
        summary: "The same with exact points, for the host alone",
        params: stationParams,
        response: { 200: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => ({
      places: await placesForHost(await ownStationOf(context, request, reply, request.params.id)),
    }),
  );

  api.post(
    "/api/v1/stations/:id/places",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say where a station is: a move begins a new period",
        params: stationParams,
        body: Details.extend({
          since: PastInstant.optional().describe("Now when absent; never before the last move"),
        }),
        response: { 201: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStationOf(context, request, reply, request.params.id);
      const {
        since: said,
        lat,
        lon,
        height = null,
        exact = false,
        photo = null,
        photoPublic = false,
        ...rest
      } = request.body;
      const since = new Date(said ?? now());
      if (since.getTime() > now() + AHEAD_MS)
        throw new Problem(apiProblems.invalid_request, '"since" is not in the future.');
      const { id } = own.station;
      const host = hostOf(own);
      const point = roundedPoint({ lat, lon });
      const shown = publicPart(point);
      await changeStation(context, own, async (tx) => {
        if (await overlapping(tx, id, since))
          throw new Problem(
            placeProblems.place_overlaps,
            "The station was at another place then: a move is later than the last one. Correct a place by PATCH.",
          );
        if ((await countPlaces(tx, id)) >= MOST_PLACES)
          throw new Problem(
            apiProblems.conflict,
            `The station was at ${MOST_PLACES} places, which is as many as are kept: correct the last one by PATCH.`,
          );
        await endPlace(tx, id, since);
        const territory = await territoryAt(tx, territories, shown);
        if (photo !== null) await attachPhoto(tx, request, id, photo);
        const place = await insertPlace(tx, {
          ...{ station: id, host, since, ...shown, isExact: exact, territory },
          ...{ photo, photoPublic },
          exposure: rest.exposure,
          siting: rest.siting ?? null,
          connectivity: rest.connectivity ?? null,
        });
        await putExact(tx, { place, host, ...point, height });
        await setTerritory(tx, id, territory);
        // Of the point only that there is one: the audit is read by others.
        await audit.write(tx, {
          ...actorOf(request),
          action: "stations.move",
          thing: id,
          after: { since: since.toISOString(), exposure: rest.exposure, exact },
        });
      });
      reply.code(201);
      return { places: await placesForHost(own) };
    },
  );

  api.patch(
    "/api/v1/stations/:id/places/:place",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Correct what was said of a place",
        params: stationParams.extend({ place: z.uuid() }),
        body: Details.partial(),
        response: { 200: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStationOf(context, request, reply, request.params.id);
      const { id } = own.station;
      const host = hostOf(own);
      const { lat, lon, height, exact, photo, photoPublic, ...rest } = request.body;
      const given = pointIfGiven({ lat, lon });
      await changeStation(context, own, async (tx) => {
        const found = (await placesOf(tx, id, host)).find(
          ({ place }) => place.id === request.params.place && place.host === host,
        );
        if (found === undefined)
          throw new Problem(
            placeProblems.place_unknown,
            "You have said no such place of this station.",
          );
        const point = given && roundedPoint(given);
        const shown = point && publicPart(point);
        const territory = shown && (await territoryAt(tx, territories, shown));
        if (typeof photo === "string" && photo !== found.place.photo)
          await attachPhoto(tx, request, id, photo);
        const before = found.place.photo;
        if (photo !== undefined && before !== null && photo !== before)
          await media.detach(tx, { media: before, from: id });
        await changePlace(tx, found.place.id, {
          ...(rest.exposure === undefined ? {} : { exposure: rest.exposure }),
          ...(rest.siting === undefined ? {} : { siting: rest.siting }),
          ...(rest.connectivity === undefined ? {} : { connectivity: rest.connectivity }),
          ...(exact === undefined ? {} : { isExact: exact }),
          ...(photo === undefined ? {} : { photo }),
          ...(photoPublic === undefined ? {} : { photoPublic }),
          ...(shown === undefined ? {} : { ...shown, territory: territory ?? null }),
        });
        const kept = point ?? found.exact;
        if (kept !== null)
          await putExact(tx, {
            ...{ place: found.place.id, host, lat: kept.lat, lon: kept.lon },
            height: height === undefined ? (found.exact?.height ?? null) : height,
          });
        if (shown !== undefined && found.place.until === null)
          await setTerritory(tx, id, territory ?? null);
        await audit.write(tx, {
          ...actorOf(request),
          action: "stations.place",
          thing: id,
          after: { place: found.place.id, changed: Object.keys(request.body) },
        });
      });
      return { places: await placesForHost(own) };
    },
  );
};
