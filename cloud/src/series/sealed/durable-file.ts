import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

export interface WrittenBytes {
  readonly bytes: number;
  /** CRC-32 of all of it. */
  readonly checksum: number;
  /** Of all of it, in hexadecimal. */
  readonly sha256: string;
}

const NEW = ".new";

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
};

const writeWhole = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length; )
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
};

/** A file that `fill` writes piece by piece. It is on disk and has its name when this resolves, or is not there. */
export const writeDurably = async <T>(
  path: string,
  fill: (append: (piece: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<WrittenBytes & { readonly filled: T }> => {
  const file = await open(path + NEW, "wx", 0o600);
  try {
    let checksum = 0;
    let bytes = 0;
    const digest = createHash("sha256");
    const filled = await fill(async (piece) => {
      await writeWhole(file, piece);
      checksum = crc32(piece, checksum);
      digest.update(piece);
      bytes += piece.length;
    });
    await file.sync();
    await file.close();
    await rename(path + NEW, path);
    await syncFolder(dirname(path));
    return { bytes, checksum, sha256: digest.digest("hex"), filled };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path + NEW, { force: true }).catch(() => undefined);
    throw error;
  }
};
