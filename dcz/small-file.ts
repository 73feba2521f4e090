import { closeSync, openSync, readSync } from "node:fs";

/** No file of settings, key or passphrase is larger. */
const MOST_BYTES = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/**
 * The text of a file that is read whole. Throws as `readFileSync` does, and with the code EFBIG when it is larger than `mostBytes`: of
 * a pipe or a device that never ends no more is read than that.
 */
export const readSmallFile = (path: string, mostBytes = MOST_BYTES): string => {
  const file = openSync(path, "r");
  try {
    const pieces: Buffer[] = [];
    for (let size = 0; ; ) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, mostBytes + 1 - size));
      const read = readSync(file, piece, 0, piece.length, null);
      if (read === 0) return Buffer.concat(pieces).toString("utf8");
      size += read;
      pieces.push(piece.subarray(0, read));
      if (size > mostBytes)
        throw Object.assign(new Error(`larger than ${mostBytes} bytes`), {
          code: "EFBIG",
          mostBytes,
        });
    }
  } finally {
    closeSync(file);
  }
};
