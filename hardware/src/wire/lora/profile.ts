import type { QuantityName } from "../../quantities.ts";

/** One quantity of a profile, and how its values are written. Counts are values × 10^`digits`. */
export interface Column {
  readonly quantity: QuantityName;
  readonly digits: number;
  /** Counts that the 9-byte record can say, bounds included. */
  readonly low: number;
  readonly high: number;
  /** What the first value of a series is expected near, and the order k of its code. */
  readonly centre: number;
  readonly firstOrder: number;
  /**
   * The order k for a difference with the value before, unless the frame brings its own: for
   * periods under `SLOW_PERIOD`, and from there on.
   */
  readonly nextOrder: readonly [quick: number, slow: number];
}

/**
 * Profile 0, the street and the country station. It is frozen: nodes in the field speak it for
 * ever, so another list, another order or other figures are another profile (1 to 7).
 * `low` and `high` follow the plausible ranges of the quantities. Centres suit western Europe's
 * lowlands; elsewhere a first value costs a few bits more and stays exact.
 */
export const columns = [
  {
    quantity: "pm2_5",
    digits: 1,
    low: 0,
    high: 10_000,
    centre: 80,
    firstOrder: 7,
    nextOrder: [3, 4],
  },
  {
    quantity: "pm10",
    digits: 1,
    low: 0,
    high: 10_000,
    centre: 140,
    firstOrder: 7,
    nextOrder: [3, 4],
  },
  {
    quantity: "temperature",
    digits: 1,
    low: -400,
    high: 850,
    centre: 130,
    firstOrder: 7,
    nextOrder: [2, 4],
  },
  {
    quantity: "humidity",
    digits: 1,
    low: 0,
    high: 1000,
    centre: 700,
    firstOrder: 8,
    nextOrder: [3, 5],
  },
  {
    quantity: "pressure",
    digits: 1,
    low: 3000,
    high: 11_000,
    centre: 9950,
    firstOrder: 9,
    nextOrder: [2, 3],
  },
  {
    quantity: "laeq",
    digits: 1,
    low: 0,
    high: 1400,
    centre: 500,
    firstOrder: 8,
    nextOrder: [4, 5],
  },
] as const satisfies readonly Column[];

/** The only version and the only profile that are defined. */
export const VERSION = 0;
export const PROFILE = 0;

/** Seconds from one reading to the next that fit in four bits; `EXPLICIT_PERIOD` announces 17 more. */
export const periods: readonly number[] = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 150, 300, 600, 900, 1800, 3600,
];
export const EXPLICIT_PERIOD = periods.length;
export const PERIOD_BITS = 17;

/** Seconds from which readings differ more: the hour's course shows between one and the next. */
export const SLOW_PERIOD = 1200;

export const MAX_COUNT = 64;
/** A value's count, either sign: what fits a 16-bit integer, one number being kept for "missing". */
export const MAX_VALUE = 32_767;
/** Seconds that a reading may wait for its sending: 388 days. */
export const MAX_AGE = 2 ** 25 - 1;

/** Orders of the exponential Golomb codes that do not depend on the quantity. */
export const orders = { age: 2, step: 6, flags: 2 } as const;
/** Bits that a tuned frame spends on each column's order. */
export const ORDER_BITS = 3;

/** Bytes of application payload by spreading factor (LoRaWAN regional parameters, EU868, DR0 to DR5). */
export const payloadLimits = { 7: 222, 8: 222, 9: 115, 10: 51, 11: 51, 12: 51 } as const;
