import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { Visibility } from "../sealed/sealed-file.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedRows } from "./sealed-rows.ts";
import { DAY_SQL } from "./sealed-sql.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";

/** Late points are many when a day is sealed anew though more of them come. */
const MANY_LATE = 50_000;
const LATE_EVERY_MS = 20 * 3_600_000;
const FIRST_DAY = dayOf(Date.UTC(1000, 0, 1));
const LAST_DAY = dayOf(Date.UTC(9999, 11, 31));

/** Names of files and texts of queries have four digits for a year. */
export const canBeSealed = (day: number): boolean => day > FIRST_DAY && day < LAST_DAY;

/** Which days are to be sealed, or sealed anew. */
export interface DueDays {
  /** Those that end by an instant, the oldest first. `stations`: whose visibility changed. */
  find(until: number, stations: readonly string[]): Promise<readonly number[]>;
}

export const createDueDays = (
  days: SealedDays,
  catalogue: SeriesCatalogue,
  { cleanUp }: Pick<SealedRows, "cleanUp">,
  visibilityOf: (station: string) => Visibility,
  isHurried: () => boolean,
): DueDays => {
  /** Late points of days at the last look. */
  let lateBefore = new Map<number, number>();
  /** When late points were the reason for sealing days anew, by a clock that nobody sets. */
  let lateSealedAt = Number.NEGATIVE_INFINITY;

  /** A day is written anew as a whole: for few late points once a day at most, when no more of them come. */
  const isReady = (day: number, count: number): boolean =>
    isHurried() ||
    count >= MANY_LATE ||
    (lateBefore.get(day) === count && performance.now() - lateSealedAt > LATE_EVERY_MS);

  const daysOfChanged = (stations: readonly string[]): number[] => {
    const numbers = new Map<number, Visibility>();
    for (const station of stations)
      for (const series of catalogue.of(station))
        numbers.set(series.sensorNumber, visibilityOf(station));
    if (numbers.size === 0) return [];
    return days.view.days.filter((day) =>
      (days.view.byDay.get(day) ?? []).some(({ visibility, firstSensor, lastSensor }) =>
        [...numbers].some(
          ([number, wanted]) =>
            wanted !== visibility && number >= firstSensor && number <= lastSensor,
        ),
      ),
    );
  };

  return {
    async find(until, stations) {
      const rows = await days.query(async (connection) =>
        (
          await connection.runAndReadAll(
            `SELECT DISTINCT ${DAY_SQL}::DOUBLE FROM point WHERE instant < ${until}`,
          )
        ).getRows(),
      );
      const { byDay } = days.view;
      const hot = (rows as [number][]).map(([day]) => day).filter((day) => canBeSealed(day));
      const young = hot.filter((day) => !byDay.has(day));
      const late = [...days.late]
        .filter(
          ([day, count]) => isReady(day, count) && canBeSealed(day) && (day + 1) * DAY_MS <= until,
        )
        .map(([day]) => day);
      const moved = daysOfChanged(stations);
      if (late.length > 0) lateSealedAt = performance.now();
      // Dead points of days that were sealed before the last end of the process.
      for (const day of hot) {
        const files = byDay.get(day);
        if (files !== undefined) cleanUp(day, files, Promise.resolve(), [], []);
      }
      lateBefore = new Map(days.late);
      return [...new Set([...young, ...late, ...moved])].sort((one, other) => one - other);
    },
  };
};
