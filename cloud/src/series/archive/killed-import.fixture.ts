import { join } from "node:path";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { openDuckdbSeries } from "../duckdb/store.ts";
import { findArchiveFiles } from "./archive-files.ts";
import { importArchive } from "./import-archive.ts";

// A process that a test kills: imports files into a store, says when it begins and what came of it.
const [folder = "", now = "", ...paths] = process.argv.slice(2);
const database = await openDatabase(join(folder, "series.duckdb"));
const commits = commitsInto(database);
const store = await openDuckdbSeries(database, commits, { now: () => Number(now) });
process.stdout.write("begun\n");
const imported = await importArchive(store, findArchiveFiles(paths).files, {
  folder: join(folder, "under-way"),
  now: () => Number(now),
  signal: new AbortController().signal,
  threads: 1,
  onProgress: ({ daysDone }) => process.stdout.write(`day ${daysDone}\n`),
});
await store.close();
await database.close();
const { points, added, repeats, conflicts, daysKnown } = imported;
const { missingCommits = 0 } = database.damages[0] ?? {};
process.stdout.write(
  `${JSON.stringify({ points, added, repeats, conflicts, daysKnown, missingCommits })}\n`,
);
