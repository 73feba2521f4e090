import { type Packed, packed } from "./packed.ts";

/** Of one list of rows; a tile of 20 000 stations has some kilobytes. */
const MOST_TILES = 600;

/** Tiles by name, each made once. They go with what they were made of. */
export const createKeptTiles = () => {
  const of = new WeakMap<object, Map<string, Promise<Packed>>>();
  return (source: object, name: string, make: () => Promise<Uint8Array>): Promise<Packed> => {
    const tiles = of.get(source) ?? new Map<string, Promise<Packed>>();
    of.set(source, tiles);
    const known = tiles.get(name);
    if (known !== undefined) return known;
    const made = make().then(packed);
    made.catch(() => tiles.delete(name));
    if (tiles.size >= MOST_TILES) tiles.clear();
    tiles.set(name, made);
    return made;
  };
};
