import type { CloudEvents } from "../events/events.ts";
import { DAY_MS } from "./durations.ts";

type Doubts = CloudEvents["quality.doubts"]["doubts"];

/** Which finding of which check calls for somebody, when it lasts until so long before the end of a day. */
const rules = [
  { check: "stuck", problem: "stuck", withinMs: 6 * 3_600_000 },
  { check: "drift", problem: "drifting", withinMs: DAY_MS },
] as const;

export const doubtChecks: readonly string[] = rules.map(({ check }) => check);
/** Findings that end earlier are over. */
export const LONGEST_BEFORE_MS = DAY_MS;

/** Of a station that measured nothing at the end of the day nobody knows whether its sensors are well again. */
export const isKnownAt = (measuredUntil: number | undefined, end: number): boolean =>
  measuredUntil !== undefined && measuredUntil >= end - rules[0].withinMs;

export interface DatedFinding {
  /** `stuck@1` */
  readonly check: string;
  readonly from: number;
  readonly until: number;
}

/** What is still wrong with a station's sensors at the end of a day, since when. */
export const doubtsAt = (found: readonly DatedFinding[], end: number): Doubts =>
  rules.flatMap(({ check, problem, withinMs }) => {
    const still = found.filter(
      (one) => one.check.startsWith(`${check}@`) && one.until > end - withinMs,
    );
    return still.length === 0
      ? []
      : [{ problem, since: still.reduce((first, { from }) => Math.min(first, from), end) }];
  });
