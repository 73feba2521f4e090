import { originOf, packFlags } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { nothingForAnybody } from "../../access/for-anybody.ts";
import type { Group, GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { type ReadLimits, refuse } from "../../duckdb/readers.ts";
import type { Damage } from "../../duckdb/repair.ts";
import { RefusedByStore } from "../../refused-by-store.ts";
import { promised, type Settled } from "../../settled.ts";
import type { ArchiveStore } from "../archive/import-archive.ts";
import type { DayFiles } from "../day-files.ts";
import { DAY_MS, HOUR_MS } from "../days/day-block.ts";
import type {
  Appended,
  Block,
  Buckets,
  Kept,
  LatestValue,
  OfSeries,
  Point,
  Range,
  ReadOptions,
  Selection,
  SeriesStore,
} from "../store.ts";
import { ReadRefused } from "../store.ts";
import { addSummedHours, type BucketSums, createBucketSums } from "./aggregate.ts";
import { cadenceSql } from "./cadence-sql.ts";
import { addChoices, loadChoices, type SeriesChoice } from "./choices.ts";
import { createDayFiles } from "./day-files.ts";
import { openDaySums } from "./day-sums.ts";
import { createHotPoints } from "./hot-points.ts";
import { createArrival } from "./import-day.ts";
import { loadKeptCadences } from "./kept-cadences.ts";
import { addKeptSums } from "./kept-sums.ts";
import { LATE_POINT_TABLE } from "./late-points.ts";
import { createLatestValues } from "./latest-values.ts";
import { createLearnAhead } from "./learn-ahead.ts";
import { createLearning, type LearningOptions } from "./learning.ts";
import { openCatalogue } from "./open-catalogue.ts";
import { createPointGroup, type PointGroup } from "./point-group.ts";
import { compactRemoved, noteStart } from "./points-ever.ts";
import { type AskedSeries, pointsOf } from "./points-sql.ts";
import { createLearnDays } from "./read-day-instants.ts";
import { createPointReader } from "./read-points.ts";
import { createRetention, type RetentionOptions } from "./retention.ts";
import { createDamageRepair } from "./sealed-damage.ts";
import { createSealedPoints } from "./sealed-points.ts";
import { createSealing, type SealOptions } from "./sealing.ts";
import type { SensorKey, Series } from "./series-catalogue.ts";
import { slicesOf } from "./slices.ts";
import { readSums, sumsOfPoints } from "./sum-hours.ts";
import { createSummaryWriter } from "./summary.ts";
import { prepareUnflagging } from "./unflag.ts";
import { type CountSlices, windowsOf } from "./windows.ts";

const keyOf = ({ station, sensor, quantity, origin, variant }: Series) => ({
  station,
  sensor,
  quantity,
  origin,
  variant,
});

/** The part of a range in which the series can have points, up to whole hours: these may be summed up. */
const extentOf = (chosen: readonly Series[], { from, until }: Range): Range => {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { known } of chosen) {
    oldest = Math.min(oldest, known.oldest());
    newest = Math.max(newest, known.newest());
  }
  return {
    from: Math.max(from, Math.floor(oldest / HOUR_MS) * HOUR_MS),
    until: Math.min(until, Math.floor(newest / HOUR_MS + 1) * HOUR_MS),
  };
};

/** A message of a station that has no backlog. */
const FEW_READINGS = 60;

/** Points in memory for each answer that is streamed. */
const STREAMED_AT_ONCE = 20_000;

/** About how many points one question sums up; the next in the queue has its turn after it. */
const POINTS_OF_A_SLICE = 1_000_000;
const USUAL_CADENCE_MS = 60_000;

/** How many series are asked for at a time in a range, of which some are asked for in parts alone. */
const seriesAtOnce = (series: readonly AskedSeries[], range: Range): number =>
  series.reduce((sum, { part = range }) => sum + part.until - part.from, 0) /
  (range.until - range.from);

const isIn = ({ from, until }: Range, { part }: AskedSeries): boolean =>
  part === undefined || (part.from < until && part.until > from);

