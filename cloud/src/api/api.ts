import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
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
import {
  Problem,
  type ProblemCode,
  ProblemDocument,
  problemDocument,
  problems,
} from "./problems.ts";

/** Where modules put their routes: request and answer are described by zod, and OpenAPI is made of it. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/**
 * The API's OpenAPI document. The pages' paths are none of its, and schemas are used in answers
 * only: the variants that the generator makes for requests stand in it for nothing.
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

/** What went wrong, as a code and a sentence that may be shown. */
const judge = (error: unknown): { code: ProblemCode; detail: string } => {
  if (error instanceof Problem) return { code: error.code, detail: error.message };
  if (hasZodFastifySchemaValidationErrors(error))
    return { code: "invalid_request", detail: sentences(error) };
  const status = (error as { statusCode?: number }).statusCode;
  if (status !== undefined && status >= 400 && status < 500)
    return { code: "invalid_request", detail: (error as Error).message };
  return { code: "internal", detail: "The mistake is in the log under this request's number." };
};

const answerProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { code, detail } = judge(error);
  if (code === "internal") request.log.error({ error, url: request.url }, "request failed");
  reply
    .code(problems[code].status)
    .type("application/problem+json")
    // Past the route's own serializer: a problem is none of the route's answers.
    .serializer(JSON.stringify)
    .send(problemDocument(code, detail, request.url));
};

export const createApi = async (log: FastifyBaseLogger, version: string): Promise<Api> => {
  const api = Fastify({
    loggerInstance: log,
    // Each request is counted, none is logged: a log of who looked at what is personal data.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    // An address that cannot even be routed ("/%E0%A4%A") is refused like any other.
    frameworkErrors: answerProblem,
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);

  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "DataCityZen",
        version,
        description:
          "What citizens measure. Instants are ISO 8601 in UTC, durations ISO 8601, units UCUM; a range of time includes its start and excludes its end; errors are RFC 9457 problem documents.",
        license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });

  api.setErrorHandler(answerProblem);
  api.setNotFoundHandler((request) => {
    throw new Problem("not_found", `There is nothing at ${request.method} ${request.url}.`);
  });

  api.get("/api/openapi.json", { schema: { hide: true } }, async () => openApiDocument(api));
  api.get(
    "/api/v1/problems/:code",
    {
      schema: {
        summary: "What an error's code means",
        params: z.object({ code: z.string() }),
        response: { 200: ProblemDocument.pick({ code: true, title: true, status: true }) },
      },
    },
    async ({ params }) => {
      const known = Object.entries(problems).find(([code]) => code === params.code);
      if (known === undefined)
        throw new Problem("not_found", `No error has the code "${params.code}".`);
      return { code: known[0] as ProblemCode, ...known[1] };
    },
  );
  return api;
};
