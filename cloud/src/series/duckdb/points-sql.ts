import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type Buckets, GRID_ORIGIN, type Range } from "../store.ts";

/** What of a series a question needs to know. */
export interface AskedSeries {
  readonly id: number;
  readonly quantity: QuantityName;
}

/** The quantities of some series; `kind` in a query is a place among them. */
export const kindsOf = (series: readonly AskedSeries[]): readonly QuantityName[] => [
  ...new Set(series.map(({ quantity }) => quantity)),
];

/**
 * The points of some series, each with its `kind`. A join: DuckDB compares each row with each number of a
 * long list of `IN`.
 */
export const pointsOf = (
  series: readonly AskedSeries[],
  { from, until }: Range,
  { isDecided }: { readonly isDecided: boolean },
): string => {
  const kinds = kindsOf(series);
  const wanted = `(
    SELECT unnest([${series.map(({ id }) => id).join(", ")}]::INTEGER[]) AS series,
           unnest([${series.map(({ quantity }) => kinds.indexOf(quantity)).join(", ")}]::INTEGER[]) AS kind
    ) AS wanted`;
  const within = `instant >= ${from} AND instant < ${until}`;
  return isDecided
    ? decidedPoints(wanted, within)
    : `(SELECT point.*, kind, NULL AS first FROM point JOIN ${wanted} USING (series) WHERE ${within})`;
};

/** `value` is the one that was chosen, `first` the one that was kept; points that were left out are not in it. */
const decidedPoints = (wanted: string, within: string): string => `(
  SELECT point.series, point.instant, point.received, point.flags, wanted.kind,
         CASE WHEN decision.series IS NULL THEN point.value ELSE decision.value END AS value,
         CASE WHEN decision.series IS NULL THEN NULL ELSE point.value END AS first
  FROM (FROM point WHERE ${within}) AS point JOIN ${wanted} ON wanted.series = point.series
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
  const [at = Number.NaN, until = Number.NaN] = buckets.edges.slice(bucket, bucket + 2);
  return { at, until };
};
