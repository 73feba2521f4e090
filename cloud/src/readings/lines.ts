import { createGathered } from "./gathered.ts";

const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines. */
export interface LineReader {
  /** Calls `found` with each line that ends in these bytes; with undefined for one that is longer than may be. */
  push(chunk: Buffer, found: (line: Buffer | undefined) => void): void;
  /** The same for what stands behind the last newline. */
  end(found: (line: Buffer | undefined) => void): void;
}

/** `most`: bytes of a line. What is beyond is passed over up to the next newline, and not kept. */
export const createLineReader = (most: number): LineReader => {
  /** The beginning of a line that has not ended. */
  const begun = createGathered();
  let isTooLong = false;

  const keep = (piece: Buffer): void => {
    isTooLong ||= begun.length() + piece.length > most;
    if (isTooLong) begun.take();
    else begun.add(piece);
  };

  const take = (): Buffer | undefined => {
    const line = begun.take();
    const isWhole = !isTooLong;
    isTooLong = false;
    return isWhole ? line : undefined;
  };

  return {
    push(chunk, found) {
      let start = 0;
      for (;;) {
        const end = chunk.indexOf(NEWLINE, start);
        if (end === -1) break;
        const piece = chunk.subarray(start, end);
        if (begun.length() === 0 && !isTooLong) found(piece.length > most ? undefined : piece);
        else {
          keep(piece);
          found(take());
        }
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    },
    end(found) {
      if (begun.length() > 0 || isTooLong) found(take());
    },
  };
};