export interface DuckdbSeriesOptions {
  /** The longest that a read may take, the wait for its turn included. */
  readonly readDeadlineMs?: number;
  readonly now?: () => number;
  /** Sums of hours cannot be kept: means are made of points then. */
  readonly onSumsFault?: (error: Error) => void;
  readonly learning?: LearningOptions;
  /** A file of a sealed day turned out to be damaged. */
  readonly onDamage?: (damage: Damage) => void;
  /** Days that are over are sealed in the background; none is when absent. */
  readonly seal?: SealOptions | undefined;
  /** What is older than an operator keeps is dropped in the background; nothing is when absent. */
  readonly retention?: RetentionOptions | undefined;
}

/** The store of series with what tests and benches ask of it. */
export interface DuckdbSeriesStore extends SeriesStore, ArchiveStore {
  /** Sums up all hours that are over, which else is done in the background. */
  sumUp(): Promise<void>;
  /** Seals all days that end by an instant. */
  sealUp(until: number): Promise<void>;
  /** Drops what is older than is kept, which else is done in the background. */
  enforceRetention(): Promise<void>;
  readonly dayFiles: DayFiles;
  /** How many days wait to be sealed. */
  daysWaiting(): number;
  /** Reads all files of sealed days through; those that are damaged are put aside. */
  checkFiles(): Promise<void>;
}

