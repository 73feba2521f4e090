import type { QuantityName } from "@datacityzen/hardware/quantities";
import { scaleOf } from "../days/sums-row.ts";
import { type Buckets, GRID_ORIGIN, type Range } from "../store.ts";

/** What of a series a question needs to know. */
export interface AskedSeries {
  readonly id: number;
  readonly quantity: QuantityName;
  /** Only its points of this range; a series may be named several times then. */
  readonly part?: Range;
}

/** The quantities of some series; `kind` in a query is a place among them. */
export const kindsOf = (series: readonly AskedSeries[]): readonly QuantityName[] => [
  ...new Set(series.map(({ quantity }) => quantity)),
];

/** The table in which the points of some series stand, in a range: `point` alone, where no day of it was sealed. */
export type TableOf = (series: readonly AskedSeries[], range: Range) => string;

export interface PointsOptions {
  /** Whether something was decided about points of the series. */
  readonly isDecided: boolean;
  readonly tableOf: TableOf;
}

/**
 * The points of some series, each with its `kind` and the `scale` of its sums. A join: DuckDB compares each row with each number of a
 * long list of `IN`. For one series there is nothing to join.
 */
export const pointsOf = (
  series: readonly AskedSeries[],
  { from, until }: Range,
  { isDecided, tableOf }: PointsOptions,
): string => {
  const within = `instant >= ${from} AND instant < ${until}`;
  const table = tableOf(series, { from, until });
  const [only, ...others] = series;
  if (only !== undefined && others.length === 0 && only.part === undefined && !isDecided)
    return `(
      SELECT point.*, 0 AS kind, ${scaleOf(only.quantity)}::DOUBLE AS scale, NULL AS first
      FROM ${table} AS point WHERE series = ${only.id} AND ${within})`;
  const kinds = kindsOf(series);
  const list = (type: string, numberOf: (one: AskedSeries) => number): string =>
    `unnest([${series.map(numberOf).join(", ")}]::${type}[])`;
  const hasParts = series.some(({ part }) => part !== undefined);
  const parts = hasParts
    ? `, ${list("BIGINT", ({ part }) => part?.from ?? from)} AS since, ${list("BIGINT", ({ part }) => part?.until ?? until)} AS until`
    : "";
  const wanted = `(
    SELECT ${list("INTEGER", ({ id }) => id)} AS series,
           ${list("INTEGER", ({ quantity }) => kinds.indexOf(quantity))} AS kind,
           ${list("DOUBLE", ({ quantity }) => scaleOf(quantity))} AS scale${parts}
    ) AS wanted`;
  const join = `${wanted} ON wanted.series = point.series${
    hasParts ? " AND point.instant >= wanted.since AND point.instant < wanted.until" : ""
  }`;
  return isDecided
    ? decidedPoints(table, join, within)
    : `(SELECT point.*, kind, scale, NULL AS first FROM ${table} AS point JOIN ${join} WHERE ${within})`;
};

/** `value` is the one that was chosen, `first` the one that was kept; points that were left out are not in it. */
const decidedPoints = (table: string, join: string, within: string): string => `(
  SELECT point.series, point.instant, point.received, point.flags, wanted.kind, wanted.scale,
         CASE WHEN decision.series IS NULL THEN point.value ELSE decision.value END AS value,
         CASE WHEN decision.series IS NULL THEN NULL ELSE point.value END AS first
  FROM (FROM ${table} AS point WHERE ${within}) AS point JOIN ${join}
  LEFT JOIN (
    SELECT series, instant, arg_max(choice, decided).value AS value FROM choice
    WHERE ${within} GROUP BY series, instant
  ) AS decision ON decision.series = point.series AND decision.instant = point.instant
  WHERE decision.series IS NULL OR decision.value IS NOT NULL)`;

/**
 * `points` with the `bucket` that holds each: a number from which `boundsOf` makes its start and end. Points
 * between no two edges are left out.
 */
export const bucketed = (points: string, buckets: Buckets): string => {
  if ("every" in buckets) {
    const { every } = buckets;
    // `//` rounds towards zero, and instants of before the grid's origin belong to the interval below.
    const bucket = `(instant - ${GRID_ORIGIN}) // ${every} - ((instant - ${GRID_ORIGIN}) % ${every} < 0)::INTEGER`;
    return `(SELECT *, ${bucket} AS bucket FROM ${points})`;
  }
  const { edges } = buckets;
  const starts = edges.slice(0, -1);
  return `(
    SELECT points.*, edge.bucket
    FROM ${points} AS points ASOF JOIN (
      SELECT unnest([${starts.join(", ")}]::BIGINT[]) AS start,
             unnest([${edges.slice(1).join(", ")}]::BIGINT[]) AS finish,
             unnest([${starts.map((_, place) => place).join(", ")}]::BIGINT[]) AS bucket
    ) AS edge ON points.instant >= edge.start
    WHERE points.instant < edge.finish)`;
};

export const boundsOf = (bucket: number, buckets: Buckets): { at: number; until: number } => {
  if ("every" in buckets) {
    const at = GRID_ORIGIN + bucket * buckets.every;
    return { at, until: at + buckets.every };
  }
  const { edges } = buckets;
  return { at: edges[bucket] ?? Number.NaN, until: edges[bucket + 1] ?? Number.NaN };
};
