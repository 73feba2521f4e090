import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import type { Retention } from "../cloud/src/series/retention.ts";
import type { SeriesStore } from "../cloud/src/series/store.ts";
import { dataFolder } from "./records.fixture.ts";

export const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 0, 1);
export const NOW = T0 + 100 * DAY + 12 * HOUR;
/** Of these days come readings, each 20 minutes. */
const DAYS = [0, 1, 2, 3, 31, 32, 40, 60, 61, 62, 98, 99];
export const QUANTITIES = ["pm2_5", "laeq", "wind_direction"] as const;
/** The last one sent nothing for long: of it there are sums alone. */
const STATIONS = ["balcony", "school-roof", "mast"] as const;
export const EVER = { from: T0, until: NOW };

/** The store of a data folder, that the test closes. */
export const openIn = async (folder: string, keep?: Omit<Retention, "zone">) => {
  const cloud = join(folder, "cloud");
  await mkdir(cloud, { recursive: true });
  const now = () => NOW;
  const database = await openDatabase(join(cloud, "series.duckdb"), { now });
  const store = await openDuckdbSeries(database, commitsInto(database), {
    now,
    retention: keep && {
      ...{ keep: { ...keep, zone: "Europe/Paris" }, firstAfterMs: 1e8, lookEveryMs: 1e8 },
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

export const readingsOf = (station: string, day: number) =>
  Array.from({ length: 72 }, (_, place) => ({
    at: T0 + day * DAY + place * 20 * 60_000,
    sensor: "s1",
    values: {
      pm2_5: place === 3 ? 99_999 : ((place * 7919 + day * 31 + station.length) % 997) / 7,
      laeq: 40 + ((place * 29 + day) % 72) / 2,
      wind_direction: (place * 5 + day) % 360,
    },
    ...(place % 50 === 7 ? { flags: ["humid" as const] } : {}),
  }));

/** A data folder with a hundred days, old values of which were dropped; a person decided something about two. */
export const retiredFolder = async (
  keep: Omit<Retention, "zone">,
  more: readonly string[] = [],
) => {
  const folder = await dataFolder("source");
  const opened = await openIn(folder, keep);
  for (const station of [...STATIONS, ...more])
    for (const day of DAYS.filter((one) => station !== "mast" || one < 60))
      await opened.store.append({
        ...{ station, received: T0 + (day + 1) * DAY },
        readings: readingsOf(station, day),
      });
  const key = { station: "balcony", sensor: "s1", quantity: "pm2_5", origin: "measured" } as const;
  const decided = { ...key, variant: "raw", decided: NOW, by: "administrator" } as const;
  await opened.store.choose([
    { ...decided, at: T0, value: null },
    { ...decided, at: T0 + 99 * DAY, value: null },
  ]);
  await opened.store.enforceRetention();
  await opened.close();
  return folder;
};

/** In whatever order parts are added up; without sums of squares, whose last digits are not kept. */
const rounded = <T>(answer: T): T =>
  JSON.parse(
    JSON.stringify(answer, (name, value) => {
      if (name === "squares") return undefined;
      return typeof value === "number" && !Number.isInteger(value)
        ? Number((Math.abs(value) < 1e-9 ? 0 : value).toPrecision(8))
        : value;
    }),
  );

/** What anybody may ask of it. */
export const answersOf = async (store: SeriesStore) => {
  const all = { stations: STATIONS, quantities: QUANTITIES, ...EVER };
  const { takes: _, ...kept } = store.kept();
  return {
    kept,
    hours: rounded(await store.aggregate({ ...all, buckets: { every: HOUR } })),
    days: rounded(await store.aggregate({ ...all, buckets: { every: DAY } })),
    // Which of several equal extremes is named is open.
    together: rounded(await store.aggregateTogether({ ...all, buckets: { edges: [T0, NOW] } })).map(
      ({ quantity, points }) => ({
        quantity,
        sums: points.map(({ sums: { count, mean } }) => ({ count, mean })),
      }),
    ),
    points: await store.read(all),
    latest: await store.latest(STATIONS),
    cadences: await store.observedCadences({ ...all, announced: [] }),
    series: STATIONS.flatMap((station) =>
      store.seriesOf(station).map(({ sensor, quantity, origin, variant }) => ({
        ...{ station, sensor, quantity, origin, variant },
      })),
    ),
  };
};

export const answersIn = async (folder: string) => {
  const opened = await openIn(folder);
  const answers = await answersOf(opened.store);
  await opened.close();
  return answers;
};
