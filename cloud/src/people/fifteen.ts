import * as z from "zod";
import { apiProblems, Problem } from "../api/problems.ts";

const YEAR_MS = 366 * 86_400_000;

export const FifteenOn = z.iso.date().meta({
  description: "The day on which somebody under 15 is 15; nothing else of their birth is kept",
});

/** Somebody who says that they are under 15 is 15 later than today, and within 15 years. */
export const demandFifteenLater = (day: string | undefined, now: number): void => {
  if (day === undefined) return;
  const at = Date.parse(day);
  if (at <= now || at > now + 15 * YEAR_MS)
    throw new Problem(
      apiProblems.invalid_request,
      '"fifteenOn" is a day after today, within 15 years: the day on which a child is 15.',
    );
};
