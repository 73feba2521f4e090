import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import { Flag, origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { type HeardReading, stationStates } from "@datacityzen/hardware/station-state";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { StationHealth } from "@datacityzen/hardware/wire/status";
import * as z from "zod";
import { type Api, trustedSerializer } from "../api/api.ts";
import { createPlaces } from "../api/places.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoDuration, isoInstant } from "../api/times.ts";
import type { EventBus } from "../events/bus.ts";
import type { Quarantine } from "../quarantine/store.ts";
import type { LatestValue, SeriesStore } from "../series/store.ts";
import type { StationDirectory } from "./directory.ts";
import { createHeardReadings } from "./heard.ts";
import { nameLimits } from "./limits.ts";
import type { LiveReadings } from "./live.ts";
import { stationProblems } from "./problems.ts";
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
  cursor: StationId.optional().describe("`next` of the page before"),
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
    }),
  ),
  next: StationId.optional().meta({ description: "Cursor of the next page; absent on the last" }),
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

export interface StationRoutesParts {
  readonly stations: StationDirectory;
  readonly series: SeriesStore;
  readonly live: LiveReadings;
  readonly quarantine: Quarantine;
  readonly events: EventBus;
  readonly now: () => number;
  readonly nameConflict: (station: string) => NameConflict | undefined;
}

export const stationRoutes = (
  api: Api,
  { stations, series, live, quarantine, events, now, nameConflict }: StationRoutesParts,
): void => {
  const access = "measurements.read";
  const watchers = createPlaces(liveStreams);
  const closing = new AbortController();
  api.addHook("preClose", async () => closing.abort());

  const find = async (id: string): Promise<StationRecord> => {
    const station = await stations.find(id);
    if (station === undefined)
      throw new Problem(stationProblems.station_unknown, `No station named "${id}" has reported.`);
    return station;
  };

  const heardReadings = createHeardReadings(events, async () => {
    const every = { limit: Number.POSITIVE_INFINITY };
    const { stations: all } = await stations.list(every, () => "unknown");
    return series.latest(all.map(({ id }) => id));
  });

  const gatewayOf = async ({ via }: StationRecord): Promise<StationRecord | undefined> => {
    const gateway = via === undefined ? undefined : await stations.find(via);
    return gateway !== undefined && isGateway(gateway) ? gateway : undefined;
  };

  const asStation = async (
    record: StationRecord,
    reading: HeardReading | undefined,
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
      ...(reading === undefined
        ? {}
        : { lastSeen: isoInstant(reading.at), lastReceived: isoInstant(reading.received) }),
      clockDoubtful: reading?.clockDoubtful ?? false,
      ...(status?.health === undefined ? {} : { health: status.health }),
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
      config: { access },
      serializerCompiler: trustedSerializer,
      schema: {
        summary: "Stations that have reported, in order of their names, with their newest values",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query: { cursor, ...query } }) => {
      const heard = await heardReadings.ready();
      const page = await stations.list(
        { ...query, after: cursor },
        (record, gateway) => stateOf(record, heard.of(record.id), gateway, now()).kind,
      );
      const latest = await series.latest(page.stations.map(({ id }) => id));
      const last = page.stations.at(-1);
      return {
        stations: await Promise.all(
          page.stations.map(async (record) => {
            const values = latest.get(record.id) ?? [];
            const station = await asStation(record, heard.of(record.id));
            const leftOut = values.length - nameLimits.latestInList;
            return {
              ...station,
              latest: values.slice(0, nameLimits.latestInList).map(asLatest),
              ...(leftOut > 0 ? { latestLeftOut: leftOut } : {}),
            };
          }),
        ),
        ...(page.more && last !== undefined ? { next: last.id } : {}),
        total: page.total,
        counts: page.counts,
      };
    },
  );

  const params = z.object({ id: z.string() });

  api.get(
    "/api/v1/stations/:id",
    {
      config: { access },
      schema: { summary: "One station", params, response: { 200: Station, ...refusals } },
    },
    async ({ params: { id } }) => {
      const record = await find(id);
      return asStation(record, (await heardReadings.ready()).of(id));
    },
  );

  api.get(
    "/api/v1/stations/:id/latest",
    {
      config: { access },
      schema: {
        summary: "The newest value of each series of a station",
        params,
        response: { 200: LatestAnswer, ...refusals },
      },
    },
    async ({ params: { id } }) => {
      await find(id);
      return { station: id, values: ((await series.latest([id])).get(id) ?? []).map(asLatest) };
    },
  );

  api.get(
    "/api/v1/stations/:id/live",
    {
      config: { access },
      schema: {
        summary: "New values as they become durable (server-sent events)",
        description:
          'An event "readings" has data of the shape of LatestValues. An event "station", every 5 s, has { now, station }: the time of the cloud and a Station. Who hears nothing for 15 s has lost the connection.',
        params,
        produces: ["text/event-stream"],
      },
    },
    async (request, reply) => {
      const { id } = await find(request.params.id);
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
      const sendStation = async () => {
        const [record, heard] = await Promise.all([find(id), heardReadings.ready()]);
        if (signal.aborted) return;
        const station = await asStation(record, heard.of(id));
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
        (values) => {
          const data = JSON.stringify({ station: id, values: values.map(asLatest) });
          send(`event: readings\ndata: ${data}\n\n`);
        },
        signal,
      );
    },
  );
};
