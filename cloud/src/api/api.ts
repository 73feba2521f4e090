import { randomUUID } from "node:crypto";
import { answerUnreadable } from "@datacityzen/hardware/unreadable-requests";
import accepts from "@fastify/accepts";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import * as z from "zod";
import type { AdminToken } from "../access/admin-token.ts";
import { couldEver } from "../access/may.ts";
import type { DeclaredRoute } from "../access/permissions-page.ts";
import { nobody } from "../access/principal.ts";
import { isDiskFault } from "../disk-fault.ts";
import { saysUnavailable, sqlState } from "../records/unavailable.ts";
import { guardRoutes, type Identify, shownAccess } from "./access.ts";
import { httpBounds } from "./http-bounds.ts";
import type { Api } from "./instance.ts";
import { refuseUnknownParameters } from "./parameters.ts";
import { boundPipelines, MOST_REQUESTS_OF_A_CONNECTION } from "./pipelines.ts";
import {
  apiProblems,
  Problem,
  ProblemDocument,
  type ProblemKind,
  problemDocument,
  refusals,
} from "./problems.ts";
import { refuseHalfCharacters } from "./well-formed.ts";

export type { Api };

/** A request and its answer, as parameters of a module's own functions. */
export type Asking = FastifyRequest;
export type Answering = FastifyReply;

/**
 * The API's OpenAPI document, without the paths of the pages. The generator makes a variant of each
 * schema for requests; ours are used in answers only.
 */
const openApiDocument = (api: Api) => {
  const { paths, components, ...document } = api.swagger() as {
    paths?: Record<string, unknown>;
    components?: { schemas?: Record<string, unknown> };
  };
  const only = <T>(entries: { [name: string]: T } | undefined, keep: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(entries ?? {}).filter(([name]) => keep(name)));
  const schemas = only(components?.schemas, (name) => !name.endsWith("Input"));
  return {
    ...document,
    paths: only(paths, (path) => path.startsWith("/api/")),
    components: { ...components, schemas },
  };
};

/** One sentence for each parameter that is wrong. */
const sentences = (error: { validation: readonly unknown[] }): string =>
  (error.validation as readonly { instancePath: string; message: string }[])
    .map(({ instancePath, message }) => `"${instancePath.slice(1)}": ${message}.`)
    .join(" ");

/**
 * For answers with many items: TypeScript has checked their shape already, and checking each item again
 * while it is written takes most of the time of the answer.
 */
export const trustedSerializer = () => (answer: unknown) => JSON.stringify(answer);

/** Errors that Fastify and its plugins give by their HTTP status. */
const kindByStatus: { readonly [status: number]: ProblemKind } = {
  401: apiProblems.not_authenticated,
  403: apiProblems.not_allowed,
  404: apiProblems.not_found,
  409: apiProblems.conflict,
  413: apiProblems.too_large,
  415: apiProblems.unsupported_type,
  429: apiProblems.too_many_requests,
};

const NO_SUCH_CHARACTER = "A text holds the character U+0000, which cannot be kept: leave it out.";
const NO_SUCH_DATE =
  "A date lies outside of what can be kept: give one of the years from 0001 to 9999.";

/** Data that a schema took and PostgreSQL does not, by SQLSTATE: what was asked for is wrong, and no server. */
const cannotBeKept: { readonly [state: string]: string } = {
  "22021": NO_SUCH_CHARACTER,
  "22P05": NO_SUCH_CHARACTER,
  "22007": NO_SUCH_DATE,
  "22008": NO_SUCH_DATE,
  "22009": NO_SUCH_DATE,
  "22003": "A number is larger than what can be kept: give a smaller one.",
};

/** What went wrong, as a kind of problem and a sentence that may be shown. */
const judge = (error: unknown): { kind: ProblemKind; detail: string } => {
  if (error instanceof Problem) return { kind: error.kind, detail: error.message };
  if (hasZodFastifySchemaValidationErrors(error))
    return { kind: apiProblems.invalid_request, detail: sentences(error) };
  if (saysUnavailable(error))
    return {
      kind: apiProblems.records_unavailable,
      detail: "Records cannot be used at present; measurements go on. Ask again in a moment.",
    };
  const unkept = cannotBeKept[sqlState(error) ?? ""];
  if (unkept !== undefined) return { kind: apiProblems.invalid_request, detail: unkept };
  if (isDiskFault(error))
    return {
      kind: apiProblems.disk_fails,
      detail:
        'The disk is full or cannot be read: ask again in a moment. The fault is in the log of the server, under the number in "request".',
    };
  const status = (error as { statusCode?: number }).statusCode;
  if (status !== undefined && status >= 400 && status < 500)
    return {
      kind: kindByStatus[status] ?? apiProblems.invalid_request,
      detail: (error as Error).message,
    };
  return {
    kind: apiProblems.internal,
    detail: 'The mistake is in the log of the server, under the number in "request".',
  };
};

/** A number that came with the request is kept: the pages' log, a proxy's and ours then have the same. */
const numberOf = ({ headers }: Pick<FastifyRequest["raw"], "headers">): string => {
  const given = String(headers["x-request-id"] ?? "");
  return /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
};

const RETRY_AFTER_S = 5;

/** Without the question where it says what somebody looked for. */
const urlForLog = ({ url, routeOptions }: FastifyRequest): string =>
  routeOptions?.config?.keepsQuestions === false ? (url.split("?", 1)[0] ?? "") : url;

const answerProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { kind, detail } = judge(error);
  if (kind === apiProblems.internal || kind === apiProblems.disk_fails)
    request.log.error(
      { err: error, request: request.id, url: urlForLog(request) },
      "request failed",
    );
  if (kind.status === 401) reply.header("www-authenticate", "Bearer");
  if (kind.status === 429 || kind.status === 503) reply.header("retry-after", RETRY_AFTER_S);
  reply
    .code(kind.status)
    .type("application/problem+json")
    // Not the route's own serializer, which knows its answers only.
    .serializer(JSON.stringify)
    .send(problemDocument(kind, detail, { instance: request.url, request: request.id }));
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** How long a client may take to send the body; 15 s when absent. */
    bodyMs?: number;
    /** `false`: what was asked for is personal and goes to no log. */
    keepsQuestions?: boolean;
  }
}

/** A client that sends its request more slowly than this is disconnected. */
const REQUEST_MS = 15_000;
const BODY_BYTES = 64 * 1024;
const PARAMETER_LENGTH = 512;

export interface ApiOptions {
  readonly log: FastifyBaseLogger;
  readonly version: string;
  readonly token: AdminToken;
  /** The account behind a request; nobody's when there are no accounts. */
  readonly identify?: Identify;
  /** Programs in front whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  /** The errors of the API and of every module, by code. */
  readonly problems: { readonly [code: string]: ProblemKind };
}

const isPublic = ({ url, routeOptions }: Pick<FastifyRequest, "url" | "routeOptions">): boolean => {
  const access = routeOptions?.config?.access;
  return url.startsWith("/api/") && (access === undefined || couldEver(nobody, access));
};

const secureHeaders = async (api: Api): Promise<void> => {
  await api.register(helmet, {
    // For documents of data. The pages' process sends its own policy.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { "default-src": ["'none'"], "frame-ancestors": ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: "cross-origin" },
    // A program that ends TLS in front of the cloud decides this for its host name.
    strictTransportSecurity: false,
    referrerPolicy: { policy: "strict-origin-when-cross-origin" },
  });
  api.addHook("onRequest", async ({ socket }, reply) => {
    if ("encrypted" in socket) reply.header("strict-transport-security", "max-age=31536000");
  });
  // What everybody may read, any page may read. The administrator's answers are for no other site.
  await api.register(cors, {
    delegator: (request, callback) =>
      callback(null, {
        origin: isPublic(request) ? "*" : false,
        credentials: false,
        methods: ["GET", "HEAD"],
        allowedHeaders: ["accept"],
      }),
  });
};

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Ends the connection of a client that sends a body too slowly for its route. */
const boundBodies = (api: Api): void => {
  api.addHook("onRequest", async (request) => {
    if (!hasBody(request)) return;
    const timer = setTimeout(
      () => void request.raw.destroy(),
      request.routeOptions.config.bodyMs ?? REQUEST_MS,
    );
    const stop = () => clearTimeout(timer);
    request.raw.once("end", stop).once("close", stop);
  });
};

/** The API, and its routes as they are declared. */
export interface GuardedApi {
  readonly api: Api;
  readonly routes: readonly DeclaredRoute[];
}

export const createApi = async ({
  log,
  version,
  token,
  identify = async () => undefined,
  trustedProxies = [],
  problems,
}: ApiOptions): Promise<GuardedApi> => {
  const api = Fastify({
    loggerInstance: log,
    // Each request is counted, none is logged: a log of who looked at what is personal data.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: numberOf,
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: true,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: BODY_BYTES,
    maxRequestsPerSocket: MOST_REQUESTS_OF_A_CONNECTION,
    requestTimeout: httpBounds.requestTimeout,
    http: httpBounds,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: PARAMETER_LENGTH },
    // An address that cannot even be routed ("/%E0%A4%A") is refused like any other.
    frameworkErrors: answerProblem,
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(answerProblem);
  api.setNotFoundHandler((request) => {
    throw new Problem(
      apiProblems.not_found,
      `There is nothing at ${request.method} ${request.url}.`,
    );
  });

  boundPipelines(api);
  boundBodies(api);
  await secureHeaders(api);
  await api.register(accepts);
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "DataCityZen",
        version,
        description:
          "What citizens measure. Instants are ISO 8601 in UTC, durations ISO 8601, units UCUM; a range of time includes its start and excludes its end; errors are RFC 9457 problem documents. x-access says who may use an operation.",
        license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
      },
    },
    transform: (document) => {
      const transformed = jsonSchemaTransform(document);
      const action = document.route.config?.access;
      if (action === undefined || transformed.schema?.hide === true) return transformed;
      return { ...transformed, schema: { ...transformed.schema, ...shownAccess(action) } };
    },
    transformObject: jsonSchemaTransformObject,
  });
  const routes = guardRoutes(api, { token, identify });
  api.addHook("preValidation", refuseUnknownParameters);
  api.addHook("preValidation", refuseHalfCharacters);

  const access = "service.read";
  api.get("/api/openapi.json", { config: { access }, schema: { hide: true } }, async () =>
    openApiDocument(api),
  );
  api.get(
    "/api/v1/problems/:code",
    {
      config: { access },
      schema: {
        summary: "What an error's code means",
        params: z.object({ code: z.string() }),
        response: {
          200: ProblemDocument.pick({ code: true, title: true, status: true }),
          ...refusals,
        },
      },
    },
    async ({ params }) => {
      const known = Object.hasOwn(problems, params.code) ? problems[params.code] : undefined;
      if (known === undefined)
        throw new Problem(apiProblems.not_found, `No error has the code "${params.code}".`);
      return { ...known };
    },
  );
  return { api, routes };
};
