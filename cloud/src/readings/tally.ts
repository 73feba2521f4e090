import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import type { ToldRefusal } from "../ingest/ingest.ts";

/** What could not be kept of a line. */
export interface RefusedLine {
  /** The first line of the body is 1. */
  readonly line: number;
  readonly reason: QuarantineReason;
  readonly detail: string;
  /** Its number in the quarantine; absent when it is not kept there. */
  readonly quarantined?: number;
  /** The rest of the line is kept. */
  readonly isPart?: true;
}

/** What became of the batches of a request. */
export interface Delivered {
  /** Batches that are on disk, all of them or in part. */
  readonly accepted: number;
  /** Batches of which nothing is kept. */
  readonly refused: number;
  readonly refusals: readonly RefusedLine[];
  /** Refusals that are not named. */
  readonly refusalsLeftOut?: number;
}

export interface Tally {
  add(line: number, refusals: readonly Omit<RefusedLine, "line">[]): void;
  /** Batches that were counted so far. */
  accepted(): number;
  sum(): Delivered;
}

export const told = ({ id, ...refusal }: ToldRefusal): Omit<RefusedLine, "line"> => ({
  ...refusal,
  ...(id === undefined ? {} : { quarantined: id }),
});

/** Counts batches, and remembers at most so many refusals. */
export const createTally = (most: number): Tally => {
  const refusals: RefusedLine[] = [];
  let accepted = 0;
  let refused = 0;
  let leftOut = 0;
  return {
    add(line, of) {
      if (of.length === 0 || of.some(({ isPart }) => isPart === true)) accepted += 1;
      else refused += 1;
      for (const refusal of of)
        if (refusals.length < most) refusals.push({ line, ...refusal });
        else leftOut += 1;
    },
    accepted: () => accepted,
    sum: () => ({
      ...{ accepted, refused },
      refusals: refusals.toSorted((one, other) => one.line - other.line),
      ...(leftOut === 0 ? {} : { refusalsLeftOut: leftOut }),
    }),
  };
};
