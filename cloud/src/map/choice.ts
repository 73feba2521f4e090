import { QuantityName } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { judgedQuantities } from "../air/station-airs.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { gridStart } from "../series/store.ts";

/** How far back the map goes. */
export const PAST_HOURS = 48;

/** "air" is the index. */
export const AIR = "air";
export const kinds = ["value", "mean"] as const;
export const qualities = ["all", "measured", "sure"] as const;

const Shown = z.union([
  z.literal(AIR),
  QuantityName.refine((name) => judgedQuantities.has(name), {
    message: 'must be "air" or a quantity that the map shows',
  }),
]);

/** What a map shows, in questions. */
export const choiceParameters = {
  quantity: Shown.default(AIR).describe('"air" for the index, or the name of a quantity'),
  kind: z
    .enum(kinds)
    .default("mean")
    .describe(
      "`value`: the mean of one hour; `mean`: that of 24 hours, as the ATMO scale wants it",
    ),
  quality: z
    .enum(qualities)
    .default("all")
    .describe(
      "`measured`: nothing replayed or simulated; `sure`: corrected values with enough hours alone",
    ),
  at: z.iso
    .datetime()
    .optional()
    .describe(
      `The end of the hours; the last whole hour when absent, ${PAST_HOURS} hours back at most`,
    ),
};
export const Choice = z.object(choiceParameters);
export type Choice = z.infer<typeof Choice>;

/** The end of the hours that are asked for. */
export const endOf = ({ at }: Pick<Choice, "at">, now: number): number => {
  const newest = gridStart(now, HOUR_MS);
  if (at === undefined) return newest;
  const end = gridStart(Date.parse(at), HOUR_MS);
  if (end <= newest && end >= newest - PAST_HOURS * HOUR_MS) return end;
  throw new Problem(
    apiProblems.invalid_request,
    `"at" must lie within the last ${PAST_HOURS} hours.`,
  );
};
