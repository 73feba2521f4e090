import * as z from "zod";

/**
 * Every error that the API gives, with its HTTP status and title. A code never changes its meaning;
 * docs/errors.md explains each (a test compares the two).
 */
export const problems = {
  invalid_request: { status: 400, title: "The request is not valid" },
  range_invalid: { status: 400, title: "The range of time is not valid" },
  too_many_points: { status: 400, title: "The answer would have too many points" },
  not_found: { status: 404, title: "There is nothing at this address" },
  station_unknown: { status: 404, title: "No station of this name has reported" },
  pages_unavailable: { status: 503, title: "The pages are not available" },
  internal: { status: 500, title: "The server made a mistake" },
} as const;
export type ProblemCode = keyof typeof problems;

/** A refusal with a stable code, answered as an RFC 9457 problem document. */
export class Problem extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "Problem";
    this.code = code;
  }
}

export const ProblemDocument = z
  .object({
    type: z.string().meta({ description: "A page that explains the code." }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    instance: z.string().optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem document" });
export type ProblemDocument = z.infer<typeof ProblemDocument>;

export const problemDocument = (
  code: ProblemCode,
  detail: string,
  instance: string,
): ProblemDocument => ({
  type: `/api/v1/problems/${code}`,
  ...problems[code],
  code,
  detail,
  instance,
});

/** Every route's refusals, for its `response` schema. */
export const refusals = {
  "4xx": {
    description: "Refused: see the code",
    content: { "application/problem+json": { schema: ProblemDocument } },
  },
} as const;
