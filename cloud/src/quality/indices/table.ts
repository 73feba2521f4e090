import type { QuantityName } from "@datacityzen/hardware/quantities";

/** What the indices and guidelines of ambient air know. */
export const pollutants = [
  "pm2_5",
  "pm10",
  "no2",
  "o3",
  "so2",
  "co",
] as const satisfies readonly QuantityName[];
export type Pollutant = (typeof pollutants)[number];

export interface Words {
  readonly fr: string;
  readonly en: string;
}

export interface Source {
  readonly title: string;
  readonly url: string;
}

/** A class of an index. `key` is what programs compare; it never changes. */
export interface Band {
  readonly key: string;
  /** 1 for the best. */
  readonly rank: number;
  /** As the source prints it; undefined where it prints none. */
  readonly colour: string | undefined;
  readonly name: Words;
}

/** Over which time a value stands for its index. */
export type Period =
  | "1 h"
  | "8 h running mean"
  | "24 h running mean"
  | "24 h mean"
  /** What the US index takes for an hour in place of a mean of 24 h. */
  | "NowCast of 12 h"
  /** What a mean of 8 h around the hour will be; the surrogate stands for it where too little is known. */
  | "NowCast of 8 h"
  | "NowCast of 8 h: surrogate"
  | "day: mean"
  | "day: maximum of hours"
  | "day: maximum of 8 h means"
  | "year: mean"
  | "peak season";

/** What every dated table says of itself, beside its numbers. */
export interface Dated {
  /** Of the same index, no two are the same. */
  readonly version: string;
  /** The first day on which it holds, and the first on which it no longer does. */
  readonly valid: { readonly from: string; readonly until?: string };
  readonly name: Words;
  readonly sources: readonly Source[];
  /** How a value is rounded before it is compared, and who says so. */
  readonly rounding: Words & { readonly ours: boolean };
}

/** The table of a list that holds on a day ("2026-11-27"); undefined before the first. */
export const tableOn = <T extends Dated>(tables: readonly T[], day: string): T | undefined =>
  tables.find(({ valid }) => valid.from <= day && (valid.until === undefined || day < valid.until));

/** The newest of a list. */
export const newestOf = <T extends Dated>(tables: readonly [T, ...T[]]): T =>
  tables.reduce((newest, next) => (next.valid.from > newest.valid.from ? next : newest), tables[0]);

/**
 * A value without the traces of binary arithmetic: a mean of 35.5 may come out as 35.49999999999999, and 0.29 × 100
 * as 28.999999999999996.
 */
export const cleaned = (value: number): number =>
  // Most values have few digits already, and text is slow.
  Math.round(value * 1e6) / 1e6 === value ? value : Number(value.toPrecision(12));

/** Cut, not rounded: 9.09 with one digit is 9. */
export const truncated = (value: number, digits: number): number => {
  const scale = 10 ** digits;
  const scaled = value * scale;
  const nearest = Math.round(scaled);
  const isWhole = Math.abs(scaled - nearest) <= 1e-11 * Math.max(1, Math.abs(scaled));
  return (isWhole ? nearest : Math.trunc(scaled)) / scale;
};
