import type { DuckDBConnection } from "@duckdb/node-api";
import type { Database } from "../../duckdb/open.ts";
import type { ReadLimits } from "../../duckdb/readers.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import { SealedFileDamaged } from "../sealed/sealed-readers.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { type KeptSince, type Range, ReadRefused } from "../store.ts";
import { createDayInstants, type DayInstants } from "./day-instants.ts";
import { createFilesOfDays, type FilesOfDays } from "./files-of-days.ts";
import { createPointStage, PAGE_ROWS, type PointStage } from "./point-stage.ts";
import type { TableOf } from "./points-sql.ts";
import { loadSealedFiles, type SealedFile } from "./sealed-files.ts";
import { DAY_SQL, tableSql } from "./sealed-sql.ts";
import {
  createCurrentView,
  firstAtLeast,
  type SealedView,
  sealedIn,
  viewOf,
} from "./sealed-view.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import { loadKeptSince, loadSumsFiles, type SumsFile } from "./sums-files.ts";

/**
 * Days that are over stand in files, and the others in the table `point`. A day of which a file is named is sealed: what
 * `point` still has of it does not count. What comes to such a day later, or changes a point of it, stands in
 * `point_late`, whose points count in place of any other at the same instant.
 */
export interface SealedDays extends Omit<FilesOfDays, "wantedOf"> {
  readonly folder: string;
  readonly view: SealedView;
  /**
   * Asks on a connection for reading, as `Database.query` does. `tableOf` gives the table to ask; the files that it names are
   * kept until the question is answered.
   */
  query<T>(
    ask: (connection: DuckDBConnection, tableOf: TableOf) => Promise<T>,
    limits?: ReadLimits,
  ): Promise<T>;
  /** Reads while the files of the view are kept. */
  reading<T>(read: (view: SealedView) => Promise<T>): Promise<T>;
  /** As `pointsInFiles`, of the present files; of one that cannot be read, nothing. */
  tryPointsInFiles(ids: readonly number[], range: Range): Promise<Map<number, SeriesColumns[]>>;
  /** The days of the range that are sealed. */
  sealedIn(view: SealedView, range: Range): readonly number[];
  lastSealedBefore(day: number): number | undefined;
  /** Whether points of the range may stand in `point_late`. */
  hasLateIn(range: Range): boolean;
  /** Has `work` done when a day is no longer sealed, or some of it: a file of it was damaged. */
  whenLost(work: () => void): void;
  /** What is remembered of the instants of days. */
  readonly instants: DayInstants;
  /** How many rows of `point_late` each day has, at most. */
  readonly late: Map<number, number>;
  /** Whether `point` takes nothing more of the day: it is sealed, or being sealed. */
  isFrozen(at: number): boolean;
  /** From now on, what comes goes to `point_late`; the function that it gives ends that. */
  freeze(day: number): () => void;
  /** Appends points that are new, each to the table that takes it. */
  addNew(connection: DuckDBConnection, stage: PointStage): Promise<void>;
  /** Notes that a row, or some of one day, stands in `point_late`. */
  noteLate(at: number, rows?: number): void;
  /** The series of the sensors that a file may have. */
  seriesOf(file: Pick<SealedFile, "firstSensor" | "lastSensor">): readonly number[];
  /** The files of a day from now on. Resolves when nobody reads what was there before. */
  setFiles(day: number, files: readonly SealedFile[]): Promise<void>;
  /** What was dropped, and is never there again. */
  keptSince(): KeptSince;
  /** The files of sums from now on; `dropped`: a day that has no points any more. Resolves as `setFiles`. */
  setSums(sums: readonly SumsFile[], since: KeptSince, dropped?: number): Promise<void>;
}

/** Looks whether files are damaged, and puts those aside; false when none is. */
export type OnSuspect = (
  files: readonly (SealedFile | SumsFile)[],
  days: SealedDays,
) => Promise<boolean>;

