import { quantities } from "@datacityzen/hardware/quantities";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { DAY_MS, type DayBlock, HOUR_MS, HOURS_OF_DAY } from "../days/day-block.ts";
import { addRow, type RowAt, scaleOf, widthOf } from "../days/sums-row.ts";
import { cadencesIn } from "../observed-cadences.ts";
import { partsOfDay } from "../retention.ts";
import type { SummedSeries, SumsWriter } from "../sealed/sums-file.ts";
import type { KeptSince, ObservedCadence, Range } from "../store.ts";
import { type DayContent, withinDay } from "./day-content.ts";
import { addCadences, type CadenceChange, type KeptCadences } from "./kept-cadences.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedView } from "./sealed-view.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";
import { createHourSums } from "./sum-hours.ts";
import { writeSummaries } from "./summary.ts";
import {
  addSumsFile,
  monthOf,
  noteKeptSince,
  removeSumsFiles,
  type SumsFile,
  sumsInOrder,
} from "./sums-files.ts";
import { forgetSums, writeSums } from "./write-sums.ts";

/** Sensors whose points or sums are in memory at a time. */
const SENSORS_AT_ONCE = 50;

const idsOf = (series: readonly Series[]): readonly number[] => series.map(({ id }) => id);

const joined = (parts: readonly Float64Array[]): readonly number[] =>
  parts.flatMap((part) => [...part]);

export interface DropPoints {
  /** Keeps the sums of the hours of a sealed day in place of its points. */
  dropPoints(day: number): Promise<void>;
  /** Keeps the sums of the days of a month, by its first day, in place of those of their hours. */
  dropHours(month: number): Promise<void>;
  /** Keeps nothing of what ends by a day. */
  dropDays(until: number): Promise<void>;
}

export interface DropParts {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly catalogue: SeriesCatalogue;
  readonly days: SealedDays;
  readonly content: DayContent;
  readonly cadences: KeptCadences;
  readonly zone: string;
  readonly signal: AbortSignal;
  readonly pause: (workedMs: number) => Promise<void>;
}

interface SummedDay {
  /** Where the points of a series begin to come each so many ms. */
  readonly runs: readonly CadenceChange[];
  /** Series of which the store may not know without their points when they begin. */
  readonly unsaid: readonly Series[];
}

/**
 * What keeps sums in place of what they were made of. First the file of sums is on disk and was read back; then one transaction names
 * it and takes the names of what it replaces; then those files go. A process that ends at any moment leaves one of the
 * two, and never both.
 */
export const createDropPoints = ({
  database,
  commits,
  catalogue,
  days,
  content,
  cadences,
  zone,
  signal,
  pause,
}: DropParts): DropPoints => {
  const hourSums = createHourSums(days, signal);
  /** Of which series the store has written since its start that they begin so early: their points tell it no more. */
  const begun = new Map<Series, number>();

  /** The points of a day as hours, with the cadences that they show. */
  const summedDay = async (
    day: number,
    view: SealedView,
    writer: SumsWriter,
  ): Promise<SummedDay> => {
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    const runs: CadenceChange[] = [];
    const { sensors } = await content.sensorsOf(day, view, undefined);
    const unsaid = sensors
      .flatMap(([, some]) => some)
      .filter((one) => begun.get(one) !== one.known.oldest());
    for (let start = 0; start < sensors.length; start += SENSORS_AT_ONCE) {
      const series = sensors.slice(start, start + SENSORS_AT_ONCE).flatMap(([, some]) => some);
      const { blocks } = await hourSums(series, range, pause);
      const parts = await days.pointsInFiles(view, idsOf(series), range);
      /** By the instants, which all series of most sensors have in common. */
      const known = new Map<Float64Array | undefined, readonly ObservedCadence[]>();
      for (const { id } of series) {
        const ofSeries = (parts.get(id) ?? []).map(({ at }) => at);
        const shared = ofSeries.length === 1 ? ofSeries[0] : undefined;
        const found = known.get(shared) ?? cadencesIn(joined(ofSeries), []);
        if (shared !== undefined) known.set(shared, found);
        for (const { since, every } of found) runs.push({ series: id, since, every });
      }
      await writer.add(series.map((one) => hoursOf(one, day, blocks.get(one.id))));
    }
    return { runs, unsaid };
  };

  /** Removes files when no question reads them any more. */
  const removeFiles = async (
    unread: Promise<void>,
    files: readonly { readonly name: string }[],
  ): Promise<void> => {
    await unread;
    await database.removeSealed(files.map(({ name }) => name));
  };

  return {
    async dropPoints(day) {
      const { view } = days;
      const old = view.byDay.get(day);
      if (old === undefined) return;
      let summed: SummedDay = { runs: [], unsaid: [] };
      const file = await writeSums(days.folder, { tier: "hours", day }, async (writer) => {
        summed = await summedDay(day, view, writer);
      });
      const since: KeptSince = {
        ...days.keptSince(),
        values: Math.max(days.keptSince().values, (day + 1) * DAY_MS),
      };
      const { runs, unsaid } = summed;
      const changes = cadences.changesIn(runs);
      let [isNamed, isStale] = [false, false];
      try {
        await commits.open().add(async (connection) => {
          const rest = await connection.runAndReadAll(
            `SELECT 1 FROM (FROM point UNION ALL FROM point_late) WHERE ${withinDay(day)} LIMIT 1`,
          );
          // A file was found damaged meanwhile, or rows are left that count once no file is named.
          isStale = days.view.byDay.get(day) !== old || rest.getRows().length > 0;
          if (isStale) return;
          isNamed = true;
          if (file !== undefined) await addSumsFile(connection, file);
          await removeSumsFiles(connection, old);
          await addCadences(connection, changes);
          if (unsaid.length > 0) await writeSummaries(connection, unsaid);
          await noteKeptSince(connection, since);
        });
      } finally {
        await forgetSums(days.folder, file, isNamed);
      }
      if (isStale) throw new Error("a day changed while its points were summed up");
      cadences.put(changes);
      for (const series of unsaid) begun.set(series, series.known.oldest());
      const sums = file === undefined ? days.view.sums : sumsInOrder([...days.view.sums, file]);
      await removeFiles(days.setSums(sums, since, day), old);
    },

    async dropHours(month) {
      const { next } = monthOf(month);
      const { view } = days;
      const old = view.sums.filter(
        ({ tier, day }) => tier === "hours" && day >= month && day < next,
      );
      if (old.length === 0) return;
      const parts = old.flatMap(({ day }) => partsOfDay(day, zone));
      const file = await writeSums(
        days.folder,
        { tier: "days", day: month, zone },
        async (writer) => {
          for (const series of bySensors(catalogue, old)) {
            const began = performance.now();
            const sums = createParts(parts);
            await days.sumsInFiles(
              { ...view, sums: old },
              series,
              { from: month * DAY_MS, until: next * DAY_MS },
              (id, from, _, row) => sums.add(catalogue.byId(id) as Series, from, row),
            );
            await writer.add(series.map((one) => sums.of(one)));
            await pause(performance.now() - began);
          }
        },
      );
      const since: KeptSince = {
        ...days.keptSince(),
        hours: Math.max(days.keptSince().hours, next * DAY_MS),
      };
      let [isNamed, isStale] = [false, false];
      try {
        await commits.open().add(async (connection) => {
          isStale = old.some((one) => !days.view.sums.includes(one));
          if (isStale) return;
          isNamed = true;
          if (file !== undefined) await addSumsFile(connection, file);
          await removeSumsFiles(connection, old);
          await noteKeptSince(connection, since);
        });
      } finally {
        await forgetSums(days.folder, file, isNamed);
      }
      if (isStale) throw new Error("a file of sums was damaged while it was read");
      const rest = days.view.sums.filter((one) => !old.includes(one));
      const sums = file === undefined ? rest : sumsInOrder([...rest, file]);
      await removeFiles(days.setSums(sums, since), old);
    },

    async dropDays(until) {
      const old = days.view.sums.filter((one) => one.tier === "days" && one.until <= until);
      if (old.length === 0) return;
      const end = old.reduce((most, one) => Math.max(most, one.until), 0);
      const since: KeptSince = {
        ...days.keptSince(),
        days: Math.max(days.keptSince().days, end * DAY_MS),
      };
      await commits.open().add(async (connection) => {
        await removeSumsFiles(connection, old);
        await noteKeptSince(connection, since);
      });
      const sums = days.view.sums.filter((one) => !old.includes(one));
      await removeFiles(days.setSums(sums, since), old);
    },
  };
};

