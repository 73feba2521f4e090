import { nobody, type Principal } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { createPlaces } from "../api/places.ts";
import { isoInstant } from "../api/times.ts";
import { demandView } from "../places/demand-view.ts";
import { asLatest, seenOf } from "./latest-answer.ts";
import type { LiveReadings } from "./live.ts";
import { findStation } from "./station-answer.ts";
import { ofStation, params, type StationRoutesParts } from "./station-routes-parts.ts";

/** A watcher that takes nothing in for so long that this many bytes wait is disconnected; it will come back. */
const WATCHER_BACKLOG = 256 * 1024;
const liveStreams = { what: "live streams", most: 1000, mostOfAddress: 100 };
/** A page that hears nothing for three of them knows that the connection is lost. */
const HEARTBEAT_MS = 5_000;

export const liveRoutes = (api: Api, parts: StationRoutesParts, live: LiveReadings): void => {
  const { stations, knownStations, people, heardReadings, describe, now } = parts;
  const watchers = createPlaces(liveStreams);
  const closing = new AbortController();
  api.addHook("preClose", async () => closing.abort());

  /** Somebody whose session has ended is nobody; while that cannot be asked, too. */
  const whoAsks = async (request: Asking): Promise<Principal> =>
    (await people.identification.identify(request).catch(() => undefined)) ?? nobody;

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
      const { id } = await findStation(stations, request.params.id);
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
        const [record, heard] = await Promise.all([
          findStation(stations, id),
          heardReadings.ready(),
        ]);
        if (signal.aborted) return;
        const station = await describe(record, heard.of(id), principal);
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