export const openSealedDays = async (
  database: Database,
  catalogue: SeriesCatalogue,
  onSuspect: OnSuspect,
): Promise<SealedDays> => {
  const folder = database.sealedFolder;
  const loaded = await loadSealedFiles(database.writer);
  const kept = await loadSumsFiles(database.writer);
  let keptSince = await loadKeptSince(database.writer, kept);
  const byDay = Map.groupBy(loaded, ({ day }) => day);
  const current = createCurrentView(viewOf(byDay, kept));
  const { reading } = current;
  const files = createFilesOfDays(folder, catalogue, (file) => onSuspect([file], days));
  const frozen = new Map<number, number>();
  let frozenUntil = Number.NEGATIVE_INFINITY;
  const findFrozenUntil = (): void => {
    const last = Math.max(...frozen.keys(), current.view.days.at(-1) ?? Number.NEGATIVE_INFINITY);
    frozenUntil = (last + 1) * DAY_MS;
  };
  findFrozenUntil();

  const lateRows = await database.writer.runAndReadAll(
    `SELECT ${DAY_SQL}, count(*) FROM point_late GROUP BY ALL`,
  );
  const instants = createDayInstants();
  const worksWhenLost: (() => void)[] = [];
  const late = new Map(lateRows.getRows().map(([day, rows]) => [Number(day), Number(rows)]));

  const hasLateIn = ({ from, until }: Range): boolean => {
    for (const [day, rows] of late)
      if (rows > 0 && day * DAY_MS < until && (day + 1) * DAY_MS > from) return true;
    return false;
  };

  const tableOf =
    (view: SealedView, used: Set<SealedFile>): TableOf =>
    (series, range) => {
      const days = sealedIn(view, range);
      const hasLate = hasLateIn(range);
      if (days.length === 0 && !hasLate) return "point";
      const ofDays = days.flatMap((day) => view.byDay.get(day) ?? []);
      for (const file of ofDays) used.add(file);
      // A series may be named several times, for several parts of the range.
      const wanted = files.wantedOf([...new Set(series.map(({ id }) => id))]);
      return tableSql({ folder, days, files: ofDays, hasLate }, wanted, range);
    };

  /** All series in the order of their sensors: made anew when there are more. */
  let bySensor: { readonly ids: readonly number[]; readonly numbers: readonly number[] } = {
    ids: [],
    numbers: [],
  };

  const noteLate = (at: number, rows = 1): void => {
    const day = dayOf(at);
    late.set(day, rows + (late.get(day) ?? 0));
  };

  const isFrozen = (at: number): boolean =>
    at < frozenUntil && (frozen.has(dayOf(at)) || current.view.byDay.has(dayOf(at)));

  const query: SealedDays["query"] = async (ask, limits) => {
    const used = new Set<SealedFile>();
    const once = () =>
      database.query(
        (connection) => reading((view) => ask(connection, tableOf(view, used))),
        limits,
      );
    try {
      return await once();
    } catch (error) {
      const { message } = error as Error;
      const isOther = error instanceof ReadRefused || message.startsWith("Out of Memory");
      if (used.size === 0 || isOther) throw error;
      if (!(await onSuspect([...used], days))) throw error;
      return await once();
    }
  };

  const setView = (view: SealedView): Promise<void> => {
    const left = current.set(view);
    findFrozenUntil();
    return left;
  };

  const { pointsInFiles, instantsInFiles, salvage, sumsInFiles, close } = files;
  const days: SealedDays = {
    ...{ folder, pointsInFiles, instantsInFiles, salvage, sumsInFiles, close },
    get view() {
      return current.view;
    },
    query,
    reading,
    seriesOf({ firstSensor, lastSensor }) {
      if (bySensor.ids.length !== catalogue.size()) {
        const all = catalogue
          .all()
          .map((series) => ({ id: series.id, number: series.sensorNumber }))
          .sort((one, other) => one.number - other.number);
        bySensor = { ids: all.map(({ id }) => id), numbers: all.map(({ number }) => number) };
      }
      const { ids, numbers } = bySensor;
      return ids.slice(firstAtLeast(numbers, firstSensor), firstAtLeast(numbers, lastSensor + 1));
    },
    tryPointsInFiles: (ids, range) =>
      reading((view) =>
        pointsInFiles(view, ids, range).catch((error: Error) => {
          const file = [...view.byDay.values()]
            .flat()
            .find(({ name }) => error instanceof SealedFileDamaged && name === error.file);
          // Not awaited: a commit may wait for this, and it commits.
          if (file !== undefined) void onSuspect([file], days).catch(() => undefined);
          return new Map<number, SeriesColumns[]>();
        }),
      ),
    sealedIn,
    lastSealedBefore(day) {
      const { days } = current.view;
      return days[firstAtLeast(days, day) - 1];
    },
    hasLateIn,
    whenLost: (work) => void worksWhenLost.push(work),
    instants,
    late,
    isFrozen,
    freeze(day) {
      frozen.set(day, 1 + (frozen.get(day) ?? 0));
      findFrozenUntil();
      return () => {
        const left = (frozen.get(day) ?? 1) - 1;
        if (left === 0) frozen.delete(day);
        else frozen.set(day, left);
        findFrozenUntil();
      };
    },
    async addNew(connection, stage) {
      const { pages, rows } = stage;
      let frozenRows = 0;
      let [notedSensor, notedAt] = [0, Number.NaN];
      for (let row = 0; row < rows; row++) {
        const at = pages[Math.floor(row / PAGE_ROWS)]?.at[row % PAGE_ROWS] as number;
        if (instants.isOfKnownDay(at)) {
          const id = pages[Math.floor(row / PAGE_ROWS)]?.series[row % PAGE_ROWS] as number;
          const sensor = catalogue.byId(id)?.sensorNumber ?? id;
          // Those of a reading follow each other.
          if (sensor !== notedSensor || at !== notedAt) instants.note(sensor, at);
          [notedSensor, notedAt] = [sensor, at];
        }
        if (at < frozenUntil && isFrozen(at)) frozenRows += 1;
      }
      if (frozenRows === 0) return stage.writeTo(connection, "point");
      const [hot, cold] = [createPointStage(), createPointStage()];
      for (let row = 0; row < rows; row++) {
        const page = pages[Math.floor(row / PAGE_ROWS)] as (typeof pages)[number];
        const place = row % PAGE_ROWS;
        const at = page.at[place] as number;
        const isCold = isFrozen(at);
        if (isCold) noteLate(at);
        (isCold ? cold : hot).push(
          page.series[place] as number,
          at,
          page.value[place] as number,
          page.flags[place] as number,
          page.received[place] as number,
        );
      }
      await hot.writeTo(connection, "point");
      await cold.writeTo(connection, "point_late");
    },
    noteLate,
    setFiles(day, files) {
      const byDay = new Map(current.view.byDay);
      if (files.length === 0) byDay.delete(day);
      else byDay.set(day, files);
      instants.forgetDay(day);
      if (files.length < (current.view.byDay.get(day)?.length ?? 0))
        for (const work of worksWhenLost) work();
      return setView(viewOf(byDay, current.view.sums));
    },
    keptSince: () => keptSince,
    setSums(sums, since, dropped) {
      keptSince = since;
      const byDay = new Map(current.view.byDay);
      if (dropped !== undefined && byDay.delete(dropped)) {
        instants.forgetDay(dropped);
        for (const work of worksWhenLost) work();
      }
      return setView(viewOf(byDay, sums));
    },
  };
  return days;
};
