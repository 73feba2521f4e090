import { daysIn } from "../days/changed-days.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import { MOST_CHANGED } from "../days/unsummed-days.ts";
import type { Range } from "../store.ts";
import { rowsSince } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";
import type { StoreSize } from "./sum-hours.ts";
import type { Asking, SummedDays } from "./summed-days.ts";

/** Notes of which days of series the sums do not count until they are made anew. */
export interface ChangeNotes {
  /** Something is about to be written of a series at an instant, or in a range. */
  note(series: number, at: number): void;
  noteRange(series: Series, range: Range): void;
}

export const createChangeNotes = (
  summed: Pick<SummedDays, "unsummed" | "noteBefore">,
): ChangeNotes => {
  const note = (series: number, at: number): void => {
    if (at < summed.noteBefore) summed.unsummed.add(series, dayOf(at));
  };

  const noteRange = ({ id, known: points }: Series, range: Range): void => {
    const first = Math.max(range.from, points.oldest());
    for (const day of daysIn(first, Math.min(range.until, points.newest() + 1), summed.noteBefore))
      summed.unsummed.add(id, day);
  };

  return { note, noteRange };
};

/** Notes what came since the store had no more than what the file of sums knows. */
export const noteSince = async (
  { points, choices, flagChanges }: StoreSize,
  summed: Pick<SummedDays, "unsummed" | "noteBefore">,
  { noteRange }: Pick<ChangeNotes, "noteRange">,
  { ask, rowsOf }: Asking,
  catalogue: Pick<SeriesCatalogue, "byId">,
  days: Pick<SealedDays, "view" | "seriesOf">,
): Promise<void> => {
  const since = await ask<string>((connection) => rowsSince(connection, points));
  const instants = await rowsOf(`
    SELECT DISTINCT series, instant // ${DAY_MS} FROM (
      SELECT series, instant FROM ${since}
      UNION ALL SELECT series, instant FROM choice WHERE rowid >= ${choices}
    ) WHERE instant < ${summed.noteBefore} LIMIT ${MOST_CHANGED + 2}`);
  for (const [series, day] of instants) summed.unsummed.add(Number(series), Number(day));
  // What came since may be in it, and no longer in the tables.
  for (const [day, files] of days.view.byDay)
    for (const file of files)
      if (file.pointsEver > points)
        for (const series of days.seriesOf(file)) summed.unsummed.add(series, day);
  // Those that another store handed over.
  for (const file of days.view.sums)
    if (file.pointsEver > points && file.tier === "hours")
      for (const series of days.seriesOf(file)) summed.unsummed.add(series, file.day);
  const ranges = await rowsOf(
    `SELECT DISTINCT series, since::DOUBLE, until::DOUBLE FROM flag_change WHERE rowid >= ${flagChanges}`,
  );
  for (const [id, since, to] of ranges as number[][]) {
    const series = catalogue.byId(id as number);
    if (series !== undefined) noteRange(series, { from: since as number, until: to as number });
  }
};