const keyOf = ({ station, sensor, quantity, origin, variant, sensorNumber }: Series) => ({
  ...{ station, sensor, quantity, origin, variant, number: sensorNumber },
});

const hoursOf = (series: Series, day: number, block: DayBlock | undefined): SummedSeries => {
  const from: number[] = [];
  for (let hour = 0; hour < HOURS_OF_DAY; hour++)
    if (((block?.hours ?? 0) & (1 << hour)) !== 0) from.push(day * DAY_MS + hour * HOUR_MS);
  return {
    ...keyOf(series),
    from,
    until: from.map((at) => at + HOUR_MS),
    rows: block?.rows ?? new Float64Array(),
  };
};

/** All series whose sensors may be in some files, some sensors at a time. */
function* bySensors(
  catalogue: SeriesCatalogue,
  files: readonly SumsFile[],
): Generator<readonly Series[]> {
  const first = files.reduce((least, one) => Math.min(least, one.firstSensor), Number.MAX_VALUE);
  const last = files.reduce((most, one) => Math.max(most, one.lastSensor), 0);
  const sensors = Map.groupBy(
    catalogue
      .all()
      .filter(({ sensorNumber }) => sensorNumber >= first && sensorNumber <= last)
      .sort((one, other) => one.sensorNumber - other.sensorNumber),
    ({ sensorNumber }) => sensorNumber,
  );
  const all = [...sensors.values()];
  for (let start = 0; start < all.length; start += SENSORS_AT_ONCE)
    yield all.slice(start, start + SENSORS_AT_ONCE).flat();
}

/** Adds hours up by the parts of days, which are in order. */
const createParts = (parts: readonly Range[]) => {
  const found = new Map<Series, Map<number, Float64Array>>();
  const starts = parts.map(({ from }) => from);
  return {
    add(series: Series, at: number, row: RowAt): void {
      const place = starts.findLastIndex((start) => start <= at);
      const width = widthOf(quantities[series.quantity].averaging);
      const ofSeries = found.get(series) ?? new Map<number, Float64Array>();
      found.set(series, ofSeries);
      const sum = ofSeries.get(place) ?? new Float64Array(width);
      ofSeries.set(place, sum);
      addRow(sum, 0, row, { width, scale: scaleOf(series.quantity) });
    },
    of(series: Series): SummedSeries {
      const ofSeries = [...(found.get(series) ?? [])].sort(([one], [other]) => one - other);
      const width = widthOf(quantities[series.quantity].averaging);
      const rows = new Float64Array(ofSeries.length * width);
      for (const [place, [, row]] of ofSeries.entries()) rows.set(row, place * width);
      return {
        ...keyOf(series),
        from: ofSeries.map(([place]) => (parts[place] as Range).from),
        until: ofSeries.map(([place]) => (parts[place] as Range).until),
        rows,
      };
    },
  };
};
