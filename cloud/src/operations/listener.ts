import Fastify, { type FastifyInstance } from "fastify";
import type { ModuleContext } from "../module.ts";

/**
 * The operators' own door, on the loopback address: figures for Prometheus, and why the store does not
 * commit. Nothing of ours forwards to it.
 */
export const createOperationsListener = ({
  figures,
  storeFault,
}: Pick<ModuleContext, "figures" | "storeFault">): FastifyInstance => {
  const app = Fastify({ forceCloseConnections: true, requestTimeout: 5_000 });
  app.get("/metrics", async (_request, reply) => {
    reply.type(figures.contentType);
    return figures.metrics();
  });
  app.get("/health", async (_request, reply) => {
    const fault = storeFault();
    reply.code(fault === undefined ? 200 : 503);
    return fault === undefined ? { status: "ok" } : { status: "degraded", storeFault: fault };
  });
  return app;
};
