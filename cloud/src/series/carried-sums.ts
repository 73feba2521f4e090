import type { Latest } from "./newness.ts";
import type { SummedSeries, SumsTier } from "./sealed/sums-file.ts";
import type { KeptSince, SeriesKey } from "./store.ts";

/** A day of which a store has sums of hours in place of values, or a month of which it has sums of days. */
export interface SumsSpan {
  readonly tier: SumsTier;
  /** Its first day, since 1970-01-01 (UTC), and the one behind its last. */
  readonly day: number;
  readonly until: number;
  /** Of sums of days: at whose midnights, besides those of UTC, they are parted. */
  readonly zone?: string | undefined;
}

/** Sums of one series, by its name: stores number their sensors as they like. */
export type CarriedSeries = Omit<SummedSeries, "number">;

/** What was known of a series by points that are no longer there. */
export interface SeriesBeginning extends SeriesKey {
  /** UTC milliseconds. */
  readonly oldest: number;
  readonly latest: Latest;
  /** From an instant on, points came each so many ms. */
  readonly cadences: readonly { readonly since: number; readonly every: number }[];
}

/**
 * Why a store takes no sums of a span: it has values of that time or of before, it keeps sums of other intervals there, or it let go
 * all that is so old.
 */
export type SumsRefusal = "has_values" | "other_intervals" | "let_go";

/** The sums that stand in place of values, as one store hands them to another. */
export interface CarriedSums {
  kept(): KeptSince;
  /** In order. */
  spans(): readonly SumsSpan[];
  /** What there is of some series in a span; series without sums are left out. */
  read(span: SumsSpan, series: readonly SeriesKey[]): Promise<readonly CarriedSeries[]>;
  /** Of those that are known. */
  beginningsOf(series: readonly SeriesKey[]): readonly SeriesBeginning[];
  refusal(span: SumsSpan): Promise<SumsRefusal | undefined>;
  /** Notes how series began, before their sums are taken. Resolves when that is durable. */
  begin(series: readonly SeriesBeginning[]): Promise<void>;
  /** Adds sums of a span that `refusal` does not refuse and `read` does not give. Resolves when they are durable. */
  take(span: SumsSpan, sums: readonly CarriedSeries[]): Promise<void>;
  /** Notes since when another store keeps what, once all its sums were taken. Resolves when that is durable. */
  noteKept(kept: KeptSince): Promise<void>;
}
