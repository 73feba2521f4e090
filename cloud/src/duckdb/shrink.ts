import { rmSync } from "node:fs";
import { open, rename, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { dropHeaders } from "./repair.ts";

/** Less is left for what comes next. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

const draftOf = (path: string): string => `${path}.shrunk`;

interface Size {
  readonly usedBytes: number;
  readonly freeBytes: number;
}

export const sizeIn = async (connection: DuckDBConnection): Promise<Size> => {
  const rows = await connection.runAndReadAll(
    "SELECT block_size * used_blocks, block_size * free_blocks FROM pragma_database_size()",
  );
  const [usedBytes = 0, freeBytes = 0] = (rows.getRows()[0] ?? []).map(Number);
  return { usedBytes, freeBytes };
};

/** Whether most of a file is empty, as after days were sealed that came in before there was sealing. */
export const isMostlyEmpty = ({ usedBytes, freeBytes }: Size): boolean =>
  freeBytes > LEAST_FREE_BYTES && freeBytes > 2 * usedBytes;

const sync = async (path: string): Promise<void> => {
  const file = await open(path, "r");
  await file.sync().finally(() => file.close());
};

/**
 * Writes a store whose log is folded into a file that is no larger than it must be, which then takes its place. DuckDB gives
 * back only what is empty at its file's end. Nobody has the store open; when it cannot be done, it stays as it is.
 */
export const shrink = async (
  path: string,
  { usedBytes }: Pick<Size, "usedBytes">,
  options: Readonly<Record<string, string>>,
): Promise<void> => {
  const draft = draftOf(path);
  removeDraft(path);
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < 4 * usedBytes) return;
  const instance = await DuckDBInstance.create(draft, options);
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS large (READ_ONLY)`);
    const own = await connection.runAndReadAll("SELECT current_database()");
    const name = String(own.getRows()[0]?.[0]).replaceAll('"', '""');
    await connection.run(`COPY FROM DATABASE large TO "${name}"`);
    await connection.run("DETACH large");
    await connection.run("CHECKPOINT");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await sync(draft);
  await dropHeaders(path);
  await rename(draft, path);
  await sync(dirname(path));
};

/** What a process left that ended while it wrote the smaller file. */
export const removeDraft = (path: string): void => {
  for (const end of ["", ".wal"]) rmSync(draftOf(path) + end, { force: true });
};
