import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";
import { StoreInUse } from "../cloud/src/duckdb/files.ts";
import { createGroupCommit } from "../cloud/src/duckdb/group-commit.ts";
import { StoreTooNew } from "../cloud/src/duckdb/migrate.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { findArchiveFiles } from "../cloud/src/series/archive/archive-files.ts";
import { type ArchiveStore, importArchive } from "../cloud/src/series/archive/import-archive.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { openStationDirectory } from "../cloud/src/stations/directory.ts";
import { createImportedStations } from "../cloud/src/stations/imported.ts";
import type { ImportPlace, OpenImport } from "../dcz/series/import-place.ts";

/** Below the folder of the cloud: what an import that was broken off goes on with. */
const UNDER_WAY = "series-import";

const openStore = async (dataDir: string, now: () => number): Promise<ImportPlace> => {
  const folder = join(dataDir, "cloud");
  const database = await openDatabase(join(folder, "series.duckdb"));
  const commits = createGroupCommit(database.writer, {
    beforeCommit: database.countGroup,
    onCommitted: database.noteCommitted,
    onFault: () => undefined,
    onRecovery: () => undefined,
    afterCommit: database.foldLog,
  });
  const store = await openDuckdbSeries(database, commits, { now });
  const introduce = createImportedStations(await openStationDirectory(database, commits), now);
  const archiveStore: ArchiveStore = {
    filesOf: store.filesOf,
    async importDay(day) {
      for (const { station, origin } of day.sensors) await introduce(station, origin);
      return store.importDay(day);
    },
  };
  return {
    import: (paths, options) => {
      const { files, unreadable } = findArchiveFiles(paths);
      const imported = importArchive(archiveStore, files, {
        ...options,
        folder: join(folder, UNDER_WAY),
        now,
      });
      return imported.then((done) => ({ ...done, files: files.length, unreadable }));
    },
    async close() {
      await store.close();
      await database.close();
    },
  };
};

/** Opens the series of a data folder for an import. */
export const importInto =
  (now: () => number): OpenImport =>
  async (dataDir) => {
    const file = join(dataDir, "cloud", "series.duckdb");
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined) {
      const canWrite = await access(file, constants.W_OK).then(
        () => true,
        () => false,
      );
      if (!canWrite) return { ok: false, code: "not_writable", detail: file };
    }
    try {
      return { ok: true, place: await openStore(dataDir, now) };
    } catch (error) {
      if (error instanceof StoreInUse) return { ok: false, code: "in_use", detail: dataDir };
      const { code, message } = error as NodeJS.ErrnoException;
      if (error instanceof StoreTooNew) return { ok: false, code: "too_new", detail: message };
      if (code !== undefined) return { ok: false, code: "not_writable", detail: message };
      throw error;
    }
  };
