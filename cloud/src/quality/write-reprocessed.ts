import { originOf } from "@datacityzen/hardware/flags";
import type { Choice, SeriesStore } from "../series/store.ts";
import { type Reprocessed, readingsOf } from "./reprocess.ts";

export interface Written {
  /** Values that are durable now, repeats included. */
  readonly values: number;
  /** Of them, those that differ from what the same recipe had made: more is known by now. */
  readonly changed: number;
}

/**
 * Keeps what was made beside the raw values, under its recipe's name and version. The same again changes nothing.
 * Where it differs, since a humidity came late, the new value counts and the former stays beside it.
 */
export const writeReprocessed = async (
  series: Pick<SeriesStore, "append" | "choose">,
  station: string,
  made: readonly Reprocessed[],
  now: number,
): Promise<Written> => {
  let [values, changed] = [0, 0];
  for (const [variant, readings] of readingsOf(made)) {
    const { conflicts } = await series.append({ station, received: now, variant, readings });
    for (const reading of readings) values += Object.keys(reading.values).length;
    if (conflicts.length === 0) continue;
    changed += conflicts.length;
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
  }
  return { values, changed };
};
