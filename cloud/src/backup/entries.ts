import { createReadStream, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { StoreFiles } from "../duckdb/snapshot.ts";
import { copyOut } from "../records/copy.ts";
import type { Connection } from "../records/database.ts";
import type { Entry } from "./frames.ts";

/** In DATA_DIR. */
export const STORE = "cloud/series.duckdb";

/** In DATA_DIR: the files of media. */
export const MEDIA = "media";

/** Folders of DATA_DIR whose files belong to what the records tell of. */
export const FOLDERS = [MEDIA];

/**
 * Files of DATA_DIR for their owner alone: the keys without which what the records hold under them cannot be used
 * (codes of authenticators, those of the labels of boxes, addresses of alerts), and what proves the names of stations. The broker asks
 * that file before the records are up: without it, names that people chose would be free until then.
 */
export const PRIVATE_FILES = [
  "cloud/accounts-key",
  "cloud/label-key",
  "cloud/alerts-key",
  "cloud/push-key",
  "cloud/devices.json",
];

export interface BackupParts {
  readonly dataDir: string;
  /** Undefined when records are switched off. */
  readonly connection: Connection | undefined;
  readonly version: string;
  readonly now: () => number;
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** Everything, as it was at one moment. `files`: of the series' store, held by the caller. */
export async function* backupEntries(
  { dataDir, connection, version, now }: BackupParts,
  files: StoreFiles,
): AsyncGenerator<Entry> {
  const records = connection === undefined ? undefined : await copyOut(connection);
  try {
    const created = new Date(now()).toISOString();
    const migrations = records?.migrations ?? null;
    yield { head: { type: "about", created, version, migrations }, bytes: noBytes() };
    for await (const { name, columns, bytes } of records?.tables ?? [])
      yield { head: { type: "table", name, columns }, bytes };
  } finally {
    await records?.close();
  }
  for (const path of PRIVATE_FILES.filter((file) => existsSync(join(dataDir, file))))
    yield { head: { type: "file", path }, bytes: createReadStream(join(dataDir, path)) };
  for (const { suffix, read } of files)
    yield { head: { type: "file", path: `${STORE}${suffix}` }, bytes: read() };
  // A file is written before the record that tells of it, and removed after: none of them is missing.
  for (const name of FOLDERS) {
    const found = await readdir(join(dataDir, name), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const file of found.filter((each) => each.isFile())) {
      const path = join(file.parentPath, file.name);
      yield {
        head: { type: "file", path: relative(dataDir, path) },
        bytes: createReadStream(path),
      };
    }
  }
}
