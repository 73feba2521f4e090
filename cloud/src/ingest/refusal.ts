import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";

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
}
