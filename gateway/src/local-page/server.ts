import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { answerUnreadable } from "@datacityzen/hardware/unreadable-requests";
import accepts from "@fastify/accepts";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import * as z from "zod";
import type { AirrohrDoor } from "../guests/airrohr-door.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Quarters } from "../store/quarters.ts";
import { airrohrData, airrohrStation } from "./airrohr.ts";
import { renderBench } from "./bench.ts";
import { quartersCsv, waitingCsv } from "./csv.ts";
import { chooseLanguage, languages } from "./language.ts";
import { renderPage } from "./page.ts";
import { presentHealth, presentLatest } from "./presentation.ts";
import { style } from "./style.ts";
import { createTurns } from "./turns.ts";
import { renderValues } from "./values-page.ts";
import type { View } from "./view.ts";

export interface LocalPageOptions {
  readonly view: () => View;
  readonly metrics: Registry;
  /** What is on the box, for who takes it away. */
  readonly outbox: Pick<Outbox, "following">;
  readonly quarters: Pick<Quarters, "following">;
  readonly version: string;
  /** Where stations reach the gateway's broker. */
  readonly broker: string;
  /** The door over TLS, when it is open; `certificate` is PEM. */
  readonly secure?:
    | { readonly address: string; readonly certificate: string; readonly fingerprint: string }
    | undefined;
  /** Where people reach the platform; undefined when nobody said so. */
  readonly site?: string | undefined;
  /** Where stations with Sensor.Community's firmware send; closed when undefined. */
  readonly airrohrDoor?: AirrohrDoor | undefined;
  readonly log: Logger;
  readonly limits?: typeof httpLimits;
}

const Query = z.object({
  lang: z.string().optional().catch(undefined),
  station: z.string().max(64).optional().catch(undefined),
  refresh: z.coerce.number().int().min(5).max(3600).optional().catch(undefined),
});

const styleHash = createHash("sha256").update(style).digest("base64");

/** The page loads nothing and runs nothing, and its address is not sent to other sites. */
const headers = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-dns-prefetch-control": "off",
  "x-permitted-cross-domain-policies": "none",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** A few people and one Prometheus: what the door of a house needs, and no more. */
export const httpLimits = {
  connections: 100,
  /** The head of a request must be whole by then, and the request itself: it has no body. */
  headMs: 4000,
  requestMs: 5000,
  /** A connection that asks nothing more, and one whose reader takes nothing in. */
  idleMs: 5000,
  headBytes: 8 * 1024,
  headers: 64,
  bodyBytes: 1024,
  /** Of what an airRohr sends: some 2 kB with all sensors of its firmware. */
  pushBytes: 16 * 1024,
  requestsOnConnection: 200,
  /** Pages that wait for their turn, and exports that are under way. */
  waiting: 30,
  exports: 2,
};
/** Seconds. */
const RETRY_AFTER = 5;

/** Seconds: somebody stands at the bench and moves wires. */
const BENCH_REFRESH = 10;

const problem = (status: number, code: string, title: string, detail: string) => ({
  type: "about:blank",
  title,
  status,
  detail,
  code,
});

