import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Database } from "../../duckdb/open.ts";
import type { ReadLimits } from "../../duckdb/readers.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import { openSealedFile, type WantedSeries } from "../sealed/read-sealed.ts";
import { createSealedReaders, SealedFileDamaged } from "../sealed/sealed-readers.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { readSumsFile, type TakeSums, type WantedSums } from "../sealed/sums-file.ts";
import { type KeptSince, type Range, ReadRefused } from "../store.ts";
import { createDayInstants, type DayInstants } from "./day-instants.ts";
import { createPointStage, PAGE_ROWS, type PointStage } from "./point-stage.ts";
import type { TableOf } from "./points-sql.ts";
import { loadSealedFiles, type SealedFile } from "./sealed-files.ts";
import { DAY_SQL, tableSql } from "./sealed-sql.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import { loadKeptSince, loadSumsFiles, type SumsFile } from "./sums-files.ts";

/** The files of all sealed days at one moment. */
export interface SealedView {
  /** In order. */
  readonly days: readonly number[];
  readonly byDay: ReadonlyMap<number, readonly SealedFile[]>;
  /** What is left of days whose points were dropped, in order. */
  readonly sums: readonly SumsFile[];
}

/**
 * Days that are over stand in files, and the others in the table `point`. A day of which a file is named is sealed: what
 * `point` still has of it does not count. What comes to such a day later, or changes a point of it, stands in
 * `point_late`, whose points count in place of any other at the same instant.
 */
