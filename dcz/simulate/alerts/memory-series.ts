import { addValue, emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { originOf } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import {
  type Bucket,
  gridStart,
  type OfSeries,
  type SeriesKey,
  type SeriesStore,
  type Variant,
} from "../../../cloud/src/series/store.ts";

interface Kept {
  readonly key: SeriesKey;
  readonly pieces: Map<number, Sums>;
}

/** A store of sums in memory, as far as alerts ask one. `everyMs`: the length of a piece. */
export const createMemorySeries = (
  everyMs: number,
): Pick<SeriesStore, "aggregate" | "seriesOf"> & {
  add(station: string, variant: Variant, readings: readonly Reading[]): void;
  /** Forgets what is older. */
  forget(before: number): void;
} => {
  const all = new Map<string, Map<string, Kept>>();
  return {
    add(station, variant, readings) {
      const ofStation = all.get(station) ?? new Map<string, Kept>();
      all.set(station, ofStation);
      for (const { at, sensor, values, flags } of readings) {
        const piece = gridStart(at, everyMs);
        const origin = originOf(flags);
        for (const [name, value] of Object.entries(values)) {
          const quantity = name as QuantityName;
          const series = `${sensor} ${quantity} ${variant}`;
          const key = { station, sensor, quantity, origin, variant };
          const kept: Kept = ofStation.get(series) ?? { key, pieces: new Map() };
          ofStation.set(series, kept);
          const sums = kept.pieces.get(piece) ?? emptySums;
          kept.pieces.set(piece, addValue(sums, quantities[quantity].averaging, value, at));
        }
      }
    },
    forget(before) {
      for (const ofStation of all.values())
        for (const { pieces } of ofStation.values())
          for (const at of pieces.keys()) if (at < before) pieces.delete(at);
    },
    seriesOf: (station) => [...(all.get(station)?.values() ?? [])].map(({ key }) => key),
    async aggregate({ stations, quantities: asked, from, until, variant = "raw" }) {
      return stations.flatMap((station) =>
        [...(all.get(station)?.values() ?? [])].flatMap(({ key, pieces }): OfSeries<Bucket>[] =>
          key.variant !== variant || !asked.includes(key.quantity)
            ? []
            : [
                {
                  ...key,
                  points: [...pieces].flatMap(([at, sums]) =>
                    at < from || at >= until
                      ? []
                      : [{ at, until: at + everyMs, sums, leftOut: 0, flags: [] }],
                  ),
                },
              ],
        ),
      );
    },
  };
};
