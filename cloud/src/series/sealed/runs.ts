import {
  type ByteWriter,
  type Cursor,
  readByte,
  readVarint,
  UnreadableFile,
} from "./byte-writer.ts";

/** Parquet's hybrid of runs and packed bits (RLE), for small numbers of which neighbours are often alike. */
export const writeRuns = (out: ByteWriter, values: ArrayLike<number>, width: number): void => {
  const bytes = Math.ceil(width / 8);
  let runs = 1;
  for (let place = 1; place < values.length; place++)
    if (values[place] !== values[place - 1]) runs += 1;
  if (width === 1 && runs > values.length / 16) {
    const groups = Math.ceil(values.length / 8);
    out.varint(2 * groups + 1);
    const bits = out.room(groups).fill(0);
    for (let place = 0; place < values.length; place++)
      if (values[place] === 1)
        bits[place >>> 3] = (bits[place >>> 3] as number) | (1 << (place & 7));
    return;
  }
  for (let start = 0; start < values.length; ) {
    const value = values[start] as number;
    let end = start + 1;
    while (end < values.length && values[end] === value) end += 1;
    out.varint(2 * (end - start));
    for (let byte = 0; byte < bytes; byte++) out.byte((value >>> (8 * byte)) & 255);
    start = end;
  }
};

export const readRuns = (cursor: Cursor, count: number, width: number): Uint8Array | Int32Array => {
  const values = width <= 8 ? new Uint8Array(count) : new Int32Array(count);
  const bytes = Math.ceil(width / 8);
  for (let place = 0; place < count; ) {
    const head = readVarint(cursor);
    if (head % 2 === 0) {
      let value = 0;
      for (let byte = 0; byte < bytes; byte++) value |= readByte(cursor) << (8 * byte);
      const end = place + head / 2;
      if (head === 0 || end > count) throw new UnreadableFile("a run goes past the end");
      values.fill(value, place, end);
      place = end;
      continue;
    }
    const groups = (head - 1) / 2;
    if (groups === 0) throw new UnreadableFile("a run of nothing");
    const end = Math.min(count, place + 8 * groups);
    let bit = 8 * cursor.at;
    cursor.at += groups * width;
    if (cursor.at > cursor.bytes.length) throw new UnreadableFile("it ends too early");
    if (width === 1) {
      for (; place < end; place++, bit++)
        values[place] = ((cursor.bytes[bit >>> 3] as number) >>> (bit & 7)) & 1;
      continue;
    }
    for (; place < end; place++) {
      let value = 0;
      for (let one = 0; one < width; one++, bit++)
        value |= (((cursor.bytes[bit >>> 3] as number) >>> (bit & 7)) & 1) << one;
      values[place] = value;
    }
  }
  return values;
};
