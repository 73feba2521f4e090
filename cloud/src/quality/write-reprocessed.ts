import { originOf } from "@datacityzen/hardware/flags";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Choice, SeriesStore, Variant } from "../series/store.ts";
import { type Reprocessed, readingsOf } from "./reprocess.ts";

export interface Written {
  /** Values that are durable now, repeats included. */
  readonly values: number;
  /** Of them, those that differ from what the same recipe had made: more is known by now. */
  readonly changed: number;
}

type Writing = Pick<SeriesStore, "append" | "choose">;

/**
 * Keeps values of one variant. The same again changes nothing. Where it differs, since more is known, the new value
 * counts and the former stays beside it.
 */
export const writeVariant = async (
  series: Writing,
  station: string,
  variant: Variant,
  readings: readonly Reading[],
  now: number,
): Promise<Written> => {
  const { conflicts } = await series.append({ station, received: now, variant, readings });
  const values = readings.reduce((sum, one) => sum + Object.keys(one.values).length, 0);
  if (conflicts.length === 0) return { values, changed: 0 };
  const offered = new Map(
    readings.map((reading) => [
      `${reading.at} ${originOf(reading.flags)} ${reading.sensor}`,
      reading,
    ]),
  );
  await series.choose(
    conflicts.map(({ kept, offered: value, ...point }): Choice => {
      const newest = offered.get(`${point.at} ${point.origin} ${point.sensor}`);
      return {
        ...point,
        value: newest?.values[point.quantity] ?? value,
        other: kept,
        decided: now,
        by: variant,
      };
    }),
  );
  return { values, changed: conflicts.length };
};

/** Keeps what was made beside the raw values, under its recipe's name and version. */
export const writeReprocessed = async (
  series: Writing,
  station: string,
  made: readonly Reprocessed[],
  now: number,
): Promise<Written> => {
  let [values, changed] = [0, 0];
  for (const [variant, readings] of readingsOf(made)) {
    const written = await writeVariant(series, station, variant, readings, now);
    values += written.values;
    changed += written.changed;
  }
  return { values, changed };
};
