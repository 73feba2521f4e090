import type { BlockName, DayBlock } from "./day-block.ts";

/** Blocks that were read lately. */
export interface BlockCache {
  get(name: BlockName): DayBlock | undefined;
  put(name: BlockName, block: DayBlock): void;
  delete(name: BlockName): void;
}

/** A block of an ordinary series has some 2 kB: 32 MB at most. */
const MOST_BLOCKS = 16_384;

/** Up to the year 2149; what lies outside of it is not summed up. */
export const MOST_DAYS = 65_536;

const keyOf = ({ series, day }: BlockName): number => series * MOST_DAYS + day;

/** Two halves: what was of use since the older began is in the younger. */
export const createBlockCache = (mostBlocks = MOST_BLOCKS): BlockCache => {
  let young = new Map<number, DayBlock>();
  let old = new Map<number, DayBlock>();
  const put = (key: number, block: DayBlock): void => {
    if (young.size >= mostBlocks / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, block);
  };
  return {
    get(name) {
      const key = keyOf(name);
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older !== undefined) put(key, older);
      return older;
    },
    put: (name, block) => put(keyOf(name), block),
    delete(name) {
      young.delete(keyOf(name));
      old.delete(keyOf(name));
    },
  };
};
