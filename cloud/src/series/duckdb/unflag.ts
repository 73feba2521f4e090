import type { DuckDBConnection } from "@duckdb/node-api";
import { DAY_MS } from "../days/day-block.ts";
import type { Range } from "../store.ts";
import { createPointStage, type PointStage } from "./point-stage.ts";
import { pointsEver } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series } from "./series-catalogue.ts";
import { readSummaries, remakeSummaries, type Summary } from "./summary.ts";

/** What is to be written where a flag is taken from points. */
export interface Unflagging {
  /** Inside of a transaction. */
  write(connection: DuckDBConnection): Promise<void>;
}

/**
 * Prepares to take a flag from points of some series. Those in files are read before, so that no commit waits for it; while
 * this goes on, no day may be sealed.
 */
export const prepareUnflagging = async (
  days: SealedDays,
  series: readonly Series[],
  { from, until }: Range,
  mask: number,
  now: number,
): Promise<Unflagging> => {
  const ids = series.map(({ id }) => id).join(", ");
  const within = `instant >= ${from} AND instant < ${until}`;
  const cold: PointStage[] = [];
  for (const day of days.sealedIn(days.view, { from, until })) {
    const range = {
      from: Math.max(from, day * DAY_MS),
      until: Math.min(until, (day + 1) * DAY_MS),
    };
    const rows = await days.query(async (connection, tableOf) =>
      (
        await connection.runAndReadAll(`
          SELECT series, instant::DOUBLE, value, flags, received::DOUBLE
          FROM ${tableOf(series, range)} AS point
          WHERE series IN (${ids}) AND instant >= ${range.from} AND instant < ${range.until} AND flags & ${mask} <> 0`)
      ).getRows(),
    );
    const stage = createPointStage();
    for (const [id, at, value, flags, received] of rows as [
      number,
      number,
      number,
      number,
      number,
    ][])
      stage.push(id, at, value, flags & ~mask, received);
    if (stage.rows > 0) cold.push(stage);
  }
  const { known, summaries } = await days.query(async (connection, tableOf) => {
    const extent = {
      from: Math.min(from, ...series.map((one) => one.known.oldest())),
      until: Math.max(until, ...series.map((one) => one.known.newest() + 1)),
    };
    const table = Number.isFinite(extent.from + extent.until) ? tableOf(series, extent) : "point";
    const read = {
      known: await pointsEver(connection),
      summaries: [] as Summary[],
    };
    read.summaries = await readSummaries(
      connection,
      `(SELECT series, instant, value, received,
               CASE WHEN ${within} THEN flags & ~${mask} ELSE flags END AS flags
        FROM ${table} AS point WHERE series IN (${ids}))`,
      now,
    );
    return read;
  });
  return {
    async write(connection) {
      for (const table of ["point", "point_late"])
        await connection.run(
          `UPDATE ${table} SET flags = flags & ~${mask} WHERE series IN (${ids}) AND ${within} AND flags & ${mask} <> 0`,
        );
      for (const stage of cold) {
        await connection.run("DELETE FROM late_point");
        await stage.writeTo(connection, "late_point");
        await connection.run(`
          INSERT INTO point_late SELECT series, instant, value, flags, place FROM late_point
          ANTI JOIN point_late USING (series, instant)`);
        await connection.run("DELETE FROM late_point");
        days.noteLate(stage.pages[0]?.at[0] as number, stage.rows);
      }
      await connection.run(
        `INSERT INTO flag_change SELECT unnest([${ids}]::INTEGER[]), ${from}, ${until}`,
      );
      await remakeSummaries(connection, summaries, known, now);
    },
  };
};
