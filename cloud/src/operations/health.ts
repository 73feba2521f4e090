import * as z from "zod";
import { may } from "../access/may.ts";
import type { Api } from "../api/api.ts";
import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";

const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    version: z.string(),
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
    storeFault: z.string().optional().meta({
      description:
        "Why the store does not commit, for the administrator; messages then wait unacknowledged",
    }),
  })
  .meta({ id: "Health" });

type Observed = Pick<
  ModuleContext,
  "version" | "now" | "stations" | "mqttClients" | "quarantine" | "ingest" | "storeFault"
>;

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
      const isShown = storeFault !== undefined && may(request.principal, "operations.read");
      const clock = observed.ingest.receiver();
      reply.code(storeFault === undefined ? 200 : 503);
      return {
        status:
          storeFault === undefined && clock === undefined ? ("ok" as const) : ("degraded" as const),
        version: observed.version,
        startedAt,
        stations: await observed.stations.count(),
        clients: observed.mqttClients(),
        quarantined: observed.quarantine.count(),
        ...(clock === undefined
          ? {}
          : { clock: { ahead: Math.round(clock.ahead / 1000), stations: clock.stations } }),
        ...(isShown ? { storeFault } : {}),
      };
    },
  );
};
