import { type FileHandle, open } from "node:fs/promises";
import { UnreadableFile } from "./byte-writer.ts";
import { footerBytes, type ParquetFooter, readFooter, TAIL_BYTES } from "./read-parquet.ts";

export const readAt = async (file: FileHandle, start: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, start);
  if (bytesRead !== length) throw new UnreadableFile("it is shorter than it was");
  return buffer;
};

/** Opens a file and reads what it says of itself. `size`: of which length it is known to be. */
export const openParquet = async (
  path: string,
  size: number,
): Promise<{ readonly file: FileHandle; readonly footer: ParquetFooter }> => {
  const file = await open(path, "r");
  try {
    const tail = await readAt(file, size - TAIL_BYTES, TAIL_BYTES);
    const length = footerBytes(tail);
    if (length > size - TAIL_BYTES) throw new UnreadableFile("its end is longer than all of it");
    const footer = readFooter(await readAt(file, size - TAIL_BYTES - length, length));
    // Memory for what it names is taken before it is read.
    for (const { chunks } of footer.groups)
      for (const { start, bytes } of chunks)
        if (start < 0 || bytes < 0 || start + bytes > size)
          throw new UnreadableFile("it names bytes that it does not have");
    return { file, footer };
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** The first row whose number is not less: rows are in the order of their sensors. */
export const firstOf = (
  numbers: ArrayLike<number>,
  rows: number,
  wanted: number,
  from = 0,
): number => {
  let [low, high] = [from, rows];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};
