import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import { type Database, openDatabase } from "../../duckdb/open.ts";
import { createKnownInstants, type KnownInstants } from "./known-instants.ts";
import { createLearning, type LearningOptions } from "./learning.ts";
import type { SealedDays } from "./sealed-days.ts";
import { loadSeriesCatalogue, type Series } from "./series-catalogue.ts";
import { refreshSummary } from "./summary.ts";

const SECOND = 1000;
const T0 = Date.UTC(2026, 0, 1);
/** From so many on, a series is learned. */
const LOOKED_UP = 2000;

const openStore = async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-learning-"));
  const database = await openDatabase(join(directory, "series.duckdb"));
  const commits = commitsInto(database, { folds: false });
  onTestFinished(async () => {
    await commits.close();
    await database.close();
    await rm(directory, { recursive: true });
  });
  return { database, commits };
};

/** Of a store of which no day was sealed. */
const hot = ({ query }: Database): Pick<SealedDays, "query"> => ({
  query: (ask, limits) => query((connection) => ask(connection, () => "point"), limits),
});

const insert = (commits: GroupCommit, series: number, instants: readonly number[]) =>
  commits.open().add(async (connection) => {
    if (instants.length > 0)
      await connection.run(
        `INSERT INTO point SELECT ${series}, unnest([${instants.join(", ")}]::BIGINT[]), 1, 0, 0`,
      );
  });

/** The series as they are known after a start, when only their ends and their grids are. */
const knownAfterStart = async ({ writer }: Database, ids: readonly number[]) => {
  await refreshSummary(writer, T0);
  const catalogue = await loadSeriesCatalogue(writer);
  return ids.map((id) => catalogue.byId(id) as Series);
};

/** Looks up points of the series until they are learned; `meanwhile` is done before the answer is there. */
const learnAll = async (
  database: Database,
  commits: GroupCommit,
  all: readonly Series[],
  options: LearningOptions,
  meanwhile: () => Promise<void> = async () => undefined,
) => {
  const { lookedUp } = createLearning(hot(database), commits, options);
  const ends = all.map(({ known }) => {
    const end = Promise.withResolvers<void>();
    const { learn } = known;
    known.learn = () => {
      const give = learn();
      return (found) => {
        give(found);
        end.resolve();
      };
    };
    return end.promise;
  });
  for (const series of all) for (let count = 0; count < LOOKED_UP; count++) lookedUp(series);
  await meanwhile();
  await Promise.all(ends);
};

const missingIn = (known: KnownInstants, instants: readonly number[]): number[] =>
  instants.filter((at) => known.addIfNew(at));

/** Steps of a series in units of its grid: mostly one, some holes, so that it has a few hundred points. */
const shape = fc.record({
  grid: fc.constantFrom(SECOND, 5 * SECOND, 60 * SECOND),
  phase: fc.integer({ min: 0, max: 999 }),
  // Mostly one, or anything.
  steps: fc.boolean().chain((isRegular) =>
    fc.array(
      isRegular ? fc.constantFrom<number>(1, 1, 1, 1, 1, 1, 7, 40) : fc.integer({ min: 1, max: 9 }),
      {
        minLength: 50,
        maxLength: 400,
      },
    ),
  ),
  late: fc.array(fc.nat(2000), { maxLength: 20 }),
});

test("what is learned is what the table has, however it is cut into parts, and what came meanwhile", async () => {
  const { database, commits } = await openStore();
  let lastId = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 5, max: 2000 }),
      async (shapes, pointsOfAQuestion) => {
        const made = shapes.map(({ grid, phase, steps, late }) => {
          let at = T0 + phase;
          const there = [at, ...steps.map((step) => (at += step * grid))];
          const [oldest = 0, newest = 0] = [there[0], there.at(-1)];
          const came = [...new Set(late.map((place) => oldest + place * grid))];
          return { id: ++lastId, grid, oldest, newest, there, came };
        });
        for (const { id, there } of made) {
          await database.writer.run(
            `INSERT INTO series VALUES (${id}, 'st', 'sensor-${id}', 'pm2_5', 'measured', 'raw')`,
          );
          await insert(commits, id, there);
        }
        const all = await knownAfterStart(
          database,
          made.map(({ id }) => id),
        );
        const added: Promise<void>[] = [];
        await learnAll(database, commits, all, { pointsOfAQuestion }, async () => {
          for (const [place, { id, there, came }] of made.entries()) {
            const { known } = all[place] as Series;
            for (const at of came) if (known.addIfNew(at)) expect(there).not.toContain(at);
            // Those that may be there are looked up, and added when they are not.
            const missing = came.filter((at) => !there.includes(at));
            added.push(insert(commits, id, missing));
          }
        });
        await Promise.all(added);
        for (const [place, { grid, oldest, newest, there, came }] of made.entries()) {
          const { known } = all[place] as Series;
          const has = new Set([...there, ...came]);
          const until = Math.max(newest, ...came);
          const every = Array.from(
            { length: (until - oldest) / grid + 3 },
            (_, index) => oldest + (index - 1) * grid,
          );
          expect(missingIn(known, every)).toEqual(every.filter((at) => !has.has(at)));
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

test("a series without a grid is not learned: each of its instants would be a run of its own", async () => {
  const { database, commits } = await openStore();
  const known = createKnownInstants({ from: T0, until: T0 + 999, step: 1 });
  const { lookedUp } = createLearning(hot(database), commits);
  let isLearned = false;
  known.learn = () => {
    isLearned = true;
    return () => undefined;
  };
  for (let count = 0; count < 2 * LOOKED_UP; count++) lookedUp({ id: 1, known } as Series);
  expect(isLearned).toBe(false);
});
