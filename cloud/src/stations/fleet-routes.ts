import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Resource } from "../access/may.ts";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace } from "../places/known-station.ts";
import {
  type FleetFacts,
  type FoundProblem,
  fleetProblems,
  newestSoftware,
  problemsOf,
} from "./fleet-health.ts";
import type { HeardReadings } from "./heard.ts";
import { deliveryMsOf, isGateway, type StationRecord, saidState, slowest } from "./station.ts";
import type { StationRoutesParts } from "./station-routes-parts.ts";

const Problem = z.enum(fleetProblems);

const Query = z.object({
  problem: Problem.optional(),
  cursor: StationId.optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Entry = z.object({
  station: z.string(),
  isGateway: z.boolean(),
  problems: z.array(
    z.object({
      problem: Problem.meta({
        description:
          "`silent`: nothing came for two intervals and a grace; `late`: for one; `not_heard`: its gateway is away; `old_software`: another station runs a newer version",
      }),
      since: z.iso.datetime().optional().meta({
        description: "Of a disk: when it was told. Absent where nobody knows",
      }),
    }),
  ),
});

const Page = z.object({
  stations: z.array(Entry),
  next: z.string().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  total: z.int().meta({ description: "Stations and gateways on all pages" }),
});

type Parts = StationRoutesParts & Pick<ModuleContext, "devices">;

/** Which stations and gateways need help, for whoever may look after them. */
export const fleetRoutes = (
  api: Api,
  { stations, knownStations, territories, heardReadings, devices, now }: Parts,
): void => {
  const listeningSince = now();

  const resourceOf = (name: string): Resource => {
    const known = knownStations.find(name);
    const territory = known && currentPlace(known)?.territory;
    return {
      ...{ thing: known?.thing, owner: known?.host, organisation: known?.host },
      territories: territory === undefined ? [] : territories.around(territory),
    };
  };

  /** Nobody is called to a station that somebody works at, or that is out of service. */
  const isInService = (name: string): boolean => {
    const state = devices.find(name)?.state;
    return state !== "maintenance" && state !== "retired";
  };

  const factsOf = (record: StationRecord, heard: HeardReadings): FleetFacts => {
    const gateway = record.via === undefined ? undefined : stations.atHand(record.via);
    const reading = heard.of(record.id);
    return {
      ...{ firstSeen: record.firstSeen, isGateway: isGateway(record) },
      ...{ said: saidState(record), statusReceived: record.statusReceived, reading },
      gateway: gateway && isGateway(gateway) ? saidState(gateway) : undefined,
      ...{ everyMs: slowest(record), deliveryMs: deliveryMsOf(record, reading) },
      ...{ health: record.status?.health?.gateway, software: record.hello?.software },
    };
  };

  api.get(
    "/api/v1/fleet",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Stations and gateways that need help, with what is wrong and since when",
        description:
          "In order of their names; only those that whoever asks may look after. Stations under maintenance and retired ones are left out.",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "private, no-store");
      const { problem, cursor = "", limit } = request.query;
      // Asked at least once, also when there is no station.
      request.allows({});
      const heard = await heardReadings.ready();
      const all = [...stations.all()];
      const newest = newestSoftware(all.map(({ hello }) => hello?.software));
      const at = now();
      const found: { record: StationRecord; problems: readonly FoundProblem[] }[] = [];
      for (const record of all) {
        if (!isInService(record.id) || !request.allows(resourceOf(record.id))) continue;
        const problems = problemsOf(factsOf(record, heard), { newest, listeningSince }, at);
        const fits = problem === undefined || problems.some((one) => one.problem === problem);
        if (problems.length > 0 && fits) found.push({ record, problems });
      }
      const inOrder = found.sort((one, other) => (one.record.id < other.record.id ? -1 : 1));
      const rest = inOrder.filter(({ record }) => record.id > cursor);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        stations: page.map(({ record, problems }) => ({
          ...{ station: record.id, isGateway: isGateway(record) },
          problems: problems.map(({ problem: name, since }) => ({
            problem: name,
            ...(since === undefined ? {} : { since: isoInstant(since) }),
          })),
        })),
        ...(rest.length > page.length && last !== undefined ? { next: last.record.id } : {}),
        total: found.length,
      };
    },
  );
};
