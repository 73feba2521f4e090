import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { openDuckdbSeries } from "./store.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Two months and a day. */
export const DAYS = 60;
export const T0 = Date.UTC(2026, 0, 1);
export const STATIONS = ["ab", "cd"] as const;
export const READINGS_OF_A_DAY = 24;

export const readingsOf = (station: string, day: number) =>
  Array.from({ length: READINGS_OF_A_DAY }, (_, place) => ({
    at: T0 + day * DAY + (place * DAY) / READINGS_OF_A_DAY,
    sensor: "sds011",
    values: { pm2_5: (((day * 24 + place) * 7919 + station.charCodeAt(0)) % 1000) / 10 },
  }));

/** `now` only goes on. */
export const openStore = async (path: string, now: () => number) => {
  const database = await openDatabase(path, { foldPastBytes: 200_000, now });
  const store = await openDuckdbSeries(database, commitsInto(database), {
    now,
    retention: {
      keep: { values: 30, hours: 33, zone: "Europe/Paris" },
      elapsed: now,
      ...{ firstAfterMs: 1e8, lookEveryMs: 1e8 },
    },
  });
  return {
    ...{ store, database },
    async close() {
      await store.close();
      await database.close();
    },
  };
};
