import { MINUTE_MS } from "../durations.ts";
import { type Check, findingsOf } from "./check.ts";

export interface ArrivalInput {
  readonly points: readonly { readonly at: number; readonly received: number }[];
}

const parameters = {
  /** What is measured cannot have come before. Clocks set by NTP differ by less. */
  aheadMs: MINUTE_MS,
  /** Before the first of these stations was built the clock was never set. */
  earliest: Date.UTC(2012, 0, 1),
} as const;

/** Instants that cannot be: after their arrival, or of a clock that was never set. */
export const arrival: Check<ArrivalInput> = {
  name: "arrival",
  version: 1,
  fr: "heure impossible : après son arrivée, ou d'une horloge jamais réglée",
  en: "an impossible time: after its arrival, or of a clock that was never set",
  inputs: ["instants of measurement and of arrival"],
  parameters,
  source:
    "Basic time check of Zahumenský, WMO/CBS, 2004; the minute is that of ingest (docs/decisions/0013)",
  run: ({ points }) =>
    findingsOf(
      points.map(({ at, received }) => ({ at, value: at - received })),
      ({ at, value }) => value > parameters.aheadMs || at < parameters.earliest,
    ),
};
