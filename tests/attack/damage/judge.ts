import type { DamageKind } from "./kinds.ts";

export type DamageOutcome =
  /** Everything that was acknowledged is there. */
  | "whole"
  /** Something is missing, and the process says so. */
  | "missing, told"
  /** It does not start, and says in a sentence what to do. */
  | "refused, told"
  /** It does not start after a mere cut of power: zeros at the end of a file. */
  | "refused zeros"
  /** Something is missing, and nobody is told. */
  | "missing in silence"
  /** It does not start and shows a stack, or says nothing. */
  | "broken";

const failures: readonly DamageOutcome[] = ["refused zeros", "missing in silence", "broken"];

export const isFailure = ({ outcome }: { readonly outcome: DamageOutcome }): boolean =>
  failures.includes(outcome);

/** A log line of a warning or worse that speaks of what was kept. */
const TOLD =
  /"level":(40|50|60).*(damag|missing|rescue|lost|put aside|corrupt|unreadable|could not be read|fewer)/i;
const STACK = /^\s+at .+\(?(file:|node:|\/).*:\d+:\d+\)?$/m;

/** The line of the log that tells of damage. */
export const toldBy = (output: string): string | undefined =>
  output.split("\n").find((line) => TOLD.test(line));

export interface Seen {
  readonly kind: DamageKind;
  readonly started: boolean;
  /** What the process wrote since the damage. */
  readonly output: string;
  /** What its health or its page says of it. */
  readonly shown?: string;
  readonly missing: number;
}

/** What a restart after the damage shows. */
export const judgeDamage = ({ kind, started, output, shown, missing }: Seen): DamageOutcome => {
  if (!started) {
    if (STACK.test(output) || output.trim() === "") return "broken";
    return kind === "zeros appended" ? "refused zeros" : "refused, told";
  }
  if (missing === 0) return "whole";
  return toldBy(output) !== undefined || shown !== undefined
    ? "missing, told"
    : "missing in silence";
};
