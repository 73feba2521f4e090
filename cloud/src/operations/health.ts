import * as z from "zod";
import type { Api } from "../api/api.ts";
import { isoInstant } from "../api/times.ts";
import type { Observed } from "./metrics.ts";

const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    version: z.string(),
    startedAt: z.iso.datetime(),
    stations: z.int(),
    clients: z.int(),
    quarantined: z.int(),
    /** Why the store does not commit; messages then wait unacknowledged. */
    storeFault: z.string().optional(),
  })
  .meta({ id: "Health" });

export const healthRoute = (
  api: Api,
  observed: Observed,
  { version, startedAt }: { version: string; startedAt: number },
): void => {
  api.get(
    "/api/v1/health",
    { schema: { summary: "How the service is", response: { 200: Health, 503: Health } } },
    async (_request, reply) => {
      const storeFault = observed.storeFault();
      reply.code(storeFault === undefined ? 200 : 503);
      return {
        status: storeFault === undefined ? ("ok" as const) : ("degraded" as const),
        version,
        startedAt: isoInstant(startedAt),
        stations: observed.stations(),
        clients: observed.clients(),
        quarantined: observed.quarantined(),
        ...(storeFault === undefined ? {} : { storeFault }),
      };
    },
  );
};
