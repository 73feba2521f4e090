import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import { isSeenAt } from "../access/station-view.ts";
import type { Answering, Api, Asking } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/account-routes.ts";
import { insertConsent } from "../people/queries.ts";
import type { Transaction } from "../records/database.ts";
import { territoriesAt } from "../territories/territories.ts";
import { demandView, stationUnknown } from "./demand-view.ts";
import { isMemberOf } from "./group-queries.ts";
import {
  connectivities,
  exposures,
  isStricter,
  type KnownPlace,
  sitings,
  visibilities,
} from "./known-station.ts";
import { placeProblems } from "./problems.ts";
import {
  changePlace,
  endPlace,
  findOwnStation,
  findShare,
  insertPlace,
  lockStation,
  type OwnStation,
  overlapping,
  type PlaceWithExact,
  placesOf,
  putExact,
  putShare,
  readKnownStations,
  setTerritory,
  settlePhotos,
} from "./queries.ts";
import { publicPart, roundedPoint } from "./share-rules.ts";
import { dataLicences, terms } from "./terms.ts";

const Lat = z.number().min(-90).max(90);
const Lon = z.number().min(-180).max(180);

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
    photo: z.uuid().optional(),
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
    .describe("A picture of the account's media; others see it where they see the exact point"),
});

const Share = z
  .object({
    visibility: z.enum(visibilities),
    licence: z.string().optional(),
    group: z.uuid().optional(),
    terms: z.string().optional().meta({ description: "The version that the host agreed to" }),
    agreed: z.iso.datetime().optional(),
    needsConsent: z.boolean().meta({
      description:
        "The host has not agreed yet, or not to these terms: nobody else sees it until then",
    }),
  })
  .meta({ id: "StationShare" });

const params = z.object({ id: z.string() });

/** Somebody's clock may be ahead of ours by so much. */
const AHEAD_MS = 300_000;

