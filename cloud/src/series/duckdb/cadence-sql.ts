/** What devices are set to, in seconds; a cadence that was announced stands before these. */
const USUAL_SECONDS = [
  1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 145, 150, 180, 300, 600, 900, 1200, 1800, 3600, 7200,
  10_800, 21_600, 43_200, 86_400,
];

/** Clocks of devices that send at their own pace vary by less. */
const TOLERANCE = 0.02;

/** Two equal gaps in turn show a cadence that was announced; one that was not must show more. */
const ANNOUNCED_GAPS = 2;
const OTHER_GAPS = 5;

/**
 * Runs of equal gaps between neighbouring instants, by series: when each begins and ends, and its
 * cadence in milliseconds. `points` is a table with `series` and `instant`.
 */
export const cadenceSql = (points: string, announced: readonly number[]): string => {
  const usual = USUAL_SECONDS.map((seconds) => seconds * 1000);
  const candidates = [...new Set([...announced, ...usual])];
  const names = candidates.map((every) => {
    const slack = Math.max(1, every * TOLERANCE);
    return `WHEN gap BETWEEN ${every - slack} AND ${every + slack} THEN ${every}`;
  });
  const least =
    announced.length === 0
      ? String(OTHER_GAPS)
      : `CASE WHEN any_value(every) IN (${announced.join(", ")}) THEN ${ANNOUNCED_GAPS} ELSE ${OTHER_GAPS} END`;
  return `
    WITH gaps AS (
      SELECT series, instant, lead(instant) OVER one AS following, following - instant AS gap
      FROM ${points} WINDOW one AS (PARTITION BY series ORDER BY instant)
    ), named AS (
      SELECT series, instant, following, CASE ${names.join(" ")} END AS every
      FROM gaps WHERE gap IS NOT NULL
    ), marked AS (
      SELECT *, CASE WHEN every IS DISTINCT FROM lag(every) OVER (PARTITION BY series ORDER BY instant)
        THEN 1 ELSE 0 END AS begins
      FROM named
    ), runs AS (
      SELECT *, sum(begins) OVER (PARTITION BY series ORDER BY instant) AS run FROM marked
    )
    SELECT series, min(instant), max(following), any_value(every)
    FROM runs GROUP BY series, run
    HAVING any_value(every) IS NOT NULL AND count(*) >= ${least}
    ORDER BY series, min(instant)`;
};
