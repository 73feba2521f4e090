import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

export interface FilePart {
  /** Beside the store: "series.duckdb" and what is added to it. */
  readonly suffix: "" | ".wal" | `.sealed/${string}`;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

export type StoreFiles = readonly FilePart[];

const PIECE_BYTES = 256 * 1024;

async function* piecesOf(file: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < bytes; ) {
    const length = Math.min(PIECE_BYTES, bytes - position);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) throw new Error("The store's file is shorter than it was.");
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/**
 * The store's file and the log up to now. Between two checkpoints a commit changes the log alone, at its
 * end: both together are the store as it is now, for as long as nobody folds the log. A commit that is
 * being written at this moment may be cut off, as by a crash: it is then not in the copy.
 */
export const storeFiles = async (
  path: string,
  own: FileHandle,
  folder: string,
): Promise<StoreFiles> => {
  const { size } = await own.stat();
  const log = await stat(`${path}.wal`).catch(() => undefined);
  const file = { suffix: "", bytes: size, read: () => piecesOf(own, size) } as const;
  async function* readLog(bytes: number): AsyncGenerator<Uint8Array> {
    const opened = await open(`${path}.wal`, "r");
    try {
      yield* piecesOf(opened, bytes);
    } finally {
      await opened.close();
    }
  }
  const logs =
    log === undefined
      ? []
      : [{ suffix: ".wal", bytes: log.size, read: () => readLog(log.size) } as const];
  // After the log was measured: a file is there before the log names it. One that the log does not name is left out by
  // the next start.
  return [file, ...logs, ...(await sealedFiles(folder))];
};

const sealedFiles = async (folder: string): Promise<FilePart[]> => {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".parquet"));
  return Promise.all(
    files.map(async (name): Promise<FilePart> => {
      const { size } = await stat(join(folder, name));
      async function* read(): AsyncGenerator<Uint8Array> {
        const opened = await open(join(folder, name), "r");
        try {
          yield* piecesOf(opened, size);
        } finally {
          await opened.close();
        }
      }
      return { suffix: `.sealed/${name}`, bytes: size, read };
    }),
  );
};
