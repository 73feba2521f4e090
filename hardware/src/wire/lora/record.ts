/** Everything that a node measured at one instant: what both kinds of frame carry. */
export interface LoraRecord {
  /** Whole seconds from the instant to the moment of sending. */
  readonly age: number;
  /** One count a column of the profile, in its order; `undefined` where nothing was measured. */
  readonly counts: readonly (number | undefined)[];
  /** Flags as `packFlags` gives them, 0 for none, and the columns (bit 0 is the first) that bear them. */
  readonly flags: number;
  readonly flagged: number;
}

/** Why bytes are no frame of ours. */
export type LoraFault =
  /** Fewer bytes than the frame announces. */
  | "truncated"
  /** More bytes than the frame needs, or filling bits that are not zero. */
  | "trailing"
  /** A version of the format, or a profile, that this reader does not know. */
  | "version"
  | "profile"
  /** A number that no encoder writes. */
  | "out_of_range"
  /** A flag that this reader does not know: the value's worth cannot be told. */
  | "flags"
  /** A record that carries no value. */
  | "no_value";

export type DecodedRecords =
  | {
      readonly ok: true;
      /** Oldest first. */
      readonly records: readonly LoraRecord[];
      /** Seconds from one record to the next; absent in a 9-byte record, whose age is one period. */
      readonly period?: number;
      /** The node's clock is set from outside: its instants are multiples of the period. */
      readonly aligned: boolean;
    }
  | { readonly ok: false; readonly reason: LoraFault };
