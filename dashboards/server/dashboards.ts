import { randomUUID } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { refusedAddress } from "@datacityzen/hardware/settings/refused-address";
import { answerUnreadable } from "@datacityzen/hardware/unreadable-requests";
import accepts from "@fastify/accepts";
import fastifyStatic from "@fastify/static";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import { apiFor, REQUEST_ID } from "../app/api/client.ts";
import { languages } from "../app/i18n/language.ts";
import type { StyleSheets } from "../app/site/styles-within.ts";
import packageJson from "../package.json" with { type: "json" };
import { createPrints } from "../print/documents.ts";
import { createPrinter } from "../print/print.ts";
import { type BaseMapSource, openBaseMap } from "./base-map.ts";
import { keepInUse, upToDateBuild } from "./build.ts";
import type { Config } from "./config.ts";
import { createFigures } from "./figures.ts";
import { formRefusal } from "./form-length.ts";
import { createOnce } from "./once.ts";
import { operatorFile } from "./operator-file.ts";
import { operatorsRoutes } from "./operators.ts";
import { receiveFile } from "./sent-file.ts";

/** A start that cannot be, in sentences for the person who started it. */
export class StartError extends Error {
  readonly sentences: readonly string[];
  constructor(sentences: readonly string[], options?: ErrorOptions) {
    super(sentences[0], options);
    this.sentences = sentences;
  }
}

export interface Dashboards {
  /** Where it listens: port 0 in the settings lets the system choose. */
  readonly http: string;
  close(): Promise<void>;
}

/** How long a page that is being written may take once the server stops: nothing is stored here. */
const CLOSING_MS = 2_000;

const methods = ["GET", "HEAD", "POST"];

/** A number that came with the request is kept, so that a proxy's log, ours and the cloud's agree. */
const numberOf = ({ headers }: IncomingMessage): string => {
  const given = String(headers[REQUEST_ID] ?? "");
  return /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
};

/**
 * Whether a form comes from a page of ours. A browser says from where it posts, and lets no page of
 * another site name the host; the scheme is left out, since TLS may end in front of us.
 */
const isOwnForm = ({ headers }: IncomingMessage): boolean => {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const forwarded = [headers["x-forwarded-host"] ?? host].flat()[0]?.split(",")[0]?.trim();
  return URL.canParse(origin) && new URL(origin).host === forwarded;
};

/** The files of the bundle. `hosts`: where a browser finds tiles of the base map besides. */
const serveFiles = async (
  app: FastifyInstance,
  root: string,
  hosts: readonly string[],
): Promise<void> => {
  await app.register(fastifyStatic, {
    root,
    // Only the files that are there at the start: every other address is a page.
    wildcard: false,
    globIgnore: ["**/*.br", "**/*.gz"],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // A worker obeys the policy of its own file: that of the map asks for tiles.
      reply.header(
        "content-security-policy",
        `default-src 'none'; style-src 'unsafe-inline'; ${["connect-src 'self'", ...hosts].join(" ")}`,
      );
      reply.header(
        "cache-control",
        // The bundler puts a digest of the content into the names under assets/.
        path.includes("/assets/") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
      );
    },
  });
};

const readStyleSheets = async (root: string): Promise<StyleSheets> => {
  const sheets = new Map<string, string>();
  for await (const file of glob("assets/*.css", { cwd: root }))
    sheets.set(`/${file.replaceAll("\\", "/")}`, await readFile(join(root, file), "utf8"));
  return sheets;
};

const BASE_MAP_KEPT_S = 86_400;

/** Tiles of a base map that is a file: browsers ask us for them, whoever's they are. */
const serveBaseMap = (app: FastifyInstance, baseMap: BaseMapSource): void => {
  app.get<{ Params: { z: string; x: string; y: string } }>(
    "/base-map/:z/:x/:y",
    async ({ params, log }, reply) => {
      const [zoom, x, y] = [params.z, params.x, params.y].map((text) =>
        /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN,
      ) as [number, number, number];
      const isTile = zoom <= 22 && x < 2 ** zoom && y < 2 ** zoom;
      if (!isTile) return reply.code(404).send();
      try {
        const tile = await baseMap.tile(zoom, x, y);
        reply.header("cache-control", `public, max-age=${BASE_MAP_KEPT_S}`);
        if (tile === undefined) return reply.code(204).send();
        return await reply.type(tile.type).send(tile.bytes);
      } catch (error) {
        log.warn({ err: error }, "base map cannot be read");
        return reply.code(503).header("retry-after", "60").send();
      }
    },
  );
};

