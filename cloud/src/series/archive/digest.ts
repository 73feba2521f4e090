import type { SeriesColumns } from "../sealed/sensor-rows.ts";

const FIRST = 0x811c9dc5;
const FACTOR = 0x01000193;

const wordsOf = ({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength / 4);

const goOn = (hash: number, column: Float64Array | Int32Array): number => {
  const words = wordsOf(column);
  let now = hash;
  for (let place = 0; place < words.length; place++)
    now = Math.imul(now ^ (words[place] as number), FACTOR);
  return now;
};

/** A checksum of the points of a series in their order: the same in whatever parts they come. */
export const digestOf = (parts: readonly SeriesColumns[]): number => {
  const hashes = [FIRST, FIRST, FIRST, FIRST];
  let rows = 0;
  for (const { at, received, value, flags } of parts) {
    for (const [place, column] of [at, received, value, flags].entries())
      hashes[place] = goOn(hashes[place] as number, column);
    rows += at.length;
  }
  return hashes.reduce((hash, one) => Math.imul(hash ^ one, FACTOR), rows) >>> 0;
};
