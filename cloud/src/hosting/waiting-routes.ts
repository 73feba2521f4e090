import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import { stationProblems } from "../stations/problems.ts";
import type { KnownDevices } from "./devices.ts";
import type { KeptRecords } from "./keep-records.ts";
import type { StationLifeChanges } from "./life.ts";
import { hostingProblems } from "./problems.ts";
import { findStation, removeStation, vouchFor } from "./queries.ts";

const Waiting = z.object({
  station: z.string(),
  since: z.iso.datetime().meta({ description: "When it first connected, or was first relayed" }),
  isProved: z.boolean().meta({ description: "It proves its name by a secret" }),
  gateways: z.array(z.string()).meta({ description: "The gateways that relay it" }),
});

const Of = z.object({ id: z.string().max(64) });

export interface WaitingRoutesParts extends Pick<ModuleContext, "records" | "audit"> {
  readonly devices: KnownDevices;
  readonly kept: KeptRecords;
  readonly life: StationLifeChanges;
}

/** The waiting room: stations that nobody knows yet. The list needs no records. */
export const waitingRoutes = (
  api: Api,
  { records, audit, devices, kept, life }: WaitingRoutesParts,
): void => {
  api.get(
    "/api/v1/admin/stations/waiting",
    {
      config: { access: "stations.admit" },
      schema: {
        summary: "Stations that wait: nobody knows them, and nobody else sees them",
        response: { 200: z.object({ stations: z.array(Waiting) }), ...refusals },
      },
    },
    async () => ({
      stations: [...devices.stations()]
        .filter(([, { state }]) => state === "waiting")
        .map(([station, { since, hashes, gateways }]) => ({
          station,
          since: new Date(since).toISOString(),
          isProved: hashes.length > 0,
          gateways: [...gateways],
        })),
    }),
  );

  const demandWaiting = (name: string) => {
    const known = devices.find(name);
    if (known?.state !== "waiting")
      throw new Problem(stationProblems.station_unknown, `No station named "${name}" waits.`);
    return known;
  };

  api.post(
    "/api/v1/admin/stations/:id/registration",
    {
      config: { access: "stations.admit" },
      schema: {
        summary: "Let a station out of the waiting room, without a host",
        params: Of,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      demandWaiting(request.params.id);
      await life.changeState(request.params.id, "registered", actorOf(request));
      return {};
    },
  );

  api.delete(
    "/api/v1/admin/stations/:id/waiting",
    {
      config: { access: "stations.admit" },
      schema: {
        summary: "Forget a station that waits, and shut its secret out",
        params: Of,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const name = request.params.id;
      const known = demandWaiting(name);
      await kept.settled();
      await records.db.transaction(async (tx) => {
        await removeStation(tx, name);
        await audit.write(tx, { ...actorOf(request), action: "stations.forget", before: { name } });
      });
      devices.revoke(known.hashes);
      devices.forget(name);
      await devices.saved();
      return {};
    },
  );

  api.post(
    "/api/v1/organisations/:id/stations",
    {
      config: { access: "stations.prepare", resource: "handler" },
      schema: {
        summary: "Register boxes that a workshop hands out: their codes are then enough",
        params: z.object({ id: z.uuid() }),
        body: z.strictObject({ stations: z.array(z.string().max(64)).min(1).max(100) }),
        response: { 200: z.object({ registered: z.int() }), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      request.demand({ organisation: id, thing: id });
      const { stations } = request.body;
      await kept.settled();
      return records.db.transaction(async (tx) => {
        const rows = await Promise.all(stations.map((name) => findStation(tx, name)));
        const unknown = stations.filter((_, index) => rows[index] === undefined);
        if (unknown.length > 0)
          throw new Problem(
            stationProblems.station_unknown,
            `Not heard yet: ${unknown.join(", ")}. Switch each box on once before it is registered.`,
          );
        const open = rows.flatMap((row) =>
          row !== undefined && row.host === null && row.state !== "retired" ? [row.id] : [],
        );
        if (open.length < stations.length)
          throw new Problem(
            hostingProblems.station_state,
            "One of these boxes has a host, or is retired.",
          );
        const registered = await vouchFor(tx, open, accountIn(request));
        await audit.write(tx, {
          ...actorOf(request),
          ...{ action: "stations.prepare", thing: id, after: { stations } },
        });
        return { registered };
      });
    },
  );
};