/** Makes the bundle where it is missing, puts the parts together and listens. */
export const openDashboards = async (
  config: Config,
  log: Logger,
  now: () => number,
  signal: AbortSignal,
): Promise<Dashboards> => {
  const build = await upToDateBuild({
    onStart: () => log.info("building the pages, a few seconds"),
    signal,
  });
  if (!build.ok) throw new StartError(["The pages could not be built:", build.output]);
  const base = await openBaseMap(config, {
    now,
    onFailure: (error) => log.warn({ err: error }, "base map cannot be read: the outline is shown"),
  });
  if (!base.ok) throw new StartError([base.sentence]);
  const figures = createFigures(packageJson.version);
  const closing = new AbortController();
  keepInUse(build.directory, closing.signal);

  const bundle = pathToFileURL(join(build.directory, "server/index.js")).href;
  const { pagesWith }: typeof import("../app/pages.ts") = await import(bundle);
  const pages = pagesWith({
    apiFor: apiFor(config.apiUrl),
    styleSheets: await readStyleSheets(join(build.directory, "client")),
    publicUrl: config.publicUrl,
    baseMap: base.value ?? { told: async () => undefined, hosts: [] },
    operator: operatorFile(config.operatorFile, now),
    once: createOnce(now),
    receiveFile,
    prints: createPrints(createPrinter({ signal: closing.signal }), now),
    operatorPath: resolve(config.operatorFile),
    now,
    report: (error, where) => {
      figures.pageFailed();
      log.error({ err: error, ...where }, "page failed");
    },
  });

  const quiet: FastifyBaseLogger = log.child(
    {},
    { level: log.isLevelEnabled("warn") ? "warn" : log.level },
  );
  const app = Fastify({
    loggerInstance: quiet,
    // Who looked at which page is personal data: requests are not logged.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: numberOf,
    clientErrorHandler: answerUnreadable,
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
  });
  await app.register(accepts);
  app.addHook("onRequest", async (request, reply) => {
    const { headers } = request.raw;
    headers[REQUEST_ID] = request.id;
    // The pages get the one language of theirs that the browser prefers, or none.
    headers["accept-language"] = request.language([...languages]) || "";
    reply.raw.setHeader(REQUEST_ID, request.id);
    reply.raw.setHeader("x-content-type-options", "nosniff");
    reply.raw.setHeader("referrer-policy", "same-origin");
    // For browsers that know no `frame-ancestors`; those of widgets say who may frame them.
    if (!request.url.startsWith("/embed/")) reply.raw.setHeader("x-frame-options", "DENY");
  });
  app.addHook("onResponse", async (_request, reply) =>
    figures.answered(reply.statusCode, reply.elapsedTime / 1000),
  );
  operatorsRoutes(app, figures.registry);
  await serveFiles(app, join(build.directory, "client"), base.value?.hosts ?? []);
  if (base.value !== undefined) serveBaseMap(app, base.value);
  // A form's body is read by the page that it is sent to.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_, __, done) => done(null));
  app.route({
    method: methods,
    url: "*",
    handler: (request, reply) => {
      const { headers, method } = request.raw;
      if (method === "POST" && !isOwnForm(request.raw)) {
        reply.code(403).type("text/plain").send("This form is not from a page of this site.");
        return;
      }
      const refusal = method === "POST" ? formRefusal(request.raw) : undefined;
      if (refusal !== undefined) {
        const text =
          refusal === 413
            ? "This form is too long."
            : "A form says how long it is (Content-Length).";
        // What follows is not read.
        reply.code(refusal).header("connection", "close").type("text/plain").send(text);
        return;
      }
      // The router compares with the address of this process, which people do not see.
      delete headers.origin;
      reply.hijack();
      pages(request.raw, reply.raw);
    },
  });
  app.setNotFoundHandler((_, reply) => reply.code(405).header("allow", methods.join(", ")).send());

  const { host, port } = config;
  try {
    const http = await app.listen({ host, port });
    log.info({ http, api: config.apiUrl }, "ready");
    return {
      http,
      async close() {
        closing.abort();
        const impatience = setTimeout(() => app.server.closeAllConnections(), CLOSING_MS);
        await app.close();
        clearTimeout(impatience);
        await base.value?.close();
      },
    };
  } catch (error) {
    closing.abort();
    await app.close();
    const sentence = refusedAddress(error, { host, port, variable: "DASHBOARDS_PORT" });
    throw sentence === undefined ? error : new StartError([sentence], { cause: error });
  }
};
