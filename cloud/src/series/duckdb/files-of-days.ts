import { join } from "node:path";
import { DAY_MS } from "../days/day-block.ts";
import { openSealedFile, type WantedSeries } from "../sealed/read-sealed.ts";
import { createSealedReaders } from "../sealed/sealed-readers.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { readSumsFile, type TakeSums, type WantedSums } from "../sealed/sums-file.ts";
import type { Range } from "../store.ts";
import type { SealedFile } from "./sealed-files.ts";
import { type SealedView, sealedIn } from "./sealed-view.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import type { SumsFile } from "./sums-files.ts";

/** A series whose sums are asked for. */
export type SumsAsked = Omit<WantedSums, "number">;

/** Reads the files of sealed days past DuckDB. */
export interface FilesOfDays {
  /** Series as files name them. */
  wantedOf(ids: readonly number[]): WantedSeries[];
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
  /** What can be read of a file that is damaged. */
  salvage(file: SealedFile): Promise<Map<number, SeriesColumns[]>>;
  /** Hands out the sums that are kept of some series, of intervals that lie within a range. */
  sumsInFiles(
    view: SealedView,
    series: readonly SumsAsked[],
    range: Range,
    take: TakeSums,
  ): Promise<void>;
  close(): Promise<void>;
}

const wantedIn = (
  { firstSensor, lastSensor, columns }: SealedFile,
  wanted: readonly WantedSeries[],
): WantedSeries[] =>
  wanted.filter(
    ({ number, quantity }) =>
      number >= firstSensor && number <= lastSensor && columns.includes(quantity),
  );

/** `isPutAside`: whether a file that cannot be read was damaged, and is told as that. */
export const createFilesOfDays = (
  folder: string,
  catalogue: SeriesCatalogue,
  isPutAside: (file: SumsFile) => Promise<boolean>,
): FilesOfDays => {
  const readers = createSealedReaders(folder);

  const wantedOf = (ids: readonly number[]): WantedSeries[] =>
    ids.flatMap((id) => {
      const series = catalogue.byId(id);
      if (series === undefined) return [];
      return [{ id, number: series.sensorNumber, quantity: series.quantity }];
    });

  return {
    wantedOf,
    async pointsInFiles(view, ids, range) {
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
    },
    async instantsInFiles(view, day, sensors) {
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
    },
    async salvage(file) {
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
          if (!(await isPutAside(file))) throw error;
          continue;
        }
        for (const row of found) take(...row);
      }
    },
    close: readers.close,
  };
};
