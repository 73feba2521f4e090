import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { NOTHING, WHOLE } from "../../access/station-view.ts";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import type { Point } from "../store.ts";
import type { SealOptions } from "./sealing.ts";
import { openDuckdbSeries } from "./store.ts";

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** A midnight. */
export const T0 = Date.UTC(2026, 10, 1);
/** What the clock of each store shows. */
export const NOW = T0 + 30 * DAY;

/** A store, with its database, that the test closes. */
export const openIn = async (directory: string, seal?: SealOptions) => {
  const database = await openDatabase(join(directory, "series.duckdb"));
  const commits = commitsInto(database);
  const store = await openDuckdbSeries(database, commits, {
    now: () => NOW,
    ...(seal === undefined ? {} : { seal }),
  });
  const rowsOf = async (sql: string) =>
    (await database.query((connection) => connection.runAndReadAll(sql))).getRows();
  return {
    ...{ store, database, rowsOf },
    async close() {
      await store.close();
      await database.close();
    },
  };
};

export type Opened = Awaited<ReturnType<typeof openIn>>;

/** A folder that goes with the test. */
export const newFolder = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-sealing-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
};

export const readings = (from: number, count: number, value = 1, every = MINUTE) =>
  Array.from({ length: count }, (_, index) => ({
    at: from + index * every,
    sensor: "sds011",
    values: { pm2_5: value + (index % 100) / 10, pm10: value + ((index * 7919) % 997) / 10 },
  }));

export const append = ({ store }: Opened, station: string, some: ReturnType<typeof readings>) =>
  store.append({ station, received: NOW, readings: some });

/** More than all instants of the points of a test. */
export const all = { from: -NOW, until: 2 * NOW };

export const pointsOf = async ({ store }: Opened, station: string): Promise<readonly Point[]> =>
  (await store.read({ stations: [station], quantities: ["pm2_5"], ...all }))[0]?.points ?? [];

/** The names of the files of sealed days. */
export const filesIn = (directory: string): string[] => {
  const folder = join(directory, "series.duckdb.sealed");
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Days are not sealed before a test asks for it; anybody may read the stations that are public. */
export const forAnybody = (isPublic: (station: string) => boolean): SealOptions => ({
  anybody: { viewOf: (station) => (isPublic(station) ? WHOLE : NOTHING), edition: () => 0 },
  firstAfterMs: 1e9,
});
