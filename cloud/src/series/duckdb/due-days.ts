import { DAY_MS, dayOf } from "../days/day-block.ts";
import { type ClassOf, isMisplaced } from "./classes.ts";
import { POINTS_OF_A_FILE } from "./day-content.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedFile } from "./sealed-files.ts";
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
  /** Those that end by an instant, the oldest first. */
  find(until: number): Promise<readonly number[]>;
  /** Sealed days with points that belong among others since the visibility of a station changed, the newest first. */
  misplaced(pause: () => Promise<void>): Promise<readonly number[]>;
  /** The files of such a day that are to be written anew: undefined when all are. */
  misplacedIn(day: number): readonly SealedFile[] | undefined;
}

/** A day of which single files were written anew again and again has at most so many more than it needs. */
const MOST_MORE_FILES = 8;

export const createDueDays = (
  days: SealedDays,
  catalogue: SeriesCatalogue,
  { cleanUp }: Pick<SealedRows, "cleanUp">,
  classes: () => ClassOf,
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

  const sensorsOf = (file: SealedFile) =>
    new Set(days.seriesOf(file).map((id) => catalogue.byId(id)?.sensorNumber ?? id));

  const misplacedFiles = (day: number, classOf: ClassOf): readonly SealedFile[] =>
    (days.view.byDay.get(day) ?? []).filter((file) =>
      isMisplaced(file, classOf, () => sensorsOf(file)),
    );

  return {
    async misplaced(pause) {
      const classOf = classes();
      const found: number[] = [];
      for (const day of days.view.days.toReversed()) {
        if (misplacedFiles(day, classOf).length > 0) found.push(day);
        await pause();
      }
      return found;
    },
    misplacedIn(day) {
      const all = days.view.byDay.get(day) ?? [];
      const found = misplacedFiles(day, classes());
      const points = all.reduce((sum, file) => sum + file.points, 0);
      const isInPieces = all.length > MOST_MORE_FILES + points / POINTS_OF_A_FILE;
      const isUnsaid = found.some(({ sensors }) => sensors === undefined);
      return isInPieces || isUnsaid ? undefined : found;
    },
    async find(until) {
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
      if (late.length > 0) lateSealedAt = performance.now();
      // Dead points of days that were sealed before the last end of the process.
      for (const day of hot) {
        const files = byDay.get(day);
        if (files !== undefined) cleanUp(day, files, Promise.resolve(), [], []);
      }
      lateBefore = new Map(days.late);
      return [...new Set([...young, ...late])].sort((one, other) => one - other);
    },
  };
};
