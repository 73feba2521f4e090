import { randomUUID } from "node:crypto";
import { mkdir, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { DAY_MS, dayOf } from "../days/day-block.ts";
import { type Visibility, writeSealedFile } from "../sealed/sealed-file.ts";
import type { SensorPoints, SeriesColumns } from "../sealed/sensor-rows.ts";
import { ReadRefused } from "../store.ts";
import { createPointStage } from "./point-stage.ts";
import { mergedColumns, readColumns, type SeriesParts } from "./points-by-series.ts";
import { noteRemoved, pointsEver } from "./points-ever.ts";
import type { SealedDays, SealedView } from "./sealed-days.ts";
import { replaceFiles, type SealedFile } from "./sealed-files.ts";
import { DAY_SQL } from "./sealed-sql.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

export interface SealOptions {
  /** A day is sealed when it has been over for so many days. */
  readonly graceDays?: number;
  readonly firstAfterMs?: number;
  readonly lookEveryMs?: number;
  /** Whether anybody may read what the station measured: its points stand in files of their own. */
  readonly isPublic?: (station: string) => boolean;
  /** Once, until it goes well again. */
  readonly onFault?: (error: Error) => void;
}

export interface Sealing {
  /** Seals all days that end by an instant, without pauses, those with late points anew. */
  sealUp(until: number): Promise<void>;
  /** The station has become public, or is public no more: the files with its points are written anew. */
  visibilityChanged(station: string): void;
  /** How many days wait to be sealed, as of the last look. */
  waiting(): number;
  /** Does something during which no day is sealed; it waits for the day that is being sealed. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const GRACE_DAYS = 2;
const FIRST_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 10 * 60_000;
/** For each ms of work. */
const PAUSE_MS = 2;
/** Of one file: some 30 MB of memory while it is written. */
const POINTS_OF_A_FILE = 600_000;
/** One question among others: the next in the queue waits no longer for it. */
const POINTS_OF_A_QUESTION = 150_000;
/** Rows that are removed in one commit: others wait for it. */
const REMOVED_AT_ONCE = 30_720;
/** Late points are many when a day is sealed anew though more of them come. */
const MANY_LATE = 50_000;
const LATE_EVERY_MS = 20 * 3_600_000;
/** What the disk must still take when a file is begun: what comes in meanwhile goes before. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;
const FIRST_DAY = dayOf(Date.UTC(1000, 0, 1));
const LAST_DAY = dayOf(Date.UTC(9999, 11, 31));

/** Names of files and texts of queries have four digits for a year. */
const canBeSealed = (day: number): boolean => day > FIRST_DAY && day < LAST_DAY;

/** What a day has, besides its files. */
interface Gathered {
  readonly parts: SeriesParts;
  /** Of `point_late`. */
  readonly late: ReadonlyMap<number, SeriesColumns[]>;
}

/** Seals days in the background, so that the store holds only what is young, and what comes late. */
export const createSealing = (
  database: Database,
  commits: GroupCommit,
  catalogue: SeriesCatalogue,
  days: SealedDays,
  now: () => number,
  isOn: boolean,
  {
    graceDays = GRACE_DAYS,
    firstAfterMs = FIRST_AFTER_MS,
    lookEveryMs = LOOK_EVERY_MS,
    isPublic = () => false,
    onFault = () => undefined,
  }: SealOptions = {},
): Sealing => {
  const closing = new AbortController();
  let isHurried = false;
  let isFaulty = false;
  let waitingDays = 0;
  /** Late points of days at the last look. */
  let lateBefore = new Map<number, number>();
  /** When late points were the reason for sealing days anew, by a clock that nobody sets. */
  let lateSealedAt = Number.NEGATIVE_INFINITY;
  /** How often the visibility of stations changed whose files are not all written anew yet. */
  const changed = new Map<string, number>();
  /** Cleaning up behind days that were sealed, one after the other. */
  let cleaning: Promise<void> = Promise.resolve();

  const pause = async (worked: number): Promise<void> => {
    if (closing.signal.aborted) throw new Error("the store is closing");
    if (isHurried) return void (await turn());
    await wait(PAUSE_MS * worked, undefined, { signal: closing.signal });
  };

  const visibilityOf = (station: string): Visibility =>
    isPublic(station) ? "public" : "restricted";

  /** The sensors of a day, each with its series that have points, in the order of their numbers. */
  const sensorsOf = async (
    day: number,
    view: SealedView,
  ): Promise<{
    readonly bySensor: Map<number, Series[]>;
    readonly counts: Map<number, number>;
  }> => {
    const rows = await days.query(async (connection) =>
      (
        await connection.runAndReadAll(`
          SELECT series, count(*)::DOUBLE FROM (
            ${view.byDay.has(day) ? "" : `SELECT series FROM point WHERE ${withinDay(day)} UNION ALL`}
            SELECT series FROM point_late WHERE ${withinDay(day)}
          ) GROUP BY series`)
      ).getRows(),
    );
    const counts = new Map((rows as [number, number][]).map(([id, count]) => [id, count]));
    for (const id of counts.keys())
      if (catalogue.byId(id) === undefined)
        throw new Error(`points of the series ${id}, which is not known, cannot be sealed`);
    const files = view.byDay.get(day) ?? [];
    if (files.length > 0) {
      const shares = files.map((file) => ({
        ...file,
        each: file.points / Math.max(1, file.lastSensor - file.firstSensor + 1),
      }));
      for (const series of catalogue.all()) {
        const number = series.sensorNumber;
        for (const { firstSensor, lastSensor, columns, each } of shares)
          if (number >= firstSensor && number <= lastSensor && columns.includes(series.quantity))
            counts.set(series.id, Math.ceil(each) + (counts.get(series.id) ?? 0));
      }
    }
    const bySensor = new Map<number, Series[]>();
    for (const id of [...counts.keys()].sort((one, other) => one - other)) {
      const series = catalogue.byId(id) as Series;
      const number = series.sensorNumber;
      const known = bySensor.get(number);
      if (known === undefined) bySensor.set(number, [series]);
      else known.push(series);
    }
    return { bySensor, counts };
  };

  const gather = async (
    day: number,
    view: SealedView,
    series: readonly Series[],
    counts: ReadonlyMap<number, number>,
  ): Promise<Gathered> => {
    const ids = series.map(({ id }) => id);
    const read = async (table: string): Promise<SeriesParts> => {
      const found: SeriesParts = new Map();
      for (const some of inParts(ids, counts, POINTS_OF_A_QUESTION)) {
        const began = performance.now();
        const parts = await days.query((connection) =>
          readColumns(connection, table, some, withinDay(day)),
        );
        for (const [id, columns] of parts) found.set(id, columns);
        await pause(performance.now() - began);
      }
      return found;
    };
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    const base = view.byDay.has(day)
      ? await days.pointsInFiles(view, ids, range)
      : await read("point");
    return { parts: base, late: days.hasLateIn(range) ? await read("point_late") : new Map() };
  };

  const writePart = async (
    day: number,
    view: SealedView,
    visibility: Visibility,
    sealing: string,
    numbers: readonly (readonly [number, readonly Series[]])[],
    counts: ReadonlyMap<number, number>,
    absorbed: (late: Gathered["late"]) => void,
  ): Promise<SealedFile | undefined> => {
    const { bavail, bsize } = await statfs(dirname(days.folder));
    if (bavail * bsize < LEAST_FREE_BYTES) throw new Error("the disk is nearly full");
    const { parts, late } = await gather(
      day,
      view,
      numbers.flatMap(([, series]) => series),
      counts,
    );
    absorbed(late);
    const sensors: SensorPoints[] = [];
    let began = performance.now();
    for (const [number, series] of numbers) {
      const [first] = series;
      if (first === undefined) continue;
      const { station, sensor, origin, variant } = first;
      const withPoints = series.flatMap((one) => {
        const columns = mergedColumns(parts.get(one.id) ?? [], late.get(one.id) ?? []);
        return columns.at.length === 0 ? [] : [{ ...columns, quantity: one.quantity }];
      });
      if (withPoints.length === 0) continue;
      sensors.push({ number, station, sensor, origin, variant, series: withPoints });
      if (performance.now() - began < 5) continue;
      await pause(performance.now() - began);
      began = performance.now();
    }
    const [first, last] = [sensors[0]?.number, sensors.at(-1)?.number];
    if (first === undefined || last === undefined) return undefined;
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const name = `${date}-${visibility}-${first}-${sealing}.parquet`;
    const written = await writeSealedFile(
      join(days.folder, name),
      { day, visibility, sealing },
      sensors,
      pause,
    );
    const sensorRange = { firstSensor: first, lastSensor: last };
    return { name, day, visibility, sealing, ...sensorRange, ...written, pointsEver: 0 };
  };

  /** A file that was damaged meanwhile gives back what can be read of it: nothing of its day may be removed then. */
  const isStill = (day: number, files: readonly SealedFile[]): boolean =>
    days.view.byDay.get(day) === files;

  /** Removes late points that stand in files now, unless they changed since they were read. */
  const removeLate = async (
    day: number,
    files: readonly SealedFile[],
    absorbed: readonly Gathered["late"][],
  ): Promise<void> => {
    const stage = createPointStage();
    const removed = async (): Promise<void> => {
      const group = commits.open();
      await group.add(async (connection) => {
        if (!isStill(day, files)) return;
        await connection.run("DELETE FROM late_point");
        await stage.writeTo(connection, "late_point");
        const { rowsChanged } = await connection.run(`
          DELETE FROM point_late USING late_point
          WHERE point_late.series = late_point.series AND point_late.instant = late_point.instant
            AND point_late.flags = late_point.flags`);
        await connection.run("DELETE FROM late_point");
        await noteRemoved(connection, rowsChanged);
      });
    };
    for (const late of absorbed)
      for (const [id, parts] of late)
        for (const { at, flags } of parts)
          for (let place = 0; place < at.length; place++)
            stage.push(id, at[place] as number, 0, flags[place] as number, 0);
    if (stage.rows > 0) await removed();
    await commits.open().add(async (connection) => {
      const rows = await connection.runAndReadAll(
        `SELECT count(*) FROM point_late WHERE ${withinDay(day)}`,
      );
      const left = Number(rows.getRows()[0]?.[0]);
      if (left === 0) days.late.delete(day);
      else days.late.set(day, left);
    });
  };

  /** Removes the points of a sealed day from the table, some of them at a time. */
  const removeHot = async (day: number, files: readonly SealedFile[]): Promise<void> => {
    for (;;) {
      const first = await days.query((connection) =>
        numberIn(connection, `SELECT min(rowid) FROM point WHERE ${withinDay(day)}`),
      );
      if (first === undefined) return;
      const began = performance.now();
      const group = commits.open();
      await group.add(async (connection) => {
        if (!isStill(day, files)) return;
        const { rowsChanged } = await connection.run(
          `DELETE FROM point WHERE ${withinDay(day)} AND rowid >= ${first} AND rowid < ${first + REMOVED_AT_ONCE}`,
        );
        await noteRemoved(connection, rowsChanged);
      });
      if (!isStill(day, files)) return;
      await pause(performance.now() - began);
    }
  };

  const cleanUp = (
    day: number,
    files: readonly SealedFile[],
    unread: Promise<void>,
    absorbed: readonly Gathered["late"][],
    old: readonly SealedFile[],
  ): void => {
    cleaning = cleaning
      .then(async () => {
        await unread;
        await database.removeSealed(old.map(({ name }) => name));
        await removeLate(day, files, absorbed);
        await removeHot(day, files);
      })
      // A store that is closing, or a full disk: the next look finds what is left.
      .catch(tell);
  };

  const tell = (error: unknown): void => {
    if (isFaulty || closing.signal.aborted || error instanceof ReadRefused) return;
    isFaulty = true;
    onFault(error as Error);
  };

  /** Files of a day, by what may be read by whom. */
  const sealDay = async (day: number): Promise<void> => {
    const { view } = days;
    const old = view.byDay.get(day) ?? [];
    const thaw = days.freeze(day);
    let files: SealedFile[] = [];
    let isNamed = false;
    try {
      // All that was handed in before is then in the tables, or refused for good.
      await commits.open().durable;
      await mkdir(days.folder, { recursive: true, mode: 0o700 });
      const sealing = randomUUID().slice(0, 8);
      const { bySensor, counts } = await sensorsOf(day, view);
      const absorbed: Gathered["late"][] = [];
      const classes = Map.groupBy(bySensor, ([, [series]]) => visibilityOf(series?.station ?? ""));
      for (const [visibility, sensors] of classes)
        for (const part of inFiles(sensors, counts)) {
          const file = await writePart(
            ...([day, view, visibility, sealing, part, counts] as const),
            (late) => absorbed.push(late),
          );
          if (file !== undefined) files.push(file);
        }
      let isStale = false;
      await commits.open().add(async (connection) => {
        // A file was found damaged meanwhile.
        isStale = days.view.byDay.get(day) !== view.byDay.get(day);
        if (isStale) return;
        isNamed = true;
        const ever = await pointsEver(connection);
        files = files.map((file) => ({ ...file, pointsEver: ever }));
        await replaceFiles(connection, day, files);
      });
      if (isStale) throw new Error("a file of the day was damaged while the day was sealed anew");
      cleanUp(day, files, days.setFiles(day, files), absorbed, old);
    } finally {
      thaw();
      // Not when the commit may have named them: the next start knows.
      if (!isNamed)
        for (const { name } of files) await rm(join(days.folder, name), { force: true });
    }
  };

  /** Days to be sealed, the oldest first. */
  const dueDays = async (until: number, stations: readonly string[]): Promise<number[]> => {
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
    return [...new Set([...young, ...late, ...moved])].sort((one, other) => one - other);
  };

  /** A day is written anew as a whole: for few late points once a day at most, when no more of them come. */
  const isReady = (day: number, count: number): boolean =>
    isHurried ||
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

  /** One day at a time, and none while something goes on that must not meet it. */
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  const round = async (until: number): Promise<void> => {
    const stations = [...changed];
    const due = await dueDays(
      until,
      stations.map(([station]) => station),
    );
    lateBefore = new Map(days.late);
    waitingDays = due.length;
    let failure: { readonly error: unknown } | undefined;
    for (const day of due) {
      if (closing.signal.aborted) return;
      try {
        await alone(() => sealDay(day));
        waitingDays -= 1;
      } catch (error) {
        // It holds up no other day, and is tried again at the next look.
        failure ??= { error };
        tell(error);
      }
      // What is left of the day is removed before the next is read: the table stays small.
      await cleaning;
    }
    await cleaning;
    if (failure !== undefined) throw failure.error;
    isFaulty = false;
    // Not those that changed once more meanwhile.
    for (const [station, times] of stations)
      if (changed.get(station) === times) changed.delete(station);
  };

  let rounds: Promise<unknown> = Promise.resolve();
  const oneRound = (until: number): Promise<void> => {
    const done = rounds.then(() => round(until));
    rounds = done.catch(() => undefined);
    return done;
  };

  let timer: NodeJS.Timeout | undefined;
  const lookAfter = (ms: number): void => {
    timer = setTimeout(async () => {
      await oneRound((dayOf(now()) - graceDays) * DAY_MS).catch(tell);
      if (!closing.signal.aborted) lookAfter(lookEveryMs);
    }, ms).unref();
  };
  if (isOn) lookAfter(firstAfterMs);

  return {
    async sealUp(until) {
      isHurried = true;
      try {
        await oneRound(dayOf(until) * DAY_MS);
      } finally {
        isHurried = false;
      }
    },
    visibilityChanged: (station) => void changed.set(station, 1 + (changed.get(station) ?? 0)),
    waiting: () => waitingDays,
    alone,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await rounds;
      await last;
      await cleaning;
    },
  };
};

const withinDay = (day: number): string =>
  `instant >= ${day * DAY_MS} AND instant < ${(day + 1) * DAY_MS}`;

const numberIn = async (
  connection: DuckDBConnection,
  query: string,
): Promise<number | undefined> => {
  const found = (await connection.runAndReadAll(query)).getRows()[0]?.[0];
  return found === null || found === undefined ? undefined : Number(found);
};

/** Some series after the other, with about so many points at a time. */
function* inParts(
  ids: readonly number[],
  counts: ReadonlyMap<number, number>,
  most: number,
): Generator<readonly number[]> {
  let part: number[] = [];
  let points = 0;
  for (const id of ids) {
    part.push(id);
    points += counts.get(id) ?? 0;
    if (points < most) continue;
    yield part;
    part = [];
    points = 0;
  }
  if (part.length > 0) yield part;
}

/** Sensors in order, as many at a time as a file takes. */
function* inFiles(
  sensors: readonly (readonly [number, readonly Series[]])[],
  counts: ReadonlyMap<number, number>,
): Generator<(readonly [number, readonly Series[]])[]> {
  let part: (readonly [number, readonly Series[]])[] = [];
  let points = 0;
  for (const sensor of [...sensors].sort(([one], [other]) => one - other)) {
    const own = sensor[1].reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
    if (points > 0 && points + own > POINTS_OF_A_FILE) {
      yield part;
      part = [];
      points = 0;
    }
    part.push(sensor);
    points += own;
  }
  if (part.length > 0) yield part;
}
