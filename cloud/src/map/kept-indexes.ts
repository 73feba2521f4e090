import type { Choice } from "./choice.ts";
import { type Row, shownOf } from "./rows.ts";
import { pointsOf, tilesOfPoints } from "./station-tiles.ts";
import type { ThreadTiles, TileThread } from "./tile-thread.ts";

/** Their stations together: an index of 20 000 weighs some 10 MB. */
const MOST_STATIONS = 120_000;
/** An index of more is built in a thread: of so many it holds nobody up, and a small machine needs no thread. */
const MOST_AT_ONCE = 1_000;

type Shown = Pick<Choice, "quantity" | "kind" | "quality">;

/** What tiles are cut of. */
export interface IndexedTiles {
  tile(z: number, x: number, y: number): Promise<Uint8Array>;
}

/** What tiles are cut of, for the choices that were asked for last. */
export const createKeptIndexes = (thread: TileThread, mostStations: number = MOST_STATIONS) => {
  const kept = new Map<string, { rows: readonly Row[]; tiles: ThreadTiles }>();
  const indexOf = (rows: readonly Row[], choice: Shown): ThreadTiles => {
    const points = pointsOf(shownOf(rows, choice));
    if (points.length > MOST_AT_ONCE) return thread.index(points);
    const tiles = tilesOfPoints(points);
    return { tile: async (z, x, y) => tiles.tile(z, x, y), drop: () => undefined };
  };
  return {
    of(rows: readonly Row[], end: number, { quantity, kind, quality }: Shown): IndexedTiles {
      const name = `${end} ${quantity} ${kind} ${quality}`;
      const known = kept.get(name);
      kept.delete(name);
      let index = known;
      if (index?.rows !== rows) {
        known?.tiles.drop();
        index = { rows, tiles: indexOf(rows, { quantity, kind, quality }) };
      }
      kept.set(name, index);
      let stations = kept.values().reduce((sum, one) => sum + one.rows.length, 0);
      for (const [old, one] of kept) {
        if (stations <= mostStations || old === name) break;
        kept.delete(old);
        one.tiles.drop();
        stations -= one.rows.length;
      }
      return index.tiles;
    },
    /** Forgets one whose tiles could not be cut: the next question builds it anew. */
    forget(tiles: IndexedTiles): void {
      for (const [name, one] of kept) if (one.tiles === tiles) kept.delete(name);
    },
    count: () => kept.size,
  };
};
export type KeptIndexes = ReturnType<typeof createKeptIndexes>;
