import { originOf } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { nothingForAnybody } from "../../access/for-anybody.ts";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import type { Damage } from "../../duckdb/repair.ts";
import { promised } from "../../settled.ts";
import type { ArchiveStore } from "../archive/import-archive.ts";
import type { CarriedSums } from "../carried-sums.ts";
import type { DayFiles } from "../day-files.ts";
import { DAY_MS } from "../days/day-block.ts";
import type { LatestValue, SeriesStore } from "../store.ts";
import { createAggregateSelection } from "./aggregate-selection.ts";
import { createCarrySums } from "./carry-sums.ts";
import { loadChoices } from "./choices.ts";
import { createDayFiles } from "./day-files.ts";
import { openDaySums } from "./day-sums.ts";
import { createDecide } from "./decide.ts";
import { createEnlist } from "./enlist.ts";
import { createHotPoints } from "./hot-points.ts";
import { createArrival } from "./import-day.ts";
import { createKeeping } from "./keeping.ts";
import { loadKeptCadences } from "./kept-cadences.ts";
import { LATE_POINT_TABLE } from "./late-points.ts";
import { createLatestValues } from "./latest-values.ts";
import { createLearning, type LearningOptions } from "./learning.ts";
import { openCatalogue } from "./open-catalogue.ts";
import { compactRemoved, noteStart } from "./points-ever.ts";
import { createReadSelection } from "./read-selection.ts";
import { createRetention, type RetentionOptions } from "./retention.ts";
import { createDamageRepair } from "./sealed-damage.ts";
import { createSealedPoints } from "./sealed-points.ts";
import { createSealing, type SealOptions } from "./sealing.ts";
import { createSelect } from "./selection.ts";
import type { SensorKey } from "./series-catalogue.ts";
import { createSummaryWriter } from "./summary.ts";

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
  /** The sums that stand in place of values, for a copy to another store. */
  readonly carriedSums: CarriedSums;
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
  const keeping = createKeeping(days, retention, retentionOptions?.keep.zone);
  const hotPoints = createHotPoints(days, catalogue);
  days.whenLost(hotPoints.clear);
  const blocks = createEnlist({
    ...{ catalogue, commits, learning, hotPoints, sums, keeping },
    stores: { days, sealedPoints: createSealedPoints(days, catalogue) },
  });
  const select = createSelect(catalogue);

  return {
    traits: { conflict: "first_wins", reportsConflicts: true },
    kept: keeping.kept,

    append: (block) => promised((settled) => blocks.hand(block, settled)),
    enlist: blocks.hand,

    ...createReadSelection({ catalogue, days, choices, cadences, select, readDeadlineMs }),
    ...createAggregateSelection({ days, choices, sums, select, readDeadlineMs }),

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

    ...createDecide({
      ...{ catalogue, commits, days, choices, sums, sealing, hotPoints, keeping, select, now },
    }),

    sumUp: sums.sumUp,
    sealUp: sealing.sealUp,
    async enforceRetention() {
      await retention?.enforce();
    },
    async importDay(day) {
      const refused = keeping.refuseOld(day.day * DAY_MS);
      if (refused !== undefined) throw refused;
      days.instants.forgetDay(day.day);
      const { arrival, imported } = createArrival(day, catalogue, sums);
      await sealing.importDay(day.day, arrival);
      hotPoints.clear();
      return imported;
    },
    filesOf: (day) => (days.view.byDay.get(day) ?? []).map(({ name }) => name),
    dayFiles: createDayFiles(days, catalogue, seal?.anybody ?? nothingForAnybody),
    carriedSums: createCarrySums({
      ...{ database, commits, catalogue, days, cadences, sums, sealing },
    }),
    daysWaiting: sealing.waiting,
    async checkFiles() {
      await onSuspect([...[...days.view.byDay.values()].flat(), ...days.view.sums], days);
    },

    async close() {
      blocks.close();
      // At once: what is being summed up may wait for a commit that a full disk does not take.
      await Promise.all([sums.close(), sealing.close(), retention?.close(), commits.close()]);
      await days.close();
    },
  };
};