/** The gateway's page for people, its JSON for programs, its metrics for operators. */
export const createLocalPage = async ({
  view,
  metrics,
  outbox,
  quarters,
  version,
  broker,
  secure,
  site,
  log,
  airrohrDoor,
  limits = httpLimits,
}: LocalPageOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    logger: false,
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: true,
    bodyLimit: limits.bodyBytes,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.idleMs,
    requestTimeout: limits.requestMs,
    maxRequestsPerSocket: limits.requestsOnConnection,
    http: {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      // Node looks for late requests only so often.
      connectionsCheckingInterval: Math.min(500, limits.headMs),
      maxHeaderSize: limits.headBytes,
    },
  });
  app.server.maxHeadersCount = limits.headers;
  app.server.maxConnections = limits.connections;
  await app.register(accepts);

  // A page of another origin cannot send this type without asking first, and is told nothing here.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  if (airrohrDoor !== undefined)
    app.post("/airrohr", { bodyLimit: limits.pushBytes }, async (request, reply) => {
      const { status, refused } = await airrohrDoor({
        from: request.ip,
        sensor: request.headers["x-sensor"]?.toString(),
        body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
      });
      reply.code(status);
      if (refused === undefined) return { kept: true };
      reply.type("application/problem+json; charset=utf-8");
      return problem(status, "not_taken", "Not taken", refused);
    });

  const turns = createTurns();
  const busy = (reply: FastifyReply) =>
    reply
      .code(503)
      .header("retry-after", RETRY_AFTER)
      .type("application/problem+json; charset=utf-8")
      .send(problem(503, "busy", "Busy", "Too many pages are asked for: try again in a moment."));
  /** What is made of all stations: others have the process in between. */
  const inTurn = async (reply: FastifyReply, make: () => unknown): Promise<unknown> =>
    turns.waiting() >= limits.waiting ? busy(reply) : turns.run(make);

  app.addHook("onSend", async (_request, reply) => {
    reply.headers(headers);
  });

  app.get("/", async (request, reply) => {
    const { lang, refresh } = Query.parse(request.query);
    const language = chooseLanguage(lang, request.language([...languages]));
    reply.type("text/html; charset=utf-8").headers({
      "content-language": language,
      vary: "accept-language",
    });
    return inTurn(reply, () =>
      renderPage(view(), {
        language,
        broker,
        secure,
        site,
        ...(refresh !== undefined && { refresh }),
      }),
    );
  });

  app.get("/bench", async (request, reply) => {
    const { lang, refresh = BENCH_REFRESH } = Query.parse(request.query);
    const language = chooseLanguage(lang, request.language([...languages]));
    reply.type("text/html; charset=utf-8").headers({
      "content-language": language,
      vary: "accept-language",
    });
    return inTurn(reply, () => renderBench(view(), { language, refresh }));
  });

  /** What a tool that polls an airRohr asks for; `?station=` names one of several. */
  const airrohr = (query: unknown) => {
    const { station } = Query.parse(query);
    const { stations, now } = view();
    const chosen = airrohrStation(stations, station);
    // A name that is mistyped must not look like a station that is silent.
    return station !== undefined && chosen === undefined
      ? undefined
      : { station: chosen?.station, data: airrohrData(chosen, version, now) };
  };
  app.get("/data.json", (request, reply) =>
    inTurn(reply, () => airrohr(request.query)?.data ?? reply.callNotFound()),
  );
  app.get("/values", (request, reply) =>
    inTurn(reply, () => {
      const answer = airrohr(request.query);
      if (answer === undefined) return reply.callNotFound();
      const { lang } = Query.parse(request.query);
      const language = chooseLanguage(lang, request.language([...languages]));
      reply.type("text/html; charset=utf-8").headers({
        "content-language": language,
        vary: "accept-language",
      });
      return renderValues(answer, language);
    }),
  );

  let exports = 0;
  const sendCsv = (reply: FastifyReply, name: string, lines: AsyncIterable<string>) => {
    if (exports >= limits.exports) return busy(reply);
    exports += 1;
    const stream = Readable.from(lines, { objectMode: false });
    stream.once("close", () => {
      exports -= 1;
    });
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(stream);
  };
  app.get("/readings.csv", (_request, reply) =>
    sendCsv(reply, "readings.csv", waitingCsv(outbox, turns)),
  );
  app.get("/quarters.csv", (_request, reply) =>
    sendCsv(reply, "quarters.csv", quartersCsv(quarters, turns)),
  );

  app.get("/api/latest", (_request, reply) => inTurn(reply, () => presentLatest(view().stations)));
  app.get("/api/health", (_request, reply) => inTurn(reply, () => presentHealth(view())));

  if (secure !== undefined)
    app.get("/certificate.pem", (_request, reply) =>
      reply
        .type("application/x-pem-file")
        .header("content-disposition", 'attachment; filename="certificate.pem"')
        .send(secure.certificate),
    );
  // A link to the cloud that is down is what a gateway is for; a disk that keeps nothing is not.
  app.get("/livez", async () => ({ live: true }));
  app.get("/readyz", async (_request, reply) => {
    const ready = view().disk.trouble === undefined;
    reply.code(ready ? 200 : 503);
    return { ready, store: ready ? "up" : "down" };
  });
  app.get("/metrics", (_request, reply) => {
    reply.type(metrics.contentType);
    return inTurn(reply, () => metrics.metrics());
  });

  app.setNotFoundHandler(async (request, reply) => {
    reply.code(404).type("application/problem+json; charset=utf-8");
    const detail = `There is nothing at ${request.url}; the page is at /.`;
    return problem(404, "not_found", "Not found", detail);
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    reply.code(status).type("application/problem+json; charset=utf-8");
    if (status >= 500) log.error({ err: error, url: request.url }, "request failed");
    return status < 500
      ? problem(status, "bad_request", "Bad request", error.message)
      : problem(status, "internal", "Internal error", "The gateway failed to answer.");
  });
  return app;
};