/** The series store that needs no server: one DuckDB file. */
export const openDuckdbSeries = async (
  database: Database,
  commits: GroupCommit,
  {
    readDeadlineMs = 30_000,
    now = Date.now,
    onSumsFault,
    learning: learningOptions,
    seal,
    retention: retentionOptions,
    onDamage = () => undefined,
  }: DuckdbSeriesOptions = {},
): Promise<DuckdbSeriesStore> => {
  await database.writer.run(LATE_POINT_TABLE);
  await noteStart(database.writer);
  const onSuspect = createDamageRepair(database, commits, now, onDamage);
  const { catalogue, days } = await openCatalogue(database, now(), onSuspect);
  const isSealing = seal !== undefined;
  const sealing = createSealing(database, commits, catalogue, days, now, isSealing, seal);
  database.beforeFold(createSummaryWriter(catalogue));
  database.beforeFold(compactRemoved);
  const choices = await loadChoices(database);
  const latest = createLatestValues(catalogue, choices);
  const readPoints = createPointReader(days, choices);
  const learning = createLearning(days, commits, learningOptions);
  const sums = await openDaySums(database, commits, catalogue, days, {
    now,
    ...(onSumsFault === undefined ? {} : { onFault: onSumsFault }),
  });
  const cadences = await loadKeptCadences(database.writer);
  const retention =
    retentionOptions &&
    createRetention({
      ...{ database, commits, catalogue, days, cadences, sealing, now },
      ...retentionOptions,
    });
  /** Whose days can be answered of which there are sums of days alone: UTC's where the files have several. */
  const zoneOf = (): string => {
    const zones = new Set(days.view.sums.flatMap((file) => file.zone ?? []));
    const [first = retentionOptions?.keep.zone ?? "UTC"] = zones;
    return zones.size > 1 ? "UTC" : first;
  };
  const takesSince = (): number =>
    Math.max(days.keptSince().values, retention?.takesSince() ?? Number.NEGATIVE_INFINITY);
  let known: Kept = { ...days.keptSince(), zone: zoneOf(), takes: takesSince() };
  /** Asked with each message: the same object as long as nothing changes. */
  const kept = (): Kept => {
    const [found, takes] = [days.keptSince(), takesSince()];
    if (
      known.values !== found.values ||
      known.hours !== found.hours ||
      known.days !== found.days ||
      known.takes !== takes
    )
      known = { ...found, zone: zoneOf(), takes };
    return known;
  };
  const refuseOld = (at: number): RefusedByStore | undefined =>
    at < takesSince()
      ? new RefusedByStore(
          `values of before ${new Date(takesSince()).toISOString()} are no longer kept, and no longer taken`,
        )
      : undefined;
  const hotPoints = createHotPoints(days, catalogue);
  days.whenLost(hotPoints.clear);
  const stores = { days, sealedPoints: createSealedPoints(days, catalogue) };
  const learnDays = createLearnDays(days, catalogue);
  const byGroup = new WeakMap<Group, PointGroup>();
  let recent: PointGroup | undefined;
  const pointsOfGroup = (group: Group): PointGroup => {
    if (recent?.group === group) return recent;
    recent =
      byGroup.get(group) ??
      createPointGroup(group, catalogue, learning, hotPoints, sums, stores, learnDays);
    byGroup.set(group, recent);
    return recent;
  };

  /**
   * Where a block's points go. A few do not wait behind the thousands of others: they join the next group in
   * turn. Those of one station stay in their order, so that a repeat is compared with what came first.
   */
  const groupFor = ({ station, readings }: Block): Group => {
    if (readings.length > FEW_READINGS) return commits.open();
    return commits.openNext((group) => byGroup.get(group)?.has(station) === true);
  };

  const join = (block: Block, settled: Settled<Appended>): void => {
    // As now, whatever is dropped before it is committed: what was handed in before is waited for.
    const old = takesSince();
    if (old !== Number.NEGATIVE_INFINITY)
      for (const { at } of block.readings) {
        const refused = at < old ? refuseOld(at) : undefined;
        if (refused !== undefined) {
          settled(refused);
          return;
        }
      }
    pointsOfGroup(groupFor(block)).add(block, settled);
  };
  const ahead = createLearnAhead(days, catalogue, commits, learnDays, join);
  const enlist: SeriesStore["enlist"] = ahead.hand;

  const select = ({ stations, quantities: wanted, ...rest }: Selection): Series[] => {
    const { sensors, origins, variant = "raw" } = rest;
    const chosen: Series[] = [];
    // Those of a station are in order.
    for (const station of [...new Set(stations)].sort())
      for (const series of catalogue.of(station))
        if (
          wanted.includes(series.quantity) &&
          series.variant === variant &&
          (sensors === undefined || sensors.includes(series.sensor)) &&
          (origins === undefined || origins.includes(series.origin))
        )
          chosen.push(series);
    return chosen;
  };

  /** Rows (series, …) of the chosen series, by series. */
  const ask = async (
    chosen: readonly Series[],
    range: Range,
    sql: (points: string) => string,
    { signal, deadlineMs = readDeadlineMs, began, asKept }: ReadLimits & ReadOptions = {},
  ): Promise<Map<number, (readonly unknown[])[]>> => {
    const found = new Map<number, (readonly unknown[])[]>();
    if (signal?.aborted === true) throw new ReadRefused("aborted", "The asker has left.");
    if (chosen.length === 0) return found;
    const isDecided = asKept !== true && chosen.some(({ id }) => choices.of(id) !== undefined);
    const rows = await days.query(
      // The text is made when its turn comes: that of many questions at once would hold everybody up.
      async (connection, tableOf) =>
        (
          await connection.runAndReadAll(sql(pointsOf(chosen, range, { isDecided, tableOf })))
        ).getRows(),
      { signal, deadlineMs: Math.max(0, deadlineMs), began },
    );
    for (const [series, ...rest] of rows) {
      const id = Number(series);
      const ofSeries = found.get(id);
      if (ofSeries === undefined) found.set(id, [rest]);
      else ofSeries.push(rest);
    }
    return found;
  };

  const answer = <T>(
    chosen: readonly Series[],
    rows: ReadonlyMap<number, readonly (readonly unknown[])[]>,
    toPoint: (row: readonly unknown[], series: Series) => T,
  ): OfSeries<T>[] =>
    chosen.flatMap((series) => {
      const ofSeries = rows.get(series.id);
      if (ofSeries === undefined) return [];
      return [{ ...keyOf(series), points: ofSeries.map((row) => toPoint(row, series)) }];
    });

  const read = async (selection: Selection, options?: ReadOptions): Promise<OfSeries<Point>[]> => {
    const chosen = select(selection);
    if (options?.signal?.aborted === true) throw refuse("aborted");
    const found = await readPoints(chosen, selection, {
      signal: options?.signal,
      deadlineMs: readDeadlineMs,
      asKept: options?.asKept,
    });
    return chosen.flatMap((series) => {
      const points = found.get(series.id);
      return points === undefined ? [] : [{ ...keyOf(series), points }];
    });
  };

  /** How many points the slices of a range hold, over all series of a selection. */
  const countSlices =
    (selection: Selection, options?: ReadOptions): CountSlices =>
    async (range, width) => {
      const rows = await ask(
        select(selection),
        range,
        (from) => `
          SELECT 0, slice, count(*)
          FROM (SELECT (instant - ${range.from}) // ${width} AS slice FROM ${from})
          GROUP BY slice ORDER BY slice`,
        options,
      );
      return [...rows.values()].flat().map(([slice, points]) => [Number(slice), Number(points)]);
    };

  /** Sums by bucket, from hours that were summed up, from what is kept of days without points, and from points. */
  const sumUp = async (
    chosen: readonly Series[],
    selection: Range,
    buckets: Buckets,
    { areTogether, ...options }: ReadOptions & { readonly areTogether: boolean },
  ): Promise<BucketSums> => {
    const began = performance.now();
    const deadlineMs = () => began + readDeadlineMs - performance.now();
    const check = () => {
      if (options.signal?.aborted === true) throw refuse("aborted");
      if (deadlineMs() <= 0) throw refuse("deadline");
    };
    check();
    const range = extentOf(chosen, selection);
    const found = createBucketSums(chosen, range, buckets, { areTogether });
    const since = days.keptSince();
    const unsummed = await addSummedHours(chosen, range, buckets, sums, found, check);
    let isFirst = true;
    for (const { range: asked, series } of unsummed) {
      await addKeptSums(days, series, asked, since.values, buckets, found, check);
      const part = { from: Math.max(asked.from, since.values), until: asked.until };
      if (part.from >= part.until) continue;
      const width = (POINTS_OF_A_SLICE / seriesAtOnce(series, part)) * USUAL_CADENCE_MS;
      // Quantities that are summed up alike share a question.
      const kinds = Map.groupBy(series, ({ quantity }) => quantities[quantity].averaging);
      for (const slice of slicesOf(part, buckets, width))
        for (const ofKind of kinds.values()) {
          const alike = ofKind.filter((one) => isIn(slice, one));
          if (alike.length === 0) continue;
          const isDecided = alike.some(({ id }) => choices.of(id) !== undefined);
          await days.query(
            (connection, tableOf) =>
              readSums(
                connection,
                sumsOfPoints(alike, slice, buckets, { isDecided, tableOf }),
                (id, bucket, numbers, start) => {
                  const { table, place } = found.targetOf(id);
                  table.add(place, bucket, numbers, start);
                },
              ),
            {
              signal: options.signal,
              deadlineMs: Math.max(0, deadlineMs()),
              ...(isFirst ? {} : { began }),
            },
          );
          isFirst = false;
        }
    }
    // Points of the range were dropped meanwhile: what was read before and after does not fit together.
    const present = days.keptSince();
    const isChanged = present !== since && range.from < present.values;
    return isChanged ? sumUp(chosen, selection, buckets, { ...options, areTogether }) : found;
  };

  return {
    traits: { conflict: "first_wins", reportsConflicts: true },
    kept,

    append: (block) => promised((settled) => enlist(block, settled)),
    enlist,

    async count(selection, options) {
      const chosen = select(selection);
      const rows = await ask(
        chosen,
        selection,
        (from) => `SELECT series, count(*) FROM ${from} GROUP BY series`,
        options,
      );
      let count = 0;
      for (const [row] of rows.values()) count += Number(row?.[0]);
      return count;
    },

    read,

    // A window at a time, each a whole question: a streamed result of DuckDB's that fails ends as if it
    // were complete, and would keep a reader's place while a slow client takes it in.
    async *stream(selection, options) {
      const count = countSlices(selection, options);
      for await (const window of windowsOf(selection, STREAMED_AT_ONCE, count))
        yield await read({ ...selection, ...window }, options);
    },

    async aggregate({ buckets, ...selection }, options) {
      const chosen = select(selection);
      const found = await sumUp(chosen, selection, buckets, { ...options, areTogether: false });
      return chosen.flatMap((series) => {
        const points = found.points(series);
        return points.length === 0 ? [] : [{ ...keyOf(series), points }];
      });
    },

    async aggregateTogether({ buckets, ...selection }, options) {
      const chosen = select(selection);
      const found = await sumUp(chosen, selection, buckets, { ...options, areTogether: true });
      const byQuantity = new Map(chosen.map((series) => [series.quantity, series]));
      return [...new Set(selection.quantities)].flatMap((quantity) => {
        const series = byQuantity.get(quantity);
        const points = series === undefined ? [] : found.points(series);
        return points.length === 0 ? [] : [{ quantity, points }];
      });
    },

    async observedCadences({ announced, ...selection }, options) {
      const chosen = select(selection);
      const rows = await ask(chosen, selection, (from) => cadenceSql(from, announced), options);
      const found = new Map(
        answer(chosen, rows, ([since, until, every]) => ({
          since: Number(since),
          until: Number(until),
          every: Number(every),
        })).map((one) => [catalogue.find(one), one.points]),
      );
      // Of points that were dropped.
      const { from } = selection;
      const until = Math.min(selection.until, days.keptSince().values);
      return chosen.flatMap((series) => {
        const before = until > from ? cadences.of(series.id, { from, until }) : [];
        const points = [...before, ...(found.get(series) ?? [])];
        return points.length === 0 ? [] : [{ ...keyOf(series), points }];
      });
    },

    seriesOf: (station) => catalogue.of(station),

    hasSeriesOf(station, readings) {
      for (const { sensor, flags, values } of readings) {
        const key: SensorKey = { sensor, origin: originOf(flags), variant: "raw" };
        const ofSensor = catalogue.ofSensor(station, key);
        if (ofSensor === undefined) return false;
        for (const quantity in values) if (!ofSensor.has(quantity as QuantityName)) return false;
      }
      return true;
    },

    async latest(stations) {
      const found = new Map<string, readonly LatestValue[]>();
      for (const station of stations) {
        const values = latest.of(station);
        if (values !== undefined) found.set(station, values);
      }
      return found;
    },

    async choose(decided) {
      const old = takesSince();
      const rows = decided.flatMap((choice): SeriesChoice[] => {
        const series = catalogue.find(choice);
        if (series === undefined || choice.at < old) return [];
        const { at, value, other, decided: when, by } = choice;
        return [{ series: series.id, at, value, other, decided: when, by }];
      });
      for (const { series, at } of rows) sums.note(series, at);
      const group = commits.open();
      group.grow(rows.length);
      await group.add((connection) => addChoices(connection, rows));
      choices.put(rows);
    },

    async unflag(asked, flag) {
      const selection = { ...asked, from: Math.max(asked.from, takesSince()) };
      const chosen = select(selection);
      if (chosen.length === 0 || selection.from >= selection.until) return;
      const { from, until } = selection;
      const mask = packFlags([flag]);
      await sealing.alone(async () => {
        const unflagging = await prepareUnflagging(days, chosen, selection, mask, now());
        for (const series of chosen) sums.noteRange(series, selection);
        const group = commits.open();
        group.grow(1);
        await group.add(async (connection) => {
          hotPoints.clear();
          await unflagging.write(connection);
        });
      });
      for (const series of chosen) {
        const { latest } = series;
        if (latest === undefined || latest.at < from || latest.at >= until) continue;
        series.latest = { ...latest, flags: latest.flags & ~mask };
        series.changes.count += 1;
      }
    },

    sumUp: sums.sumUp,
    sealUp: sealing.sealUp,
    async enforceRetention() {
      await retention?.enforce();
    },
    async importDay(day) {
      const refused = refuseOld(day.day * DAY_MS);
      if (refused !== undefined) throw refused;
      days.instants.forgetDay(day.day);
      const { arrival, imported } = createArrival(day, catalogue, sums);
      await sealing.importDay(day.day, arrival);
      hotPoints.clear();
      return imported;
    },
    filesOf: (day) => (days.view.byDay.get(day) ?? []).map(({ name }) => name),
    dayFiles: createDayFiles(days, catalogue, seal?.anybody ?? nothingForAnybody),
    daysWaiting: sealing.waiting,
    async checkFiles() {
      await onSuspect([...[...days.view.byDay.values()].flat(), ...days.view.sums], days);
    },

    async close() {
      ahead.close();
      // At once: what is being summed up may wait for a commit that a full disk does not take.
      await Promise.all([sums.close(), sealing.close(), retention?.close(), commits.close()]);
      await days.close();
    },
  };
};
