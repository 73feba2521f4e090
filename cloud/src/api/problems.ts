import * as z from "zod";

/** One error of the API: a stable code, which never changes its meaning, its status and its title. */
export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** Each module lists its own errors like this; docs/errors.md explains every one (a test compares). */
export const defineProblems = <Code extends string>(
  kinds: {
    readonly [code in Code]: { readonly status: number; readonly title: string };
  },
): { readonly [code in Code]: ProblemKind } =>
  Object.fromEntries(
    Object.entries<{ status: number; title: string }>(kinds).map(([code, kind]) => [
      code,
      { code, ...kind },
    ]),
  ) as { readonly [code in Code]: ProblemKind };

/** Errors of the API itself, whatever it is asked for. */
export const apiProblems = defineProblems({
  invalid_request: { status: 400, title: "The request is not valid" },
  unknown_parameter: { status: 400, title: "The request has a parameter that does not exist" },
  not_authenticated: { status: 401, title: "This needs a token" },
  not_allowed: { status: 403, title: "This is not allowed" },
  not_found: { status: 404, title: "There is nothing at this address" },
  conflict: { status: 409, title: "This cannot be done in the present state" },
  too_large: { status: 413, title: "The request is too large" },
  unsupported_type: {
    status: 415,
    title: "The request's body is of a type that is not understood",
  },
  too_many_requests: { status: 429, title: "Too many requests at a time" },
  internal: { status: 500, title: "The server made a mistake" },
  busy: { status: 503, title: "The server has too much to do at present" },
  disk_fails: { status: 503, title: "The server's disk fails at present" },
  records_unavailable: {
    status: 503,
    title: "People, places and the like cannot be read or changed at present",
  },
  too_slow: { status: 503, title: "The answer took too long to find" },
});

/** A refusal with a stable code, answered as an RFC 9457 problem document. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  constructor(kind: ProblemKind, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "Problem";
    this.kind = kind;
  }
}

export const ProblemDocument = z
  .object({
    type: z.string().meta({ description: "A page that explains the code." }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable: docs/errors.md explains each" }),
    detail: z.string(),
    instance: z.string().optional(),
    request: z
      .string()
      .optional()
      .meta({ description: "This request's number in the log of the server" }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem document" });
export type ProblemDocument = z.infer<typeof ProblemDocument>;

export const problemDocument = (
  { code, status, title }: ProblemKind,
  detail: string,
  { instance, request }: { readonly instance: string; readonly request: string },
): ProblemDocument => ({
  type: `/api/v1/problems/${code}`,
  title,
  status,
  code,
  detail,
  instance,
  request,
});

/** Every route's refusals, for its `response` schema. */
export const refusals = {
  "4xx": {
    description: "Refused: see the code",
    content: { "application/problem+json": { schema: ProblemDocument } },
  },
} as const;
