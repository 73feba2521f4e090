import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import type { OrderedValues } from "../value-series.ts";
import { type DailyCounts, dailyCounts, dateOfDay, type ZoneAt } from "./daily-counts.ts";
import { boundsOf, classOf, type PollenScale, type TaxonBounds } from "./scales.ts";
import { type PollenSeason, pollenSeasons, type SeasonRule, type YearStart } from "./seasons.ts";

export interface PollenReport {
  /** The highest count of a day, and the first day that had it. */
  readonly max: { readonly at: string; readonly value: number } | undefined;
  /** The last day that has a count. */
  readonly newest: { readonly at: string; readonly value: number } | undefined;
  /** Each day that has a value, in order, and its class: null below the lowest, and where no bounds are known. */
  readonly daily: readonly {
    readonly at: string;
    readonly value: number;
    readonly class: string | null;
  }[];
  readonly bounds: TaxonBounds;
  /** Of each class: the days that reach its lower bound, and the days that lie in it. */
  readonly classes: readonly {
    readonly class: string;
    readonly from: number;
    readonly above: number;
    readonly days: number;
  }[];
  /** Days with a value. */
  readonly days: number;
  /** Sum of the days' counts, in grains·day/m³. */
  readonly sum: number;
  readonly seasons: readonly PollenSeason[];
}

export const pollenReport = (
  values: OrderedValues,
  {
    taxon,
    scale,
    rule,
    zoneAt,
    yearStart,
  }: {
    readonly taxon: Taxon;
    readonly scale: PollenScale;
    readonly rule: { readonly key: string; readonly rule: SeasonRule };
    readonly zoneAt: ZoneAt;
    readonly yearStart?: YearStart;
  },
): PollenReport => {
  const counts = dailyCounts(values, zoneAt);
  const bounds = boundsOf(scale, taxon);
  return {
    max: highestOf(counts),
    newest: newestOf(counts),
    daily: [...counts].map(([day, value]) => ({
      at: dateOfDay(day),
      value,
      class: (bounds.known ? classOf(bounds.classes, value)?.class : undefined) ?? null,
    })),
    bounds,
    classes: bounds.known ? classesOf(counts, bounds.classes) : [],
    days: counts.size,
    sum: Number(
      counts
        .values()
        .reduce((sum, count) => sum + count, 0)
        .toFixed(6),
    ),
    seasons: pollenSeasons(counts, taxon, rule, yearStart),
  };
};

const highestOf = (counts: DailyCounts): PollenReport["max"] => {
  let highest: { day: number; value: number } | undefined;
  for (const [day, value] of counts)
    if (highest === undefined || value > highest.value) highest = { day, value };
  return highest && { at: dateOfDay(highest.day), value: highest.value };
};

const newestOf = (counts: DailyCounts): PollenReport["newest"] => {
  const last = [...counts].at(-1);
  return last && { at: dateOfDay(last[0]), value: last[1] };
};

const classesOf = (
  counts: DailyCounts,
  classes: readonly { readonly class: string; readonly from: number }[],
): PollenReport["classes"] => {
  const all = [...counts.values()];
  return classes.map((each) => ({
    ...each,
    above: all.filter((count) => count >= each.from).length,
    days: all.filter((count) => classOf(classes, count) === each).length,
  }));
};
