import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import { Flag, origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { type HeardReading, stationStates } from "@datacityzen/hardware/station-state";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { StationHealth } from "@datacityzen/hardware/wire/status";
import * as z from "zod";
import { nobody, type Principal } from "../access/principal.ts";
import { isSeenAt, type StationView } from "../access/station-view.ts";
import { type Api, type Asking, trustedSerializer } from "../api/api.ts";
import { createPlaces } from "../api/places.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { isoDuration, isoInstant } from "../api/times.ts";
import type { EventBus } from "../events/bus.ts";
import type { ModuleContext } from "../module.ts";
import { demandView, stationUnknown } from "../places/demand-view.ts";
import {
  connectivities,
  currentPlace,
  exposures,
  pointOf,
  sitings,
  visibilities,
} from "../places/known-station.ts";
import {
  type DistanceCursor,
  demandNear,
  fitsPlace,
  isAfter,
  metresBetween,
  placeParameters,
  readDistanceCursor,
} from "../places/place-filters.ts";
import type { Quarantine } from "../quarantine/store.ts";
import type { LatestValue } from "../series/store.ts";
import { findTerritory } from "../territories/territory-routes.ts";
import { createHeardReadings } from "./heard.ts";
import { nameLimits } from "./limits.ts";
import type { LiveReadings } from "./live.ts";
import { deliveryMsOf, isGateway, type StationRecord, saidState, stateOf } from "./station.ts";

const State = z.enum(stationStates);
const OriginName = z.enum(origins);

const Station = z
  .object({
    id: StationId,
    state: State.meta({
      description: "How the station is: what happened last decides, its words or its readings",
    }),
    stateAt: z.iso
      .datetime()
      .optional()
      .meta({ description: "Since when it is silent, asleep or offline" }),
    said: z
      .object({
        state: z.enum(["online", "sleeping", "offline"]),
        since: z.iso.datetime().meta({ description: "When it first said so" }),
      })
      .optional()
      .meta({ description: "What the station last said of itself" }),
    heardAt: z.iso
      .datetime()
      .optional()
      .meta({ description: "When a reading or a status last reached the cloud" }),
    via: z
      .object({
        gateway: StationId,
        state: z.enum(["online", "sleeping", "offline"]),
        since: z.iso.datetime(),
      })
      .optional()
      .meta({ description: "The gateway that relayed what came last, and what it says of itself" }),
    origins: z.array(OriginName).meta({ description: "Where its readings come from" }),
    kit: z.string().optional(),
    firstSeen: z.iso.datetime(),
    place: z
      .object({
        since: z.iso.datetime(),
        lat: z.number(),
        lon: z.number(),
        precision: z.enum(["cell", "exact"]).meta({
          description:
            "`cell`: the centre of a cell of 500 m, the same for all homes in it; `exact`: as its host wishes",
        }),
        territory: z.string().optional().meta({
          description: "The key of the smallest territory around the public point",
        }),
        exposure: z.enum(exposures),
        siting: z.enum(sitings).optional(),
        connectivity: z.enum(connectivities).optional(),
      })
      .optional()
      .meta({ description: "Where it is, for everybody; absent while its host has not said so" }),
    visibility: z
      .enum(visibilities)
      .optional()
      .meta({ description: "Who sees it; absent for a station that is nobody's: everybody" }),
    licence: z.string().optional().meta({ description: "Of its data: an SPDX identifier" }),
    lastSeen: z.iso
      .datetime()
      .optional()
      .meta({ description: "Instant of the newest reading; absent when there is none" }),
    lastReceived: z.iso
      .datetime()
      .optional()
      .meta({ description: "When the reading that came last reached the cloud" }),
    clockDoubtful: z
      .boolean()
      .meta({ description: "The station's clock cannot be trusted at the moment" }),
    health: StationHealth.optional().meta({ description: "What the station said of its health" }),
    nameConflict: z.object({ since: z.iso.datetime(), last: z.iso.datetime() }).optional().meta({
      description:
        "Two devices connect with this name and push each other out; when that was noticed, and last tried",
    }),
    quarantined: z
      .object({
        messages: z.int(),
        at: z.iso.datetime(),
        reason: QuarantineReason,
        detail: z.string(),
      })
      .optional()
      .meta({
        description: "Messages of the station that could not be accepted, and the last one's fault",
      }),
    deliversEvery: z.string().optional().meta({
      description: "From one delivery to the next, ISO 8601, where the station sends in bursts",
    }),
    sensors: z.array(
      z.object({
        id: SensorId,
        model: z.string(),
        serial: z.string().optional(),
        every: z.string().meta({ description: "From one reading to the next, ISO 8601" }),
      }),
    ),
  })
  .meta({ id: "Station" });
type Station = z.infer<typeof Station>;

const Latest = z.object({
  sensor: SensorId,
  origin: OriginName,
  quantity: QuantityName,
  unit: z.string().meta({ description: "UCUM" }),
  at: z.iso.datetime(),
  received: z.iso.datetime(),
  value: z.number(),
  flags: z.array(Flag),
});

const LatestAnswer = z
  .object({ station: StationId, values: z.array(Latest) })
  .meta({ id: "LatestValues" });

const MOST_STATIONS = 500;

const Query = z.object({
  search: z.string().max(64).optional().describe("A part of the name"),
  state: State.optional(),
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
    .meta({ description: "The same by state, whatever state was asked for" }),
});

const asLatest = ({ sensor, origin, quantity, at, received, value, flags }: LatestValue) => ({
  sensor,
  origin,
  quantity,
  unit: quantities[quantity].unit,
  at: isoInstant(at),
  received: isoInstant(received),
  value,
  flags: [...flags],
});

/** A watcher that takes nothing in for so long that this many bytes wait is disconnected; it will come back. */
const WATCHER_BACKLOG = 256 * 1024;
const liveStreams = { what: "live streams", most: 1000, mostOfAddress: 100 };
/** A page that hears nothing for three of them knows that the connection is lost. */
const HEARTBEAT_MS = 5_000;

export interface StationRoutesParts
  extends Pick<
    ModuleContext,
    "stations" | "knownStations" | "series" | "records" | "territories" | "people"
  > {
  readonly live: LiveReadings;
  readonly quarantine: Quarantine;
  readonly events: EventBus;
  readonly now: () => number;
  readonly nameConflict: (station: string) => NameConflict | undefined;
}

/** Newest values without those that whoever asks may not see. */
const seenOf = (view: StationView, values: readonly LatestValue[]): readonly LatestValue[] =>
  view.hidden.length === 0 ? values : values.filter(({ at }) => isSeenAt(view, at));

const afterName = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined || StationId.safeParse(cursor).success) return cursor;
  throw new Problem(apiProblems.invalid_request, '"cursor" must be `next` of the page before.');
};

