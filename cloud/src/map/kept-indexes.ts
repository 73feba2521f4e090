import type { Choice } from "./choice.ts";
import { type Row, shownOf } from "./rows.ts";
import { type StationTiles, stationTiles } from "./station-tiles.ts";

/** Their stations together: an index of 20 000 weighs some 10 MB. */
const MOST_STATIONS = 120_000;

type Shown = Pick<Choice, "quantity" | "kind" | "quality">;

/** What tiles are cut of, for the choices that were asked for last. */
export const createKeptIndexes = (mostStations: number = MOST_STATIONS) => {
  const kept = new Map<string, { rows: readonly Row[]; tiles: StationTiles }>();
  return {
    of(rows: readonly Row[], end: number, { quantity, kind, quality }: Shown): StationTiles {
      const name = `${end} ${quantity} ${kind} ${quality}`;
      const known = kept.get(name);
      kept.delete(name);
      const index =
        known?.rows === rows
          ? known
          : { rows, tiles: stationTiles(shownOf(rows, { quantity, kind, quality })) };
      kept.set(name, index);
      let stations = kept.values().reduce((sum, one) => sum + one.rows.length, 0);
      for (const [old, one] of kept) {
        if (stations <= mostStations || old === name) break;
        kept.delete(old);
        stations -= one.rows.length;
      }
      return index.tiles;
    },
    count: () => kept.size,
  };
};
export type KeptIndexes = ReturnType<typeof createKeptIndexes>;
