import * as z from "zod";

export const whyNotConsolidated = [
  "hour_not_over",
  "not_reprocessed",
  "other_sensor",
  "stands_alone",
] as const;

const Evidence = { value: z.number(), uncertainty: z.number(), share: z.number() };
/** The third tier of an explanation, as the API answers it. */
export const Consolidated = z.object({
  from: z.string(),
  until: z.string(),
  value: z.number(),
  agrees: z.boolean().optional(),
  uncertainty: z.number(),
  recipe: z.string(),
  version: z.number(),
  own: z.object(Evidence),
  around: z.object({ ...Evidence, stations: z.number() }).optional(),
  reference: z.object({ ...Evidence, station: z.string(), name: z.string() }).optional(),
});

type Consolidated = z.infer<typeof Consolidated>;
/** The whole of it, or one of its parts. */
export type Of<Part extends "consolidated" | "own" | "around" | "reference"> =
  Part extends keyof Consolidated ? NonNullable<Consolidated[Part]> : Consolidated;
