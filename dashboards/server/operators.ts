import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

/** Headers that the cloud's proxy writes into each request that it passes on. */
const OF_PROXY = ["x-dcz-visitor", "x-forwarded-host"];

const cameThroughCloud = (headers: IncomingHttpHeaders): boolean =>
  OF_PROXY.some((name) => headers[name] !== undefined);

/**
 * For operators and their programs, who ask this process directly: its figures, whether it answers, whether it
 * does its work. It listens once its pages are made, and a page whose data do not come says so itself: it is
 * ready as long as it is live.
 */
export const operatorsRoutes = (app: FastifyInstance, registry: Registry): void => {
  const answer = (path: string, type: string, text: () => Promise<string> | string): void => {
    app.get(path, async (request, reply) => {
      reply.header("cache-control", "no-store");
      if (cameThroughCloud(request.headers))
        return reply.code(404).type("text/plain").send("There is no such page.");
      return reply.type(type).send(await text());
    });
  };
  answer("/metrics", registry.contentType, () => registry.metrics());
  answer("/livez", "application/json", () => JSON.stringify({ live: true }));
  answer("/readyz", "application/json", () => JSON.stringify({ ready: true }));
};
