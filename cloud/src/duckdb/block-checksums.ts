import { open } from "node:fs/promises";

/** DuckDB's file: three headers, then blocks, each of which begins with the checksum of its other words. */
const HEADER_BYTES = 12_288;
const BLOCK_BYTES = 262_144;
const BLOCK_WORDS = BLOCK_BYTES / 4;
const CHECKSUM_WORDS = 2;
const BLOCKS_AT_ONCE = 16;

/** Each 64-bit word by this number, and all of them by exclusive or; the sum begins with 5381. */
const FACTOR_LOW = 0x1ce4_e5b9;
const FACTOR_HIGH = 0xbf58_476d;

/** Of `words` from `from` on, up to the end of the block. In halves of 32 bits: BigInts would take seconds. */
const checksumOf = (words: Uint32Array, from: number, until: number): readonly [number, number] => {
  const [factor0, factor1] = [FACTOR_LOW & 0xffff, FACTOR_LOW >>> 16];
  let low = 5381;
  let high = 0;
  for (let place = from; place < until; place += 2) {
    const wordLow = words[place] as number;
    const wordHigh = words[place + 1] as number;
    const part0 = wordLow & 0xffff;
    const part1 = wordLow >>> 16;
    const middle = part0 * factor1 + ((part0 * factor0) >>> 16);
    const carried = part1 * factor0 + (middle & 0xffff);
    const carry = part1 * factor1 + (middle >>> 16) + (carried >>> 16);
    low ^= Math.imul(wordLow, FACTOR_LOW);
    high ^= (carry + Math.imul(wordLow, FACTOR_HIGH) + Math.imul(wordHigh, FACTOR_LOW)) | 0;
  }
  return [low >>> 0, high >>> 0];
};

/**
 * Whether each block of the file has the checksum that stands in it. Several times as fast as to have DuckDB
 * read all tables. A block that is not in use may have a wrong one: false proves no damage.
 */
export const hasWholeBlocks = async (path: string): Promise<boolean> => {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES * BLOCKS_AT_ONCE);
    const words = new Uint32Array(buffer.buffer, buffer.byteOffset, buffer.length / 4);
    for (let position = HEADER_BYTES; ; position += buffer.length) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead % BLOCK_BYTES !== 0) return false;
      for (let first = 0; first < bytesRead / 4; first += BLOCK_WORDS) {
        const [low, high] = checksumOf(words, first + CHECKSUM_WORDS, first + BLOCK_WORDS);
        if (words[first] !== low || words[first + 1] !== high) return false;
      }
      if (bytesRead < buffer.length) return true;
    }
  } finally {
    await file.close();
  }
};