const afterDistance = (cursor: string | undefined, at: (name: string) => DistanceCursor) => {
  if (cursor === undefined) return undefined;
  const end = readDistanceCursor(cursor);
  return (name: string) => isAfter(at(name), end);
};

export const stationRoutes = (api: Api, parts: StationRoutesParts): void => {
  const { stations, knownStations, series, live, quarantine, events, now, nameConflict } = parts;
  const { records, territories, people } = parts;
  const ofStation = { access: "station.read", resource: "handler" } as const;
  const watchers = createPlaces(liveStreams);
  const closing = new AbortController();
  api.addHook("preClose", async () => closing.abort());

  const find = async (id: string): Promise<StationRecord> => {
    const station = await stations.find(id);
    if (station === undefined) throw stationUnknown(id);
    return station;
  };

  const heardReadings = createHeardReadings(events, async () => {
    const every = { limit: Number.POSITIVE_INFINITY };
    const { stations: all } = await stations.list(every, () => "unknown");
    return series.latest(all.map(({ id }) => id));
  });

  /** Somebody whose session has ended is nobody; while that cannot be asked, too. */
  const whoAsks = async (request: Asking): Promise<Principal> =>
    (await people.identification.identify(request).catch(() => undefined)) ?? nobody;

  const gatewayOf = async ({ via }: StationRecord): Promise<StationRecord | undefined> => {
    const gateway = via === undefined ? undefined : await stations.find(via);
    return gateway !== undefined && isGateway(gateway) ? gateway : undefined;
  };

  /** A gateway names stations in its health: only those that whoever asks may see. */
  const healthFor = (principal: Principal, health: StationHealth): StationHealth => {
    const { gateway, ...rest } = health;
    if (gateway?.nameConflicts === undefined) return health;
    const isShown = (name: string) =>
      [name, name.replace(/^edge-/, "")].every(
        (each) => knownStations.viewOf(principal, each).isSeen,
      );
    return {
      ...rest,
      gateway: { ...gateway, nameConflicts: gateway.nameConflicts.filter(isShown) },
    };
  };

  const placeAndShare = (id: string): Pick<Station, "place" | "visibility" | "licence"> => {
    const known = knownStations.find(id);
    if (known === undefined) return {};
    const place = currentPlace(known);
    const territory = place?.territory && territories.keyOf(place.territory);
    return {
      ...(place === undefined
        ? {}
        : {
            place: {
              since: isoInstant(place.since),
              ...pointOf(place),
              precision: place.isExact ? "exact" : "cell",
              ...(territory === undefined || territory === "" ? {} : { territory }),
              exposure: place.exposure,
              ...(place.siting === undefined ? {} : { siting: place.siting }),
              ...(place.connectivity === undefined ? {} : { connectivity: place.connectivity }),
            },
          }),
      visibility: known.visibility,
      ...(known.licence === undefined ? {} : { licence: known.licence }),
    };
  };

  const asStation = async (
    record: StationRecord,
    reading: HeardReading | undefined,
    principal: Principal,
  ): Promise<Station> => {
    const { id, firstSeen, hello, status, statusReceived, origins } = record;
    const gateway = await gatewayOf(record);
    const state = stateOf(record, reading, gateway, now());
    const relayedBy = gateway && saidState(gateway);
    const said = saidState(record);
    const heard = Math.max(reading?.received ?? 0, statusReceived ?? 0);
    const aside = quarantine.of(id);
    const delivery = deliveryMsOf(record, reading);
    const conflict = nameConflict(id);
    return {
      id,
      state: state.kind,
      ...("since" in state ? { stateAt: isoInstant(state.since) } : {}),
      ...(said === undefined ? {} : { said: { state: said.state, since: isoInstant(said.since) } }),
      ...(heard === 0 ? {} : { heardAt: isoInstant(heard) }),
      ...(gateway === undefined || relayedBy === undefined
        ? {}
        : {
            via: {
              gateway: gateway.id,
              state: relayedBy.state,
              since: isoInstant(relayedBy.since),
            },
          }),
      origins: [...(origins ?? [])],
      ...(hello === undefined ? {} : { kit: hello.kit }),
      firstSeen: isoInstant(firstSeen),
      ...placeAndShare(id),
      ...(reading === undefined
        ? {}
        : { lastSeen: isoInstant(reading.at), lastReceived: isoInstant(reading.received) }),
      clockDoubtful: reading?.clockDoubtful ?? false,
      ...(status?.health === undefined ? {} : { health: healthFor(principal, status.health) }),
      ...(conflict === undefined
        ? {}
        : {
            nameConflict: {
              since: isoInstant(conflict.since),
              last: isoInstant(conflict.last),
            },
          }),
      ...(aside === undefined ? {} : { quarantined: { ...aside, at: isoInstant(aside.at) } }),
      ...(delivery === undefined ? {} : { deliversEvery: isoDuration(delivery) }),
      sensors: (hello?.sensors ?? []).map(({ every, ...sensor }) => ({
        ...sensor,
        every: isoDuration(every),
      })),
    };
  };

  api.get(
    "/api/v1/stations",
    {
      // What somebody looks for says where they are.
      config: { access: "measurements.read", keepsQuestions: false },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "Stations that have reported, with their newest values",
        description:
          "In order of their names, or with `near` of their distance. Only stations that whoever asks may see; places are the public ones, also for hosts.",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async (request, reply) => {
      const { cursor, near, radius, bbox, territory, exposure, connectivity, ...query } =
        request.query;
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
      const asksOfPlaces = isIn !== undefined || !fitsPlace(undefined, question, undefined);
      const fits = asksOfPlaces
        ? (id: string) => isSeen(id) && fitsPlace(knownStations.find(id), question, isIn)
        : isSeen;
      const metres = new Map<string, number>();
      if (near !== undefined)
        for (const known of knownStations.all()) {
          const place = currentPlace(known);
          if (place !== undefined && isSeen(known.name))
            metres.set(known.name, metresBetween(near, pointOf(place)));
        }
      const at = (name: string) => ({ metres: metres.get(name) ?? 0, name });
      const among =
        near === undefined
          ? undefined
          : [...metres.keys()].sort((one, other) => (isAfter(at(one), at(other)) ? 1 : -1));
      const after = near === undefined ? afterName(cursor) : afterDistance(cursor, at);
      const heard = await heardReadings.ready();
      const page = await stations.list(
        {
          ...query,
          after,
          among,
          fits: asksOfPlaces || knownStations.hasAny() ? fits : undefined,
        },
        (record, gateway) => stateOf(record, heard.of(record.id), gateway, now()).kind,
      );
      const latest = await series.latest(page.stations.map(({ id }) => id));
      const last = page.stations.at(-1);
      const next =
        !page.more || last === undefined
          ? {}
          : { next: near === undefined ? last.id : `${at(last.id).metres}~${last.id}` };
      return {
        stations: await Promise.all(
          page.stations.map(async (record) => {
            const view = knownStations.viewOf(principal, record.id);
            const values = seenOf(view, latest.get(record.id) ?? []);
            const station = await asStation(record, heard.of(record.id), principal);
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
      };
    },
  );

  const params = z.object({ id: z.string() });

  api.get(
    "/api/v1/stations/:id",
    {
      config: ofStation,
      schema: { summary: "One station", params, response: { 200: Station, ...refusals } },
    },
    async (request, reply) => {
      const { id } = request.params;
      demandView(knownStations, request, reply, id);
      const record = await find(id);
      return asStation(record, (await heardReadings.ready()).of(id), request.principal);
    },
  );

  api.get(
    "/api/v1/stations/:id/latest",
    {
      config: ofStation,
      schema: {
        summary: "The newest value of each series of a station",
        params,
        response: { 200: LatestAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const view = demandView(knownStations, request, reply, id);
      await find(id);
      const values = seenOf(view, (await series.latest([id])).get(id) ?? []);
      return { station: id, values: values.map(asLatest) };
    },
  );

  api.get(
    "/api/v1/stations/:id/live",
    {
      config: ofStation,
      schema: {
        summary: "New values as they become durable (server-sent events)",
        description:
          'An event "readings" has data of the shape of LatestValues. An event "station", every 5 s, has { now, station }: the time of the cloud and a Station. Who hears nothing for 15 s has lost the connection.',
        params,
        produces: ["text/event-stream"],
      },
    },
    async (request, reply) => {
      demandView(knownStations, request, reply, request.params.id);
      const { id } = await find(request.params.id);
      let principal = request.principal;
      const leave = await watchers.take(request.ip);
      reply.raw.once("close", leave);
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      // HEAD asks for these headers alone: nothing would ever end what it watches.
      if (request.method === "HEAD") {
        raw.end();
        return;
      }
      const gone = new AbortController();
      const signal = AbortSignal.any([gone.signal, closing.signal]);
      const send = (text: string) => {
        raw.write(text);
        if (raw.writableLength > WATCHER_BACKLOG) raw.destroy();
      };
      send(": watching\n\n");
      /** What may be seen changes while somebody watches: so may who they are, when their session ends. */
      const viewNow = () => {
        const view = knownStations.viewOf(principal, id);
        if (!view.isSeen) gone.abort();
        return view;
      };
      const sendStation = async () => {
        if (principal.kind === "person" || principal.kind === "program")
          principal = await whoAsks(request);
        if (!viewNow().isSeen) return;
        const [record, heard] = await Promise.all([find(id), heardReadings.ready()]);
        if (signal.aborted) return;
        const station = await asStation(record, heard.of(id), principal);
        if (signal.aborted) return;
        const told = { now: isoInstant(now()), station };
        send(`event: station\ndata: ${JSON.stringify(told)}\n\n`);
      };
      // A store that does not answer is told to the watcher by the silence that follows.
      const tryToSend = () => void sendStation().catch(() => undefined);
      tryToSend();
      const heartbeat = setInterval(tryToSend, HEARTBEAT_MS);
      signal.addEventListener("abort", () => {
        clearInterval(heartbeat);
        raw.end();
      });
      raw.on("close", () => gone.abort());
      live.watch(
        id,
        (all) => {
          const values = seenOf(viewNow(), all);
          if (signal.aborted || values.length === 0) return;
          const data = JSON.stringify({ station: id, values: values.map(asLatest) });
          send(`event: readings\ndata: ${data}\n\n`);
        },
        signal,
      );
    },
  );
};
