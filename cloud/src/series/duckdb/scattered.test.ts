import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Flag } from "@datacityzen/hardware/flags";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { openDuckdbSeries } from "./store.ts";

const T0 = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
/** Hours that readings are scattered over. */
const HOURS = 300;
const QUANTITIES = ["pm2_5", "pm10"] as const;

/** A store that refuses all of a sensor named "poison". */
const prepare = async (path: string) => {
  const database = await openDatabase(path);
  await database.writer.run(`
    DROP TABLE series;
    CREATE TABLE series (id INTEGER NOT NULL, station VARCHAR NOT NULL, sensor VARCHAR NOT NULL, quantity VARCHAR NOT NULL,
                         origin VARCHAR NOT NULL, variant VARCHAR NOT NULL, CHECK (sensor <> 'poison'))`);
  await database.close();
};

const open = async (path: string) => {
  const database = await openDatabase(path);
  const commits = commitsInto(database);
  const store = await openDuckdbSeries(database, commits);
  return {
    store,
    async close() {
      await store.close();
      await database.close();
    },
  };
};

interface Told {
  readonly hour: number;
  /** Mostly what every other says of this hour. */
  readonly isOther: boolean;
  readonly isHumid: boolean;
}

const told = fc.record({
  hour: fc.nat(HOURS - 1),
  isOther: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  isHumid: fc.boolean(),
});

const step = fc.record({
  // Those of one step come at once, and share a group.
  blocks: fc.array(
    fc.record({
      station: fc.constantFrom("ab", "ab", "ab", "cd"),
      readings: fc.array(told, { minLength: 1, maxLength: 40 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  /** Hours after the newest: these are new for certain. */
  live: fc.nat(3),
  after: fc.constantFrom("nothing", "nothing", "nothing", "unflag", "restart", "seal"),
  hasPoison: fc.integer({ min: 0, max: 7 }).map((one) => one === 0),
});

const readingOf = ({ hour, isOther, isHumid }: Told, sensor = "sds011"): Reading => {
  const value = isOther ? hour + 0.5 : hour;
  return {
    ...{ at: T0 + hour * HOUR, sensor, values: { pm2_5: value, pm10: value } },
    ...(isHumid ? { flags: ["humid" as const] } : {}),
  };
};

test("scattered late readings double nothing and lose nothing, whatever is remembered of the table", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 10 }), async (steps) => {
      const directory = await mkdtemp(join(tmpdir(), "dcz-scattered-"));
      const path = join(directory, "series.duckdb");
      await prepare(path);
      let opened = await open(path);
      /** By station, then by hour. */
      const kept = new Map<string, Map<number, { value: number; flags: Flag[] }>>();
      const keep = (station: string, one: Told): number => {
        const ofStation = kept.get(station) ?? new Map();
        kept.set(station, ofStation);
        const known = ofStation.get(one.hour);
        const { pm2_5: value } = readingOf(one).values;
        if (known === undefined)
          ofStation.set(one.hour, { value, flags: one.isHumid ? ["humid"] : [] });
        else if (known.value !== value) return QUANTITIES.length;
        else if (one.isHumid) known.flags = ["humid"];
        return 0;
      };
      let newest = HOURS;
      for (const { blocks, live, after, hasPoison } of steps) {
        const fresh = Array.from({ length: live }, () => ({
          ...{ hour: newest++, isOther: false, isHumid: false },
        }));
        const all = [...blocks, ...(live === 0 ? [] : [{ station: "ab", readings: fresh }])];
        const expected = all.map(({ station, readings }) =>
          readings.reduce((conflicts, one) => conflicts + keep(station, one), 0),
        );
        const poison = hasPoison
          ? opened.store
              .append({
                ...{ station: "ef", received: T0 },
                readings: [readingOf({ hour: 0, isOther: false, isHumid: false }, "poison")],
              })
              .catch(() => "refused")
          : "refused";
        const appended = await Promise.all(
          all.map(({ station, readings }) =>
            opened.store.append({
              ...{ station, received: T0 },
              readings: readings.map((one) => readingOf(one)),
            }),
          ),
        );
        expect(appended.map(({ conflicts }) => conflicts.length)).toEqual(expected);
        expect(await poison).toBe("refused");
        const selection = {
          ...{ stations: ["ab", "cd"], quantities: QUANTITIES },
          ...{ from: 0, until: 2 * T0 },
        };
        if (after === "unflag") {
          await opened.store.unflag(selection, "humid");
          for (const ofStation of kept.values())
            for (const point of ofStation.values()) point.flags = [];
        }
        // Once more: what came late to sealed days goes into their files.
        if (after === "seal") await opened.store.sealUp(T0 + (hasPoison ? HOURS : 150) * HOUR);
        if (after === "restart") {
          await opened.close();
          opened = await open(path);
        }
        const found = await opened.store.read(selection);
        expect(found).toHaveLength(QUANTITIES.length * kept.size);
        for (const { station, points } of found)
          expect(points.map(({ at, value, flags }) => [at, value, flags])).toEqual(
            [...(kept.get(station) ?? [])]
              .sort(([one], [other]) => one - other)
              .map(([hour, { value, flags }]) => [T0 + hour * HOUR, value, flags]),
          );
      }
      await opened.close();
      await rm(directory, { recursive: true });
    }),
    { numRuns: 12 },
  );
}, 240_000);

test("what came between remembered points is known, whether alone, twice at once, or beside what was refused", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-scattered-"));
  const path = join(directory, "series.duckdb");
  await prepare(path);
  let opened = await open(path);
  onTestFinished(async () => {
    await opened.close();
    await rm(directory, { recursive: true });
  });
  const append = (hours: readonly number[], sensor = "sds011", more = 0) =>
    opened.store.append({
      ...{ station: "ab", received: T0 },
      readings: hours.map((hour) => ({
        ...{ at: T0 + hour * HOUR, sensor, values: { pm2_5: hour + more } },
      })),
    });
  const every = (step: number) => Array.from({ length: 300 / step }, (_, index) => index * step);
  await append(every(2));
  // From here on a start knows the grid alone: even hours are looked up, odd ones are new for certain.
  await opened.close();
  opened = await open(path);
  // Ten scattered ones, of which one is the oldest: the first day is remembered.
  await append(every(30));

  await append([3]);
  expect((await append([3])).conflicts).toEqual([]);
  expect((await append([3], "sds011", 1)).conflicts).toHaveLength(1);
  const twice = await Promise.all([append([5]), append([5]), append([5], "sds011", 1)]);
  expect(twice.map(({ conflicts }) => conflicts.length)).toEqual([0, 0, 1]);
  const [, beside] = await Promise.allSettled([append([7], "poison"), append([7])]);
  expect(beside.status).toBe("fulfilled");
  await append([7]);
  await append(every(30));
  await append([9]);
  await append([9]);

  const selection = { stations: ["ab"], quantities: ["pm2_5" as const], from: 0, until: 2 * T0 };
  const [series] = await opened.store.read(selection);
  expect(series?.points.map(({ at }) => (at - T0) / HOUR)).toEqual(
    [...every(2), 3, 5, 7, 9].sort((one, other) => one - other),
  );
});
