import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import type { Settled } from "../settled.ts";

/** Why a message cannot be accepted, and whom to tell. */
export interface Refusal {
  readonly accepted: false;
  readonly reason: QuarantineReason;
  readonly detail: string;
  /** The station to tell; absent when there is none. */
  readonly station?: string;
  readonly boot?: string;
  readonly seq?: number;
  /** The part that could not be accepted, as a message of its own; the whole message when absent. */
  readonly payload?: Uint8Array;
  /** The rest of the message is kept. */
  readonly isPart?: true;
}

/** What of a message could not be kept, where the rest of it is. */
export const ofPart = (refusals: readonly Refusal[]): readonly Refusal[] =>
  refusals.length === 0 ? refusals : refusals.map((one) => ({ ...one, isPart: true }));

export const refused = (
  reason: QuarantineReason,
  detail: string,
  whom: Pick<Refusal, "station" | "boot" | "seq"> = {},
): Refusal => ({ accepted: false, reason, detail, ...whom });

/** What of a message cannot be accepted; undefined while it is not known, and told later. */
export type KnownAtOnce = readonly Refusal[] | undefined;

/** Tells what `work` finds at once, or that it failed; what it finds later, it tells itself. */
export const begin = (work: () => KnownAtOnce, settled: Settled<readonly Refusal[]>): void => {
  let outcome: KnownAtOnce | Error;
  try {
    outcome = work();
  } catch (error) {
    outcome = error as Error;
  }
  if (outcome !== undefined) settled(outcome);
};

/** Tells what a promise gives. */
export const later = (
  outcome: Promise<readonly Refusal[]>,
  settled: Settled<readonly Refusal[]>,
): undefined => void outcome.then(settled, settled);
