import * as z from "zod";
import { may } from "../access/may.ts";
import type { Api } from "../api/api.ts";
import { isoInstant } from "../api/times.ts";
import type { Damage } from "../duckdb/repair.ts";
import type { ModuleContext } from "../module.ts";
import { recordsShown } from "./readiness.ts";

/** A disk that breaks more and more must not make the answer grow. */
const MOST_DAMAGES = 10;

const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    version: z.string(),
    zone: z.string().meta({
      description: "The legal time zone of the country for which this service is set up",
    }),
    startedAt: z.iso.datetime(),
    stations: z.int(),
    clients: z.int(),
    quarantined: z.int(),
    clock: z
      .object({
        ahead: z.number().meta({ description: "Seconds; negative when it is behind" }),
        stations: z.int().meta({ description: "Stations that agree on it" }),
      })
      .optional()
      .meta({
        description:
          "This machine's own clock is wrong, as several independent stations agree; they are believed",
      }),
    missing: z
      .object({
        commits: z.int().min(0).meta({ description: "Commits; each holds a message or more" }),
        since: z.iso.datetime().optional().meta({ description: "When it was found first" }),
      })
      .optional()
      .meta({
        description: "Of what was acknowledged, some is missing: the store was found damaged",
      }),
    damages: z
      .array(
        z.object({
          at: z.iso.datetime().optional(),
          reason: z.string(),
          missingCommits: z.int(),
          isWhole: z.boolean().meta({ description: "Whether the repair brought everything back" }),
          rescuedRows: z.int().optional(),
          lostRows: z.int().optional(),
          aside: z.string().optional().meta({ description: "Where the damaged files were put" }),
        }),
      )
      .max(MOST_DAMAGES)
      .optional()
      .meta({ description: "The newest damages of the store's files, for the administrator" }),
    records: z.enum(["up", "down", "off"]).meta({
      description: "People, places, all that is no measurement; measurements go on without them",
    }),
    demonstration: z.enum(["shown", "over"]).optional().meta({
      description:
        "Invented stations: `shown` among the others, as long as no real one has measured; `over`: lists leave them out",
    }),
    recordsFault: z.string().optional().meta({
      description: "Why the records are down, for the administrator",
    }),
    storeFault: z.string().optional().meta({
      description:
        "Why the store does not commit, for the administrator; messages then wait unacknowledged",
    }),
  })
  .meta({ id: "Health" });

type Observed = Pick<
  ModuleContext,
  | "version"
  | "now"
  | "stations"
  | "mqttClients"
  | "quarantine"
  | "ingest"
  | "records"
  | "storeFault"
  | "storeDamages"
  | "demonstrating"
  | "territories"
>;

const instantOf = ({ at }: Damage): { at?: string } =>
  at === undefined ? {} : { at: isoInstant(at) };

/** What everybody may know: that something is missing, how much, and since when. */
const missingOf = (damages: readonly Damage[]) => {
  const lossy = damages.filter(({ isWhole }) => !isWhole);
  const [first] = lossy;
  if (first === undefined) return {};
  const { at: since } = instantOf(first);
  const commits = lossy.reduce((sum, { missingCommits }) => sum + missingCommits, 0);
  return { missing: { commits, ...(since === undefined ? {} : { since }) } };
};

const shownDamages = (damages: readonly Damage[]) =>
  damages.slice(-MOST_DAMAGES).map((damage) => ({
    ...instantOf(damage),
    reason: damage.reason.slice(0, 500),
    missingCommits: damage.missingCommits,
    isWhole: damage.isWhole,
    ...(damage.rescuedRows === undefined ? {} : { rescuedRows: damage.rescuedRows }),
    ...(damage.lostRows === undefined ? {} : { lostRows: damage.lostRows }),
    ...(damage.aside === undefined ? {} : { aside: damage.aside }),
  }));

export const healthRoute = (api: Api, observed: Observed): void => {
  const startedAt = isoInstant(observed.now());
  api.get(
    "/api/v1/health",
    {
      config: { access: "service.read" },
      schema: { summary: "How the service is", response: { 200: Health, 503: Health } },
    },
    async (request, reply) => {
      const storeFault = observed.storeFault();
      const isOperator = may(request.principal, "operations.read");
      const damages = observed.storeDamages;
      const clock = observed.ingest.receiver();
      const records = observed.records.state();
      const demonstration = observed.demonstrating.state();
      reply.code(storeFault === undefined ? 200 : 503);
      return {
        status:
          storeFault === undefined &&
          clock === undefined &&
          (records.up || records.isWanted === false)
            ? ("ok" as const)
            : ("degraded" as const),
        version: observed.version,
        zone: observed.territories.country.zone,
        startedAt,
        stations: await observed.stations.count(),
        clients: observed.mqttClients(),
        quarantined: observed.quarantine.count(),
        ...(clock === undefined
          ? {}
          : { clock: { ahead: Math.round(clock.ahead / 1000), stations: clock.stations } }),
        records: recordsShown(records),
        ...(demonstration === "none" ? {} : { demonstration }),
        ...(isOperator && !records.up ? { recordsFault: records.reason } : {}),
        ...missingOf(damages),
        ...(isOperator && damages.length > 0 ? { damages: shownDamages(damages) } : {}),
        ...(isOperator && storeFault !== undefined ? { storeFault } : {}),
      };
    },
  );
};
