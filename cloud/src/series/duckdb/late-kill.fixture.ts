import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { openDuckdbSeries } from "./store.ts";

export const MINUTE = 60_000;
export const DAY_MINUTES = 1440;
export const DAYS = 4;
export const T0 = Date.UTC(2026, 9, 1);
export const STATIONS = ["ab", "cd"] as const;

/** Of a station's minute, whoever sends it and whenever. */
export const valueAt = (station: string, minute: number): number =>
  ((minute * 7919 + station.charCodeAt(0)) % 1000) / 10;

export const openStore = async (path: string) => {
  const database = await openDatabase(path, { foldPastBytes: 200_000 });
  const commits = commitsInto(database);
  const store = await openDuckdbSeries(database, commits, { now: () => T0 + 90 * 86_400_000 });
  return {
    store,
    append: (station: string, minutes: readonly number[]) =>
      store.append({
        ...{ station, received: T0 + 60 * 86_400_000 },
        readings: minutes.map((minute) => ({
          ...{ at: T0 + minute * MINUTE, sensor: "sds011" },
          values: { pm2_5: valueAt(station, minute), pm10: 2 * valueAt(station, minute) },
        })),
      }),
    async close() {
      await store.close();
      await database.close();
    },
  };
};
