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
    storeFault: z.string().optional().meta({
      description:
        "Why the store does not commit, for the administrator; messages then wait unacknowledged",
    }),
  })
  .meta({ id: "Health" });

type Observed = Pick<
  ModuleContext,
  "version" | "now" | "stations" | "mqttClients" | "quarantine" | "storeFault"
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
      reply.code(storeFault === undefined ? 200 : 503);
      return {
        status: storeFault === undefined ? ("ok" as const) : ("degraded" as const),
        version: observed.version,
        startedAt,
        stations: await observed.stations.count(),
        clients: observed.mqttClients(),
        quarantined: observed.quarantine.count(),
        ...(isShown ? { storeFault } : {}),
      };
    },
  );
};
