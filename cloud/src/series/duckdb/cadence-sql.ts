import { leastGaps, namedCadences } from "../observed-cadences.ts";

/**
 * Runs of equal gaps between neighbouring instants, by series: when each begins and ends, and its
 * cadence in milliseconds. `points` is a table with `series` and `instant`.
 */
export const cadenceSql = (points: string, announced: readonly number[]): string => {
  const names = namedCadences(announced).map(
    ({ every, least, most }) => `WHEN gap BETWEEN ${least} AND ${most} THEN ${every}`,
  );
  const { ofAnnounced, ofOthers } = leastGaps;
  const least =
    announced.length === 0
      ? String(ofOthers)
      : `CASE WHEN any_value(every) IN (${announced.join(", ")}) THEN ${ofAnnounced} ELSE ${ofOthers} END`;
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