export interface SealedDays {
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
  /** What files have of some series in a range, in parts, each in order. */
  pointsInFiles(
    view: SealedView,
    ids: readonly number[],
    range: Range,
  ): Promise<Map<number, SeriesColumns[]>>;
  /** At which instants files of a day have rows of some sensors, by their numbers. */
  instantsInFiles(
    view: SealedView,
    day: number,
    sensors: readonly number[],
  ): Promise<Map<number, readonly Float64Array[]>>;
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
  /** What can be read of a file that is damaged. */
  salvage(file: SealedFile): Promise<Map<number, SeriesColumns[]>>;
  /** The files of a day from now on. Resolves when nobody reads what was there before. */
  setFiles(day: number, files: readonly SealedFile[]): Promise<void>;
  /** What was dropped, and is never there again. */
  keptSince(): KeptSince;
  /** The files of sums from now on; `dropped`: a day that has no points any more. Resolves as `setFiles`. */
  setSums(sums: readonly SumsFile[], since: KeptSince, dropped?: number): Promise<void>;
  /** Hands out the sums that are kept of some series, of intervals that lie within a range. */
  sumsInFiles(
    view: SealedView,
    series: readonly SumsAsked[],
    range: Range,
    take: TakeSums,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Looks whether files are damaged, and puts those aside; false when none is. */
export type OnSuspect = (
  files: readonly (SealedFile | SumsFile)[],
  days: SealedDays,
) => Promise<boolean>;

/** A series whose sums are asked for. */
export type SumsAsked = Omit<WantedSums, "number">;

interface Use {
  readonly view: SealedView;
  readers: number;
  readonly left: PromiseWithResolvers<void>;
}

const viewOf = (
  byDay: ReadonlyMap<number, readonly SealedFile[]>,
  sums: readonly SumsFile[],
): SealedView => ({
  days: [...byDay.keys()].sort((one, other) => one - other),
  byDay,
  sums,
});

export const openSealedDays = async (
  database: Database,
  catalogue: SeriesCatalogue,
  onSuspect: OnSuspect,
): Promise<SealedDays> => {
  const folder = database.sealedFolder;
  const readers = createSealedReaders(folder);
  const loaded = await loadSealedFiles(database.writer);
  const useOf = (view: SealedView): Use => ({
    view,
    readers: 0,
    left: Promise.withResolvers<void>(),
  });
  const kept = await loadSumsFiles(database.writer);
  let keptSince = await loadKeptSince(database.writer, kept);
  let current = useOf(
    viewOf(
      Map.groupBy(loaded, ({ day }) => day),
      kept,
    ),
  );
  /** Of earlier views that somebody still reads, the last. */
  let before: Promise<void> = Promise.resolve();
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

  const sealedIn = ({ days }: SealedView, { from, until }: Range): readonly number[] => {
    if (until <= from) return [];
    const first = firstAtLeast(days, dayOf(from));
    let end = first;
    while (end < days.length && (days[end] as number) * DAY_MS < until) end += 1;
    return days.slice(first, end);
  };

  const hasLateIn = ({ from, until }: Range): boolean => {
    for (const [day, rows] of late)
      if (rows > 0 && day * DAY_MS < until && (day + 1) * DAY_MS > from) return true;
    return false;
  };

  const wantedOf = (ids: readonly number[]): WantedSeries[] =>
    ids.flatMap((id) => {
      const series = catalogue.byId(id);
      if (series === undefined) return [];
      return [{ id, number: series.sensorNumber, quantity: series.quantity }];
    });

  const tableOf =
    (view: SealedView, used: Set<SealedFile>): TableOf =>
    (series, range) => {
      const days = sealedIn(view, range);
      const hasLate = hasLateIn(range);
      if (days.length === 0 && !hasLate) return "point";
      const files = days.flatMap((day) => view.byDay.get(day) ?? []);
      for (const file of files) used.add(file);
      // A series may be named several times, for several parts of the range.
      const ids = [...new Set(series.map(({ id }) => id))];
      return tableSql({ folder, days, files, hasLate }, wantedOf(ids), range);
    };

  const reading = async <T>(read: (view: SealedView) => Promise<T>): Promise<T> => {
    const use = current;
    use.readers += 1;
    try {
      return await read(use.view);
    } finally {
      use.readers -= 1;
      if (use.readers === 0 && use !== current) use.left.resolve();
    }
  };

  /** All series in the order of their sensors: made anew when there are more. */
  let bySensor: { readonly ids: readonly number[]; readonly numbers: readonly number[] } = {
    ids: [],
    numbers: [],
  };

  const pointsInFiles: SealedDays["pointsInFiles"] = async (view, ids, range) => {
    const wanted = wantedOf(ids);
    const found = new Map<number, SeriesColumns[]>();
    const asked = sealedIn(view, range)
      .flatMap((day) => view.byDay.get(day) ?? [])
      .map((file) => ({
        file,
        some: wantedIn(file, wanted),
      }))
      .filter(({ some }) => some.length > 0);
    for (const parts of await readers.readAll(asked, range))
      for (const [id, columns] of parts) {
        const known = found.get(id);
        if (known === undefined) found.set(id, columns);
        else known.push(...columns);
      }
    return found;
  };

  const instantsInFiles: SealedDays["instantsInFiles"] = async (view, day, sensors) => {
    const found = new Map<number, readonly Float64Array[]>();
    for (const file of view.byDay.get(day) ?? []) {
      const some = sensors.filter(
        (sensor) => sensor >= file.firstSensor && sensor <= file.lastSensor,
      );
      if (some.length === 0) continue;
      for (const [sensor, parts] of await readers.readInstants(file, some))
        found.set(sensor, [...(found.get(sensor) ?? []), ...parts]);
    }
    return found;
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

  /** Resolves when nobody reads any earlier one. */
  const setView = (view: SealedView): Promise<void> => {
    const former = current;
    current = useOf(view);
    findFrozenUntil();
    if (former.readers === 0) former.left.resolve();
    before = Promise.all([before, former.left.promise]).then(() => undefined);
    return before;
  };

  const days: SealedDays = {
    folder,
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
    async salvage(file) {
      const { folder } = days;
      const ids = catalogue.all().map(({ id }) => id);
      const range = { from: file.day * DAY_MS, until: (file.day + 1) * DAY_MS };
      const opened = await openSealedFile(join(folder, file.name), file.bytes).catch(
        () => undefined,
      );
      if (opened === undefined) return new Map();
      try {
        return await opened.read(wantedIn(file, wantedOf(ids)), range, () => undefined);
      } finally {
        await opened.close();
      }
    },
    pointsInFiles,
    instantsInFiles,
    tryPointsInFiles: (ids, range) =>
      reading((view) =>
        pointsInFiles(view, ids, range).catch((error: Error) => {
          const files = [...view.byDay.values()].flat();
          const file = files.find(
            ({ name }) => error instanceof SealedFileDamaged && name === error.file,
          );
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
    async sumsInFiles({ sums }, series, range, take) {
      const wanted = series.flatMap((asked): WantedSums[] => {
        const number = catalogue.byId(asked.id)?.sensorNumber;
        return number === undefined ? [] : [{ ...asked, number }];
      });
      for (const file of sums) {
        if (file.day * DAY_MS >= range.until || file.until * DAY_MS <= range.from) continue;
        const some = wanted.filter(
          ({ number }) => number >= file.firstSensor && number <= file.lastSensor,
        );
        if (some.length === 0) continue;
        const found: Parameters<TakeSums>[] = [];
        try {
          await readSumsFile(join(folder, file.name), file.bytes, some, (...row) => {
            const [, from, until] = row;
            if (from >= range.from && until <= range.until) found.push(row);
          });
        } catch (error) {
          // What is damaged has no sums: that is told as a damage, and others are answered.
          if (!(await onSuspect([file], days))) throw error;
          continue;
        }
        for (const row of found) take(...row);
      }
    },
    close: readers.close,
  };
  return days;
};

const wantedIn = (
  { firstSensor, lastSensor, columns }: SealedFile,
  wanted: readonly WantedSeries[],
): WantedSeries[] =>
  wanted.filter(
    ({ number, quantity }) =>
      number >= firstSensor && number <= lastSensor && columns.includes(quantity),
  );

/** The place of the first of some numbers in order that is not less. */
const firstAtLeast = (numbers: readonly number[], least: number): number => {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
};
