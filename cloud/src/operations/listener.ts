import Fastify, { type FastifyInstance } from "fastify";
import type { ModuleContext } from "../module.ts";
import { type ReadinessSources, readinessRoutes } from "./readiness.ts";

/**
 * The operators' own door, on the loopback address: figures for Prometheus, whether the cloud does its work,
 * and why the store does not commit. Nothing of ours forwards to it.
 */
export const createOperationsListener = ({
  figures,
  ...sources
}: Pick<ModuleContext, "figures"> & ReadinessSources): FastifyInstance => {
  const app = Fastify({ forceCloseConnections: true, requestTimeout: 5_000 });
  app.get("/metrics", async (_request, reply) => {
    reply.type(figures.contentType);
    return figures.metrics();
  });
  app.get("/health", async (_request, reply) => {
    const fault = sources.storeFault();
    reply.code(fault === undefined ? 200 : 503);
    return fault === undefined ? { status: "ok" } : { status: "degraded", storeFault: fault };
  });
  readinessRoutes(
    (path, answer) =>
      app.get(path, async (_request, reply) => {
        const { status, body } = answer();
        reply.code(status);
        return body;
      }),
    sources,
  );
  return app;
};
