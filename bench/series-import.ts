import { join } from "node:path";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { findArchiveFiles } from "../cloud/src/series/archive/archive-files.ts";
import { importArchive } from "../cloud/src/series/archive/import-archive.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { DAY, MINUTE, pointsOf, type SeriesFigures, type SeriesSize, T0 } from "./series-data.ts";

/** What `seriesBench` asks for: the folder of a store, and one with its points as the files of sealed days. */
export interface ImportPlan extends SeriesSize {
  readonly folder: string;
  readonly archive: string;
}

export type ImportFigures = Pick<SeriesFigures, "loadPointsPerSecond" | "memoryMb">;

// Takes an archive in, as `dcz series import` does.

const plan = JSON.parse(process.argv[2] ?? "") as ImportPlan;
const { folder, archive, days } = plan;
const now = () => T0 + days * DAY + 10 * MINUTE;
const database = await openDatabase(join(folder, "series.duckdb"));
const commits = commitsInto(database, { folds: true });
const series = await openDuckdbSeries(database, commits, { now });
const start = performance.now();
const { files } = findArchiveFiles([archive]);
const { added } = await importArchive(series, files, {
  folder: join(folder, "import"),
  now,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
const seconds = (performance.now() - start) / 1000;
if (added !== pointsOf(plan))
  throw new Error(`${added} points were imported instead of ${pointsOf(plan)}`);
await series.close();
await database.close();
const figures: ImportFigures = {
  loadPointsPerSecond: added / seconds,
  memoryMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(figures));
