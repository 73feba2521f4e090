import { copyFile, cp, mkdtemp, readdir, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { openCommitCount } from "../../duckdb/commit-count.ts";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { verifyStore } from "../../duckdb/verify.ts";
import { RefusedByStore } from "../../refused-by-store.ts";
import { rescueStore } from "../../rescue.ts";
import { MOST_DAYS } from "../days/changed-days.ts";
import type { Retention } from "../retention.ts";
import type { Bucket, Buckets } from "../store.ts";
import type { RetentionOptions } from "./retention.ts";
import { openDuckdbSeries } from "./store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A winter in which Paris is an hour ahead of UTC. */
const T0 = Date.UTC(2026, 0, 1);
const NOW = T0 + 400 * DAY + 12 * HOUR;
const ZONE = "Europe/Paris";
const never = { firstAfterMs: 1e8, lookEveryMs: 1e8 };

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-retention-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const openIn = async (
  folder: string,
  keep?: Omit<Retention, "zone">,
  more: Partial<RetentionOptions> & { readonly now?: () => number } = {},
) => {
  const { now = () => NOW, ...options } = more;
  const database = await openDatabase(join(folder, "series.duckdb"), { now });
  const store = await openDuckdbSeries(database, commitsInto(database), {
    now,
    retention: keep && { ...never, keep: { ...keep, zone: ZONE }, ...options },
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
type Opened = Awaited<ReturnType<typeof openIn>>;

/** Values of three kinds of mean, each 10 minutes, with a gap and one that no instrument gives. */
const readings = (day: number, sensor = "s1") =>
  Array.from({ length: 144 }, (_, place) => place)
    .filter((place) => place < 50 || place > 70)
    .map((place) => ({
      at: T0 + day * DAY + place * 10 * 60_000,
      sensor,
      values: {
        pm2_5: place === 3 ? 99_999 : Math.round(((place * 7919 + day * 104_729) % 997) * 10) / 100,
        laeq: 40 + (place % 30),
        wind_direction: (place * 37 + day) % 360,
      },
    }));

const fill = async ({ store }: Opened, days: readonly number[]): Promise<void> => {
  for (const station of ["ab", "cd"])
    for (const day of days)
      await store.append({ station, received: T0 + (day + 1) * DAY, readings: readings(day) });
};

const QUANTITIES = ["pm2_5", "laeq", "wind_direction"] as const;
const ask = ({ store }: Opened, buckets: Buckets, from = T0, until = NOW) =>
  store.aggregate({ stations: ["ab", "cd"], quantities: QUANTITIES, from, until, buckets });

/** Without what is lost of squares on purpose. */
const rounded = (found: Awaited<ReturnType<typeof ask>>) =>
  found.map(({ points, ...key }) => ({
    ...key,
    points: points.map(({ sums, ...rest }: Bucket) => ({
      ...rest,
      sums: JSON.parse(
        JSON.stringify(sums, (_, value) =>
          typeof value === "number" ? Number(value.toPrecision(8)) : value,
        ),
      ),
    })),
  }));

const parisDays = (from: number, count: number): Buckets => ({
  edges: Array.from({ length: count + 1 }, (_, place) => from - HOUR + place * DAY),
});

test("sums stay what they were when the values of a day are dropped, and after each start", async () => {
  const folder = await newFolder();
  const days = [0, 1, 2, 31, 32, 395, 399];
  let opened = await openIn(folder, { values: 30 });
  await fill(opened, days);
  const hours = rounded(await ask(opened, { every: HOUR }));
  const ofParis = rounded(await ask(opened, parisDays(T0, 401)));
  const cadences = await opened.store.observedCadences({
    ...{ stations: ["ab"], quantities: ["laeq"], from: T0, until: T0 + 40 * DAY, announced: [] },
  });
  await opened.store.enforceRetention();
  const limit = T0 + (400 - 30) * DAY;
  const check = async (): Promise<void> => {
    expect(rounded(await ask(opened, { every: HOUR }))).toEqual(hours);
    expect(rounded(await ask(opened, parisDays(T0, 401)))).toEqual(ofParis);
    const left = await opened.store.read({
      ...{ stations: ["ab"], quantities: ["pm2_5"], from: 0, until: NOW },
    });
    expect(left[0]?.points.every(({ at }) => at >= limit)).toBe(true);
    expect(left[0]?.points).toHaveLength(2 * 123);
    expect(opened.store.kept()).toMatchObject({ values: T0 + 33 * DAY, hours: -Infinity });
  };
  await check();
  expect((await readdir(join(folder, "series.duckdb.sealed"))).sort()).toEqual(
    [0, 1, 2, 31, 32].map((day) =>
      expect.stringMatching(
        `^${new Date(T0 + day * DAY).toISOString().slice(0, 10)}-hours-[0-9a-f]{8}.parquet$`,
      ),
    ),
  );
  await opened.store.sumUp();
  await check();
  await opened.close();
  // The sums beside the store are made anew from those that are kept.
  await rm(join(folder, "series.duckdb.days"), { force: true });
  opened = await openIn(folder);
  await check();
  await opened.store.sumUp();
  await check();
  const shown = await opened.store.observedCadences({
    ...{ stations: ["ab"], quantities: ["laeq"], from: T0, until: T0 + 40 * DAY, announced: [] },
  });
  expect(new Set(shown[0]?.points.map(({ every }) => every))).toEqual(
    new Set(cadences[0]?.points.map(({ every }) => every)),
  );
  await opened.close();
}, 180_000);

test("sums of days answer days of UTC and of the zone, and nothing that they cannot", async () => {
  const folder = await newFolder();
  const opened = await openIn(folder, { values: 30, hours: 100, days: 360 });
  // January, February, and a day whose hours are kept.
  await fill(opened, [0, 1, 31, 32, 310]);
  const before = {
    ofParis: rounded(await ask(opened, parisDays(T0 + 31 * DAY, 3), T0 + 31 * DAY - HOUR)),
    ofUtc: rounded(await ask(opened, { every: DAY }, T0 + 31 * DAY)),
    hours: rounded(await ask(opened, { every: HOUR }, T0 + 300 * DAY)),
  };
  await opened.store.sumUp();
  await opened.store.enforceRetention();
  expect(opened.store.kept()).toMatchObject({
    ...{ values: T0 + 311 * DAY, hours: Date.UTC(2026, 2, 1), days: Date.UTC(2026, 1, 1) },
    ...{ zone: ZONE, takes: T0 + 370 * DAY },
  });
  expect(rounded(await ask(opened, parisDays(T0 + 31 * DAY, 3), T0 + 31 * DAY - HOUR))).toEqual(
    before.ofParis,
  );
  expect(rounded(await ask(opened, { every: DAY }, T0 + 31 * DAY))).toEqual(before.ofUtc);
  expect(rounded(await ask(opened, { every: HOUR }, T0 + 300 * DAY))).toEqual(before.hours);
  // January is gone, and hours of February are not told from its days: but for the one behind the midnight of Paris.
  expect(await ask(opened, { every: DAY }, T0, T0 + 31 * DAY)).toEqual([]);
  const hours = await ask(opened, { every: HOUR }, T0 + 31 * DAY, T0 + 32 * DAY);
  for (const { points } of hours)
    expect(points.map(({ at }) => at)).toEqual([T0 + 32 * DAY - HOUR]);
  // A range that ends within a day has not all of that day.
  const cut = await ask(opened, { every: DAY }, T0 + 31 * DAY, T0 + 31 * DAY + 5 * HOUR);
  expect(cut).toEqual([]);
  await opened.store.sumUp();
  expect(rounded(await ask(opened, { every: DAY }, T0 + 31 * DAY))).toEqual(before.ofUtc);
  await opened.close();
  // Sums beside the store of hours that are no longer kept are gone, too.
  const file = new DatabaseSync(join(folder, "series.duckdb.days"));
  const first = file.prepare(`select min(number % ${MOST_DAYS}) as day from tile`).get();
  file.close();
  expect(first?.day).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 1) / DAY);
  // Another zone cannot be made of days of Paris: that is not claimed.
  const database = await openDatabase(join(folder, "series.duckdb"), { now: () => NOW });
  const elsewhere = await openDuckdbSeries(database, commitsInto(database), {
    now: () => NOW,
    retention: { ...never, keep: { values: 30, zone: "America/Cayenne" } },
  });
  expect(elsewhere.kept().zone).toBe(ZONE);
  await elsewhere.close();
  await database.close();
}, 180_000);

test("values of days whose values were dropped are refused; nothing of the sums changes by them, or by decisions", async () => {
  const folder = await newFolder();
  let opened = await openIn(folder, { values: 30 });
  await fill(opened, [0, 399]);
  const before = rounded(await ask(opened, { every: HOUR }));
  await opened.store.enforceRetention();
  const late = { station: "ab", received: NOW, readings: [...readings(399, "s2"), ...readings(1)] };
  await expect(opened.store.append(late)).rejects.toThrow(RefusedByStore);
  await expect(opened.store.append(late)).rejects.toThrow("2027-01-06T00:00:00.000Z");
  const day = { day: T0 / DAY, sensors: [], read: async () => new Map(), verify: async () => {} };
  await expect(opened.store.importDay(day)).rejects.toThrow(RefusedByStore);
  await opened.store.choose([
    {
      ...{ station: "ab", sensor: "s1", quantity: "pm2_5", origin: "measured", variant: "raw" },
      ...{ at: T0, value: null, decided: NOW, by: "administrator" },
    },
  ]);
  await opened.store.unflag(
    { stations: ["ab"], quantities: ["pm2_5"], from: 0, until: T0 + DAY },
    "clock_doubtful",
  );
  await opened.store.sumUp();
  expect(rounded(await ask(opened, { every: HOUR }))).toEqual(before);
  await opened.close();
  // Whoever keeps all again takes what never was there, and nothing of days that were dropped.
  opened = await openIn(folder);
  await expect(opened.store.append(late)).resolves.toBeDefined();
  await expect(
    opened.store.append({ station: "ab", received: NOW, readings: readings(0) }),
  ).rejects.toThrow(RefusedByStore);
  await opened.close();
});

test("in an empty store, and of a day without values that count, nothing is dropped or all of it is", async () => {
  const empty = await openIn(await newFolder(), { values: 30, hours: 60, days: 90 });
  await empty.store.enforceRetention();
  expect(empty.store.kept()).toMatchObject({ values: -Infinity, hours: -Infinity });
  await empty.close();
  const folder = await newFolder();
  const opened = await openIn(folder, { values: 30, hours: 60, days: 90 });
  const point = { station: "ab", sensor: "s1", quantity: "laeq", origin: "measured" } as const;
  const at = T0 + 395 * DAY;
  await opened.store.append({
    ...{ station: "ab", received: at },
    readings: [
      { at: at - 60 * DAY, sensor: "s1", values: { laeq: 50 } },
      { at, sensor: "s1", values: { laeq: 50 } },
    ],
  });
  await opened.store.choose([
    {
      ...{ ...point, variant: "raw", at: at - 60 * DAY },
      ...{ value: null, decided: NOW, by: "administrator" },
    },
  ]);
  await opened.store.enforceRetention();
  expect(opened.store.kept().values).toBe(T0 + 336 * DAY);
  const found = await opened.store.aggregate({
    ...{ stations: ["ab"], quantities: ["laeq"], from: T0, until: NOW, buckets: { every: DAY } },
  });
  expect(found.map(({ points }) => points.map((one) => one.at))).toEqual([[at]]);
  expect(await readdir(join(folder, "series.duckdb.sealed"))).toEqual([]);
  await opened.close();
});

test("late values and decisions of before are in the sums that are kept", async () => {
  const folder = await newFolder();
  const opened = await openIn(folder, { values: 30 });
  await fill(opened, [0, 399]);
  await opened.store.sealUp(T0 + 2 * DAY);
  await opened.store.append({ station: "ab", received: NOW, readings: readings(0, "late") });
  await opened.store.choose([
    {
      ...{ station: "cd", sensor: "s1", quantity: "laeq", origin: "measured", variant: "raw" },
      ...{ at: T0, value: 77, decided: NOW, by: "administrator" },
    },
  ]);
  const before = rounded(await ask(opened, { every: HOUR }));
  await opened.store.enforceRetention();
  expect(opened.store.kept().values).toBe(T0 + DAY);
  expect(rounded(await ask(opened, { every: HOUR }))).toEqual(before);
  expect(await opened.rowsOf("SELECT count(*) FROM point_late")).toEqual([[0n]]);
  await opened.close();
});

test("a clock that jumps ahead drops nothing for a day, and a fault of it as long as it lasts", async () => {
  const folder = await newFolder();
  let [wall, elapsed] = [NOW, 0];
  let fault: string | undefined;
  const held: string[] = [];
  const opened = await openIn(
    folder,
    { values: 30 },
    {
      now: () => wall,
      elapsed: () => elapsed,
      clockFault: () => fault,
      onHeld: (reason) => held.push(reason),
    },
  );
  await fill(opened, [390, 399]);
  const look = async (after: number, jump = 0): Promise<number> => {
    elapsed += after;
    wall += after + jump;
    await opened.store.enforceRetention();
    return opened.store.kept().values;
  };
  expect(await look(HOUR, 10 * 365 * DAY)).toBe(-Infinity);
  expect(await look(HOUR, -10 * 365 * DAY)).toBe(-Infinity);
  expect(await look(25 * HOUR)).toBe(-Infinity);
  fault = "stations say otherwise";
  expect(await look(HOUR, HOUR / 2)).toBe(-Infinity);
  fault = undefined;
  expect(await look(30 * DAY)).toBe(T0 + 400 * DAY);
  const set = "this machine's clock was set";
  expect(held).toEqual([set, set, "stations say otherwise"]);
  await opened.close();
});

test("a store to which nothing came for long is asked about its clock for a day first", async () => {
  const folder = await newFolder();
  const first = await openIn(folder);
  await fill(first, [0, 1]);
  await first.close();
  let elapsed = 0;
  const opened = await openIn(folder, { values: 30 }, { elapsed: () => elapsed });
  await opened.store.enforceRetention();
  expect(opened.store.kept().values).toBe(-Infinity);
  elapsed += 25 * HOUR;
  await opened.close();
});

test("files of sums are open, verified, and part of a rescue; a damaged one is told and the others answer", async () => {
  const folder = await newFolder();
  const opened = await openIn(folder, { values: 30 });
  await fill(opened, [0, 1, 399]);
  const before = rounded(await ask(opened, { every: HOUR }));
  await opened.store.enforceRetention();
  await opened.close();
  const path = join(folder, "series.duckdb");
  expect((await verifyStore(path))?.damage).toBeUndefined();
  const sealed = `${path}.sealed`;
  const [first = "", second = ""] = (await readdir(sealed)).sort();
  const reader = await (await DuckDBInstance.create()).connect();
  const means = await reader.runAndReadAll(
    `SELECT sum(count)::INTEGER, round(sum(sum / scale + coalesce(sum_rest, 0)) / sum(count), 6) FROM read_parquet('${join(sealed, first)}')
     WHERE quantity = 'laeq' AND station = 'ab'`,
  );
  const values = readings(0).map((one) => one.values.laeq);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(means.getRows()).toEqual([[values.length, Number(mean.toFixed(6))]]);
  reader.closeSync();

  // What the store knew of its files is lost: they tell it again.
  const copy = await newFolder();
  await cp(sealed, `${join(copy, "series.duckdb")}.sealed`, { recursive: true });
  await copyFile(path, join(copy, "series.duckdb"));
  const plain = await openDatabase(join(copy, "series.duckdb"));
  await plain.writer.run(
    "DELETE FROM sealed_file; DELETE FROM kept_since; DELETE FROM series_summary; DELETE FROM summary_state",
  );
  await plain.close();
  // Commits are missing.
  const counted = openCommitCount(`${join(copy, "series.duckdb")}.commits`);
  counted.write(counted.before + 3);
  counted.write(counted.before + 3);
  counted.close();
  const rescued = await openIn(copy, undefined);
  expect(rescued.store.kept().values).toBe(T0 + 2 * DAY);
  expect(rounded(await ask(rescued, { every: HOUR }))).toEqual(before);
  await rescued.close();

  // Damaged in the middle: found by verify, put aside by rescue.
  await rm(`${path}.days`, { force: true });
  const { size } = await stat(join(sealed, second));
  await truncate(join(sealed, second), size - 1);
  expect((await verifyStore(path))?.damage).toContain(second);
  const { damages } = await rescueStore(folder);
  expect(damages.map(({ reason, isWhole }) => ({ reason, isWhole }))).toEqual([
    { reason: expect.stringContaining(second), isWhole: false },
  ]);
  const left = await openIn(folder);
  const of = (day: number) => (found: typeof before) =>
    found.map(({ points, ...key }) => ({
      ...key,
      points: points.filter(({ at }) => at < T0 + day * DAY),
    }));
  expect(of(1)(rounded(await ask(left, { every: HOUR })))).toEqual(of(1)(before));
  expect(left.store.kept().values).toBe(T0 + 2 * DAY);
  await left.close();
});