export const placeRoutes = (api: Api, context: ModuleContext): void => {
  const { records, stations, knownStations, territories, audit, media, now } = context;
  const { db } = records;

  /** The station of the path, for its host. Others learn of it only what they see anyway. */
  const ownStation = async (
    request: Asking,
    reply: Answering,
    name: string,
  ): Promise<OwnStation> => {
    reply.header("cache-control", "private, no-store");
    const found = await findOwnStation(db, name);
    const resource = {
      thing: found?.station.id,
      owner: found?.host ?? undefined,
      visibility: "private" as const,
    };
    if (!request.allows(resource)) {
      if (!knownStations.viewOf(request.principal, name).isSeen) throw stationUnknown(name);
      request.demand(resource);
    }
    if (found === undefined) throw stationUnknown(name);
    return found;
  };

  const hostOf = ({ host }: OwnStation): string => {
    if (host === null) throw new Error("Somebody owns a station that has no host.");
    return host;
  };

  /**
   * Changes what others see of a station. What takes something away from them counts on the disk before it is
   * committed, and nothing that is given counts before.
   */
  const change = async (
    { station: { id } }: OwnStation,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<void> => {
    try {
      await db.transaction(async (tx) => {
        await lockStation(tx, id);
        await work(tx);
        await settlePhotos(tx, id);
        const [after] = await readKnownStations(tx, id);
        if (after !== undefined && isStricter(after, knownStations.find(after.name)))
          await knownStations.close(after);
      });
    } finally {
      await knownStations.refresh(id);
    }
  };

  const territoryAt = async (tx: Transaction, point: { lat: number; lon: number }) =>
    (await territoriesAt(tx, territories.country, [point.lon, point.lat]))[0] ?? null;

  const keyOf = (territory: string | null | undefined) => {
    const key = territory == null ? undefined : territories.keyOf(territory);
    return key === undefined ? {} : { territory: key };
  };

  const forOthers = (place: KnownPlace): Place => ({
    since: isoInstant(place.since),
    ...(place.until === undefined ? {} : { until: isoInstant(place.until) }),
    lat: place.lat,
    lon: place.lon,
    precision: place.isExact ? "exact" : "cell",
    ...keyOf(place.territory),
    exposure: place.exposure,
    ...(place.siting === undefined ? {} : { siting: place.siting }),
    ...(place.connectivity === undefined ? {} : { connectivity: place.connectivity }),
  });

  const forHost = ({ place, exact }: PlaceWithExact): Place => ({
    id: place.id,
    since: place.since.toISOString(),
    ...(place.until === null ? {} : { until: place.until.toISOString() }),
    lat: place.isExact && exact !== null ? exact.lat : place.lat,
    lon: place.isExact && exact !== null ? exact.lon : place.lon,
    precision: place.isExact && exact !== null ? "exact" : "cell",
    ...keyOf(place.territory),
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
    ...(place.photo === null ? {} : { photo: place.photo }),
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
        params,
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
        params,
        response: { 200: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => ({
      places: await placesForHost(await ownStation(request, reply, request.params.id)),
    }),
  );

  api.post(
    "/api/v1/stations/:id/places",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say where a station is: a move begins a new period",
        params,
        body: Details.extend({
          since: z.iso
            .datetime()
            .optional()
            .describe("Now when absent; never before the last move"),
        }),
        response: { 201: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStation(request, reply, request.params.id);
      const {
        since: said,
        lat,
        lon,
        height = null,
        exact = false,
        photo = null,
        ...rest
      } = request.body;
      const since = new Date(said ?? now());
      if (since.getTime() > now() + AHEAD_MS)
        throw new Problem(apiProblems.invalid_request, '"since" is not in the future.');
      const { id } = own.station;
      const host = hostOf(own);
      const point = roundedPoint({ lat, lon });
      const shown = publicPart(point);
      await change(own, async (tx) => {
        if (await overlapping(tx, id, since))
          throw new Problem(
            placeProblems.place_overlaps,
            "The station was at another place then: a move is later than the last one. Correct a place by PATCH.",
          );
        await endPlace(tx, id, since);
        const territory = await territoryAt(tx, shown);
        if (photo !== null)
          await media.attach(tx, {
            media: photo,
            to: id,
            by: request.principal,
            visibility: "private",
          });
        const place = await insertPlace(tx, {
          ...{ station: id, host, since, ...shown, isExact: exact, territory, photo },
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
        params: params.extend({ place: z.uuid() }),
        body: Details.partial(),
        response: { 200: z.object({ places: z.array(Place) }), ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStation(request, reply, request.params.id);
      const { id } = own.station;
      const host = hostOf(own);
      const { lat, lon, height, exact, photo, ...rest } = request.body;
      if ((lat === undefined) !== (lon === undefined))
        throw new Problem(apiProblems.invalid_request, '"lat" and "lon" come together.');
      await change(own, async (tx) => {
        const found = (await placesOf(tx, id, host)).find(
          ({ place }) => place.id === request.params.place && place.host === host,
        );
        if (found === undefined)
          throw new Problem(
            placeProblems.place_unknown,
            "You have said no such place of this station.",
          );
        const point =
          lat === undefined || lon === undefined ? undefined : roundedPoint({ lat, lon });
        const shown = point && publicPart(point);
        const territory = shown && (await territoryAt(tx, shown));
        if (typeof photo === "string" && photo !== found.place.photo)
          await media.attach(tx, {
            media: photo,
            to: id,
            by: request.principal,
            visibility: "private",
          });
        await changePlace(tx, found.place.id, {
          ...(rest.exposure === undefined ? {} : { exposure: rest.exposure }),
          ...(rest.siting === undefined ? {} : { siting: rest.siting }),
          ...(rest.connectivity === undefined ? {} : { connectivity: rest.connectivity }),
          ...(exact === undefined ? {} : { isExact: exact }),
          ...(photo === undefined ? {} : { photo }),
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

  api.get(
    "/api/v1/station-terms",
    {
      config: { access: "service.read" },
      schema: {
        summary: "What a host agrees to: what becomes public, what stays, how to leave",
        response: {
          200: z.object({
            version: z.string(),
            sentences: z.array(
              z.object({
                about: z.enum(["public", "kept", "leaving"]),
                fr: z.string(),
                en: z.string(),
              }),
            ),
            licences: z.array(z.string()).meta({ description: "SPDX identifiers" }),
          }),
          ...refusals,
        },
      },
    },
    async () => ({
      version: terms.version,
      sentences: [...terms.sentences],
      licences: [...dataLicences],
    }),
  );

  const shareOf = async (own: OwnStation) => {
    const share = await findShare(db, own.station.id);
    const hasAgreed = share?.terms === terms.version && share.host === own.host;
    return {
      visibility: own.visibility,
      ...(own.licence === null ? {} : { licence: own.licence }),
      ...(share?.group == null ? {} : { group: share.group }),
      ...(share?.terms == null ? {} : { terms: share.terms }),
      ...(share?.agreed == null ? {} : { agreed: share.agreed.toISOString() }),
      needsConsent: !hasAgreed,
    };
  };

  api.get(
    "/api/v1/stations/:id/share",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Who sees a station and under which licence, for its host",
        params,
        response: { 200: Share, ...refusals },
      },
    },
    async (request, reply) => shareOf(await ownStation(request, reply, request.params.id)),
  );

  api.put(
    "/api/v1/stations/:id/share",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Say who sees a station and under which licence, agreeing to the terms",
        description:
          "What is measured indoors stays the host's alone, whatever is chosen. The same holds for exports, means, newest values and live streams.",
        params,
        body: z.strictObject({
          visibility: z.enum(visibilities),
          licence: z.enum(dataLicences),
          group: z.uuid().optional().describe("With the visibility `group`: whose members see it"),
          terms: z.string().max(40).describe("The version that was shown and agreed to"),
        }),
        response: { 200: Share, ...refusals },
      },
    },
    async (request, reply) => {
      const own = await ownStation(request, reply, request.params.id);
      const { id } = own.station;
      const { visibility, licence, group, terms: version } = request.body;
      if (version !== terms.version)
        throw new Problem(
          placeProblems.terms_outdated,
          `The terms of ${terms.version} are in force: show them, and send their version.`,
        );
      if ((visibility === "group") !== (group !== undefined))
        throw new Problem(
          apiProblems.invalid_request,
          '"group" comes with the visibility "group", and with no other.',
        );
      const account = accountOf(request.principal);
      const agreed = new Date(now());
      await change(own, async (tx) => {
        if (group !== undefined && !(await isMemberOf(tx, group, account)))
          throw new Problem(placeProblems.group_unknown, "You belong to no such group.");
        await putShare(
          tx,
          { station: id, group: group ?? null, terms: version, agreed, host: own.host },
          { visibility, licence },
        );
        const { principal } = request;
        if (account !== undefined)
          await insertConsent(tx, {
            ...{ person: account, kind: "hosting", version, given: true, at: agreed },
            by: principal.kind === "person" && principal.id !== account ? principal.id : null,
          });
        await audit.write(tx, {
          ...actorOf(request),
          action: "stations.share",
          thing: id,
          before: { visibility: own.visibility, licence: own.licence },
          after: { visibility, licence, group: group ?? null, terms: version },
        });
      });
      const after = await findOwnStation(db, own.station.name);
      if (after === undefined) throw stationUnknown(own.station.name);
      return shareOf(after);
    },
  );
};
