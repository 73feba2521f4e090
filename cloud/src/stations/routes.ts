import { Flag } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoDuration, isoInstant } from "../api/times.ts";
import type { Quarantine } from "../quarantine/store.ts";
import type { LatestValue, SeriesStore } from "../series/store.ts";
import type { StationDirectory } from "./directory.ts";
import type { LiveReadings } from "./live.ts";
import { stationProblems } from "./problems.ts";
import type { StationRecord } from "./station.ts";

const Station = z
  .object({
    id: StationId,
    state: z
      .enum(["online", "sleeping", "offline", "unknown"])
      .meta({ description: "What the station last said of itself" }),
    stateAt: z.iso.datetime().optional(),
    kit: z.string().optional(),
    firstSeen: z.iso.datetime(),
    lastSeen: z.iso
      .datetime()
      .optional()
      .meta({ description: "Instant of the newest reading; absent when there is none" }),
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

const Latest = z.object({
  sensor: SensorId,
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

const asLatest = ({ sensor, quantity, at, received, value, flags }: LatestValue) => ({
  sensor,
  quantity,
  unit: quantities[quantity].unit,
  at: isoInstant(at),
  received: isoInstant(received),
  value,
  flags: [...flags],
});

/** A watcher that takes nothing in for so long that this many bytes wait is let go; it will come back. */
const WATCHER_BACKLOG = 256 * 1024;
const HEARTBEAT_MS = 15_000;

export interface StationRoutesParts {
  readonly stations: StationDirectory;
  readonly series: SeriesStore;
  readonly live: LiveReadings;
  readonly quarantine: Quarantine;
}

export const stationRoutes = (
  api: Api,
  { stations, series, live, quarantine }: StationRoutesParts,
): void => {
  const access = "measurements.read";
  const closing = new AbortController();
  api.addHook("preClose", async () => closing.abort());

  const find = (id: string): StationRecord => {
    const station = stations.find(id);
    if (station === undefined)
      throw new Problem(stationProblems.station_unknown, `No station named "${id}" has reported.`);
    return station;
  };

  const asStation = ({ id, firstSeen, hello, status, statusReceived }: StationRecord) => {
    const newest = Math.max(...series.latest(id).map(({ at }) => at));
    const stateAt = status?.at ?? statusReceived;
    const aside = quarantine.of(id);
    return {
      id,
      state: status?.state ?? ("unknown" as const),
      ...(stateAt === undefined ? {} : { stateAt: isoInstant(stateAt) }),
      ...(hello === undefined ? {} : { kit: hello.kit }),
      firstSeen: isoInstant(firstSeen),
      ...(Number.isFinite(newest) ? { lastSeen: isoInstant(newest) } : {}),
      ...(aside === undefined ? {} : { quarantined: { ...aside, at: isoInstant(aside.at) } }),
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
      schema: {
        summary: "Every station that has reported",
        response: { 200: z.object({ stations: z.array(Station) }) },
      },
    },
    async () => ({ stations: stations.all().map(asStation) }),
  );

  const params = z.object({ id: z.string() });

  api.get(
    "/api/v1/stations/:id",
    {
      config: { access },
      schema: { summary: "One station", params, response: { 200: Station, ...refusals } },
    },
    async (request) => asStation(find(request.params.id)),
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
    async (request) => {
      const { id } = find(request.params.id);
      return { station: id, values: series.latest(id).map(asLatest) };
    },
  );

  api.get(
    "/api/v1/stations/:id/live",
    {
      config: { access },
      schema: {
        summary: "New values as they become durable (server-sent events)",
        description:
          'Each event is named "readings" and its data has the shape of LatestValues. A comment is sent every 15 s.',
        params,
        produces: ["text/event-stream"],
      },
    },
    (request, reply) => {
      const { id } = find(request.params.id);
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
      const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
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
