import { join } from "node:path";
import { WHOLE } from "../access/station-view.ts";
import { commitsInto } from "../duckdb/commits.fixture.ts";
import { openDatabase } from "../duckdb/open.ts";
import { openDuckdbSeries } from "./duckdb/store.ts";

export interface ListedFile {
  readonly name: string;
  readonly href: string;
  readonly bytes: number;
  readonly points: number;
  readonly stations: number;
  readonly sha256: string;
}

/** What `GET /api/v1/series/days` answers. */
export interface ListedDays {
  readonly days: readonly { readonly day: string; readonly files: readonly ListedFile[] }[];
  readonly next?: string;
}

/** Seals the days of a cloud that is not running, as if everybody might see all stations. */
export const sealAllForAnybody = async (folder: string, until: number): Promise<void> => {
  const database = await openDatabase(join(folder, "cloud", "series.duckdb"));
  const store = await openDuckdbSeries(database, commitsInto(database), {
    seal: { anybody: { viewOf: () => WHOLE, edition: () => 0 }, firstAfterMs: 1e9 },
  });
  await store.sealUp(until);
  await store.close();
  await database.close();
};
