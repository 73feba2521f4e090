import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { stationResource } from "../places/station-resource.ts";
import { FleetGateway, fleetGateway } from "./fleet-gateways.ts";
import { type FoundProblem, fleetProblems } from "./fleet-health.ts";
import { type FleetJudge, isInService } from "./fleet-judge.ts";
import { isGateway, type StationRecord } from "./station.ts";
import type { StationRoutesParts } from "./station-routes-parts.ts";

const Problem = z.enum(fleetProblems);
const MOST_GATEWAYS = 200;

const Query = z.object({
  problem: Problem.optional(),
  hosted: z
    .enum(["own"])
    .optional()
    .describe("`own`: only stations that whoever asks hosts, and their gateways"),
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
          "`silent`: nothing came for two intervals and a grace; `late`: for one; `not_heard`: its gateway is away; `stuck`: a sensor repeats one value, `drifting`: it goes away from its neighbours, both by the checks of the last day; `old_software`: older than the version that stations should run",
      }),
      since: z.iso.datetime().optional().meta({ description: "Absent where nobody knows" }),
      value: z.number().optional().meta({
        description: "Of `low_battery` its charge in percent, of `weak_link` its signal in dBm",
      }),
    }),
  ),
});

const Page = z.object({
  stations: z.array(Entry),
  next: z.string().optional().meta({ description: "Cursor of the next page; absent on the last" }),
  total: z.int().meta({ description: "Stations and gateways on all pages" }),
  counts: z.record(Problem, z.int()).meta({
    description: "How many have each problem, whatever problem was asked for",
  }),
  gateways: z.array(FleetGateway).meta({
    description: `All gateways that concern whoever asks, those that are away first; at most ${MOST_GATEWAYS}`,
  }),
  lookedAfter: z
    .object({ stations: z.int(), gateways: z.int(), needHelp: z.int() })
    .meta({ description: "All that are in service, and how many of them have a problem" }),
});

type Parts = StationRoutesParts &
  Pick<ModuleContext, "devices"> & { readonly judge: { ready(): Promise<FleetJudge> } };

/** Which stations and gateways need help, for whoever may look after them. */
export const fleetRoutes = (
  api: Api,
  { stations, knownStations, territories, judge, devices, now }: Parts,
): void => {
  const resourceOf = (name: string) => stationResource(knownStations.find(name), territories);

  api.get(
    "/api/v1/fleet",
    {
      config: { access: "station.host", resource: "handler" },
      schema: {
        summary: "Stations and gateways that need help, with what is wrong and since when",
        description:
          "In order of their names; only those that whoever asks may look after, and the gateways through which these are heard. Stations under maintenance and retired ones are left out.",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "private, no-store");
      const { problem, hosted, cursor = "", limit } = request.query;
      // Asked at least once, also when there is no station.
      request.allows({});
      const judging = await judge.ready();
      const account = accountOf(request.principal);
      const looksAfter = (name: string): boolean => {
        const resource = resourceOf(name);
        const isAmong =
          hosted === undefined || (account !== undefined && resource.owner === account);
        return isAmong && request.allows(resource);
      };
      const all = [...stations.all()].filter(({ id }) => isInService({ devices }, id));
      const lookedAfter = all.filter((record) => !isGateway(record) && looksAfter(record.id));
      // A gateway is nobody's own: it concerns those whose stations are heard through it.
      const heardThrough = Map.groupBy(lookedAfter, ({ via }) => via);
      const concerned = [
        ...lookedAfter,
        ...all.filter(
          (record) => isGateway(record) && (heardThrough.has(record.id) || looksAfter(record.id)),
        ),
      ];
      const at = now();
      const found: { record: StationRecord; problems: readonly FoundProblem[] }[] = [];
      const counts = Object.fromEntries(fleetProblems.map((name) => [name, 0])) as {
        [name in (typeof fleetProblems)[number]]: number;
      };
      let needHelp = 0;
      for (const record of concerned) {
        const problems = judging.problemsOf(record, at);
        for (const name of new Set(problems.map((one) => one.problem))) counts[name] += 1;
        if (problems.length > 0) needHelp += 1;
        const fits = problem === undefined || problems.some((one) => one.problem === problem);
        if (problems.length > 0 && fits) found.push({ record, problems });
      }
      const gateways = concerned
        .filter(isGateway)
        .map((record) => fleetGateway(record, heardThrough.get(record.id)?.length ?? 0, looksAfter))
        .sort(
          (one, other) =>
            Number(one.away === undefined) - Number(other.away === undefined) ||
            (one.station < other.station ? -1 : 1),
        )
        .slice(0, MOST_GATEWAYS);
      const inOrder = found.sort((one, other) => (one.record.id < other.record.id ? -1 : 1));
      const rest = inOrder.filter(({ record }) => record.id > cursor);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        stations: page.map(({ record, problems }) => ({
          ...{ station: record.id, isGateway: isGateway(record) },
          problems: problems.map(({ problem: name, since, value }) => ({
            problem: name,
            ...(since === undefined ? {} : { since: isoInstant(since) }),
            ...(value === undefined ? {} : { value }),
          })),
        })),
        ...(rest.length > page.length && last !== undefined ? { next: last.record.id } : {}),
        total: found.length,
        counts,
        gateways,
        lookedAfter: {
          stations: lookedAfter.length,
          gateways: concerned.length - lookedAfter.length,
          needHelp,
        },
      };
    },
  );
};
