import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** In DATA_DIR: when `dcz backup` last wrote a backup and read it through. Only time, and so not secret. */
const FILE = "cloud/last-backup";

export const noteBackup = async (dataDir: string, at: number): Promise<void> => {
  const path = join(dataDir, FILE);
  // Whole or not at all: the cloud reads it while it is written.
  await writeFile(`${path}.partial`, `${new Date(at).toISOString()}\n`);
  await rename(`${path}.partial`, path);
};

/** In UTC ms; undefined when there was none since these data were begun or restored. */
export const lastBackup = async (dataDir: string): Promise<number | undefined> => {
  const text = await readFile(join(dataDir, FILE), "utf8").catch(() => "");
  const at = Date.parse(text.trim());
  return Number.isNaN(at) ? undefined : at;
};
