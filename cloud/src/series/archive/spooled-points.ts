import { type FileHandle, open } from "node:fs/promises";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import {
  flagsIn,
  POINT_NUMBERS,
  quantityOfSeries,
  readBlock,
  SENSORS_OF_A_BUCKET,
  type SpoolBlock,
  sensorOfSeries,
  seriesIn,
  seriesNumber,
} from "./spool.ts";

/** A spool, and the numbers that its sensors have in the whole archive. */
export interface SpoolOfPart {
  readonly path: string;
  readonly sensors: readonly number[];
  readonly blocks: readonly SpoolBlock[];
}

/** What spools have of days. */
export interface SpooledPoints {
  readonly days: readonly number[];
  /** How many points each series of a day has: see `seriesNumber`. */
  countsOf(day: number): Promise<ReadonlyMap<number, number>>;
  /** The points of some sensors in a day, by series; in order of instants, and those of one instant in that of the lines. */
  read(day: number, sensors: readonly number[]): Promise<ReadonlyMap<number, SeriesColumns>>;
  close(): Promise<void>;
}

interface Opened extends SpoolOfPart {
  readonly file: FileHandle;
  readonly byDay: ReadonlyMap<number, readonly SpoolBlock[]>;
}

const inOrder = (columns: SeriesColumns): SeriesColumns => {
  const { at } = columns;
  let place = 1;
  while (place < at.length && (at[place - 1] as number) <= (at[place] as number)) place += 1;
  if (place >= at.length) return columns;
  const places = Array.from(at, (_, index) => index).sort(
    (one, other) => (at[one] as number) - (at[other] as number) || one - other,
  );
  return {
    at: Float64Array.from(places, (one) => at[one] as number),
    received: Float64Array.from(places, (one) => columns.received[one] as number),
    value: Float64Array.from(places, (one) => columns.value[one] as number),
    flags: Int32Array.from(places, (one) => columns.flags[one] as number),
  };
};

export const openSpools = async (spools: readonly SpoolOfPart[]): Promise<SpooledPoints> => {
  const opened: Opened[] = [];
  for (const spool of spools)
    opened.push({
      ...spool,
      file: await open(spool.path, "r"),
      byDay: Map.groupBy(spool.blocks, ({ day }) => day),
    });

  /** Hands out the blocks of a day, in the order of the lines. */
  const forEachBlock = async (
    day: number,
    isWanted: ((sensor: number) => boolean) | undefined,
    handle: (numbers: Float64Array, sensors: readonly number[]) => void,
  ): Promise<void> => {
    for (const { file, byDay, sensors } of opened) {
      const buckets = new Set<number>();
      if (isWanted !== undefined)
        for (const [own, sensor] of sensors.entries())
          if (isWanted(sensor)) buckets.add(Math.floor(own / SENSORS_OF_A_BUCKET));
      for (const block of byDay.get(day) ?? [])
        if (isWanted === undefined || buckets.has(block.bucket))
          handle(await readBlock(file, block), sensors);
    }
  };

  const countIn = (
    numbers: Float64Array,
    sensors: readonly number[],
    isWanted: ((sensor: number) => boolean) | undefined,
    counts: Map<number, number>,
  ): void => {
    let [last, number, count] = [-1, -1, 0];
    const add = () => {
      if (count > 0) counts.set(number, count + (counts.get(number) ?? 0));
    };
    for (let place = 3; place < numbers.length; place += POINT_NUMBERS) {
      const series = seriesIn(numbers[place] as number);
      if (series !== last) {
        add();
        last = series;
        const sensor = sensors[sensorOfSeries(series)] as number;
        number = seriesNumber(sensor, quantityOfSeries(series));
        count = isWanted?.(sensor) === false ? Number.NEGATIVE_INFINITY : 0;
      }
      count += 1;
    }
    add();
  };

  return {
    days: [...new Set(opened.flatMap(({ byDay }) => [...byDay.keys()]))].sort(
      (one, other) => one - other,
    ),
    async countsOf(day) {
      const counts = new Map<number, number>();
      await forEachBlock(day, undefined, (numbers, sensors) =>
        countIn(numbers, sensors, undefined, counts),
      );
      return counts;
    },
    async read(day, wanted) {
      const all = new Set(wanted);
      const isWanted = (sensor: number) => all.has(sensor);
      const blocks: { readonly numbers: Float64Array; readonly sensors: readonly number[] }[] = [];
      const counts = new Map<number, number>();
      await forEachBlock(day, isWanted, (numbers, sensors) => {
        blocks.push({ numbers, sensors });
        countIn(numbers, sensors, isWanted, counts);
      });
      const found = new Map<number, SeriesColumns & { rows: number }>();
      for (const [series, count] of counts)
        found.set(series, {
          rows: 0,
          at: new Float64Array(count),
          received: new Float64Array(count),
          value: new Float64Array(count),
          flags: new Int32Array(count),
        });
      for (const { numbers, sensors } of blocks) {
        let last = -1;
        let columns: (SeriesColumns & { rows: number }) | undefined;
        for (let place = 0; place < numbers.length; place += POINT_NUMBERS) {
          const which = numbers[place + 3] as number;
          const series = seriesIn(which);
          if (series !== last) {
            last = series;
            const sensor = sensors[sensorOfSeries(series)] as number;
            columns = found.get(seriesNumber(sensor, quantityOfSeries(series)));
          }
          if (columns === undefined) continue;
          const row = columns.rows++;
          columns.at[row] = numbers[place] as number;
          columns.received[row] = numbers[place + 1] as number;
          columns.value[row] = numbers[place + 2] as number;
          columns.flags[row] = flagsIn(which);
        }
      }
      return new Map(
        [...found].map(([series, { rows: _, ...columns }]) => [series, inOrder(columns)]),
      );
    },
    async close() {
      for (const { file } of opened) await file.close();
    },
  };
};
