/** What a link that is paid by the byte has cost in a calendar month (UTC), as it is kept on disk. */
export interface Month {
  /** "2026-11" */
  readonly month: string;
  readonly bytes: number;
  /** Readings that were left out so that the rest fits. */
  readonly leftOut: number;
  /** Of these bytes, those that an earlier month was charged with when the clock was set back. */
  readonly carried?: number;
  /** Months that were counted before, for a clock that is set to them again. */
  readonly others?: readonly OtherMonth[];
}

interface OtherMonth {
  readonly month: string;
  readonly bytes: number;
  readonly carried: number;
}

export interface ByteLedger {
  /** Bytes crossed the link, in either direction. */
  readonly note: (bytes: number) => void;
  readonly leftOut: (readings: number) => void;
  /** Bytes that may cross it now; 0 when the month's share is used up. */
  readonly allowance: () => number;
  /** Whether it may be kept open: what has come of itself may be charged too. */
  readonly isSpent: () => boolean;
  readonly now: () => Pick<Month, "month" | "bytes" | "leftOut"> & { readonly budget: number };
}

export interface ByteLedgerOptions {
  /** Bytes a month. */
  readonly budget: number;
  readonly now: () => number;
  readonly before: Month | undefined;
  readonly keep: (month: Month) => void;
}

/** A clock that is set wrongly at each start knows some wrong months. */
const mostOthers = 6;

/** For what is under way when the last byte is spent: an answer, the end of a TLS connection. */
const reserve = 4096;

const monthOf = (instant: number): string => new Date(instant).toISOString().slice(0, 7);

/** How much of the month has passed, from 0 to 1. */
const passed = (instant: number): number => {
  const date = new Date(instant);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return (instant - start) / (end - start);
};

/** Two days of the budget in advance: the first hours of a month, and a reconnection, need some. */
const advance = 2 / 31;

/**
 * A month's budget, given out day by day, so that the outage of one week does not silence the next three.
 * What a day leaves is there for the days after. A clock that goes back never gives bytes back, and one that was years
 * ahead does not keep the link closed for years.
 */
export const createByteLedger = ({ budget, now, before, keep }: ByteLedgerOptions): ByteLedger => {
  let current: Month = before ?? { month: monthOf(now()), bytes: 0, leftOut: 0 };
  const turn = (): void => {
    const month = monthOf(now());
    if (month === current.month) return;
    const { bytes, others = [], leftOut } = current;
    const isBack = month < current.month;
    const known = others.find((one) => one.month === month) ?? { bytes: 0, carried: 0 };
    // The clock was ahead: what it cost meanwhile was spent in the month that it is now. Once, however often it sways.
    const charged = isBack ? bytes - (current.carried ?? 0) : 0;
    const left = { month: current.month, bytes, carried: isBack ? bytes : (current.carried ?? 0) };
    current = {
      ...{ month, bytes: known.bytes + charged, carried: known.carried },
      leftOut: isBack ? leftOut : 0,
      others: [left, ...others.filter((one) => one.month !== month)].slice(0, mostOthers),
    };
  };
  const left = (): number => Math.max(0, budget - reserve - current.bytes);
  return {
    note: (bytes) => {
      turn();
      current = { ...current, bytes: current.bytes + bytes };
      keep(current);
    },
    leftOut: (readings) => {
      turn();
      current = { ...current, leftOut: current.leftOut + readings };
      keep(current);
    },
    allowance: () => {
      turn();
      const share = Math.min(1, passed(now()) + advance);
      return Math.max(0, Math.min(left(), Math.floor(budget * share) - current.bytes));
    },
    isSpent: () => {
      turn();
      return left() === 0;
    },
    now: () => {
      turn();
      const { month, bytes, leftOut } = current;
      return { month, bytes, leftOut, budget };
    },
  };
};
