import { type Packed, packed } from "./packed.ts";

/** A tile of 20 000 stations has some kilobytes, one of outlines up to a hundred. */
const MOST_BYTES = 48_000_000;
/** Besides its bytes: name, promise, places in the lists. Of the 300 million tiles that there are, nearly all are empty. */
const BYTES_OF_AN_ENTRY = 1000;

/** Tiles by name, each made once; those that were asked for longest ago leave first. They are of what they were made of. */
export const createKeptTiles = (mostBytes: number = MOST_BYTES) => {
  const numbers = new WeakMap<object, number>();
  let last = 0;
  const numberOf = (source: object): number => {
    const known = numbers.get(source);
    if (known !== undefined) return known;
    last += 1;
    numbers.set(source, last);
    return last;
  };

  const tiles = new Map<string, { readonly made: Promise<Packed>; bytes: number }>();
  let bytes = 0;
  const leave = (name: string): void => {
    bytes -= tiles.get(name)?.bytes ?? 0;
    tiles.delete(name);
  };

  return {
    of(source: object, part: string, make: () => Promise<Uint8Array>): Promise<Packed> {
      const name = `${numberOf(source)} ${part}`;
      const known = tiles.get(name);
      if (known !== undefined) {
        tiles.delete(name);
        tiles.set(name, known);
        return known.made;
      }
      const made = make().then(packed);
      const tile = { made, bytes: 0 };
      tiles.set(name, tile);
      made.then(
        ({ gzip }) => {
          if (tiles.get(name) !== tile) return;
          tile.bytes = gzip.length + BYTES_OF_AN_ENTRY;
          bytes += tile.bytes;
          for (const oldest of tiles.keys()) {
            if (bytes <= mostBytes) break;
            leave(oldest);
          }
        },
        () => leave(name),
      );
      return made;
    },
    /** What the tiles that are kept weigh. */
    bytes: () => bytes,
  };
};
export type KeptTiles = ReturnType<typeof createKeptTiles>;
