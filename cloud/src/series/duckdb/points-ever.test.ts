import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../duckdb/migrate.ts";
import { compactRemoved, noteRemoved, pointsEver, rowsSince } from "./points-ever.ts";

const openTables = async (path = ":memory:") => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  onTestFinished(() => instance.closeSync());
  await migrate(connection);
  return { instance, connection };
};

const numbersOf = async (connection: DuckDBConnection, sql: string): Promise<number[][]> =>
  (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(Number));

const rowsOfRemoved = async (connection: DuckDBConnection) =>
  (await numbersOf(connection, "SELECT count(*), sum(points) FROM removed_point"))[0];

const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), rows: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant("addLate" as const), rows: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("seal" as const), day: fc.nat(5) }),
  fc.record({ kind: fc.constant("compact" as const), notes: fc.constantFrom(0, 1000) }),
  fc.record({ kind: fc.constant("look" as const) }),
);

test("the number of points that a store ever had only grows, and what came since is found, however days were sealed", async () => {
  const { connection } = await openTables();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await connection.run(
        "DELETE FROM point; DELETE FROM point_late; DELETE FROM removed_point; INSERT INTO removed_point VALUES (0)",
      );
      let ever = 0;
      let next = 0;
      let looked = 0;
      /** What came since somebody looked, and was not removed: day by place. */
      let since = new Set<number>();
      for (const one of steps) {
        if (one.kind === "add" || one.kind === "addLate") {
          const table = one.kind === "add" ? "point" : "point_late";
          await connection.run(
            `INSERT INTO ${table} SELECT 1, range, range % 6, 0, 0 FROM range(${next}, ${next + one.rows})`,
          );
          for (let place = next; place < next + one.rows; place++) since.add(place);
          next += one.rows;
          ever += one.rows;
        } else if (one.kind === "seal") {
          // As the sealing of a day does, in one transaction.
          await connection.run("BEGIN");
          let removed = 0;
          for (const table of ["point", "point_late"]) {
            const [[rows = 0] = []] = await numbersOf(
              connection,
              `SELECT count(*) FROM ${table} WHERE value = ${one.day}`,
            );
            await connection.run(`DELETE FROM ${table} WHERE value = ${one.day}`);
            removed += rows;
          }
          if (removed > 0) await noteRemoved(connection, removed);
          await connection.run("COMMIT");
          since = new Set([...since].filter((place) => place % 6 !== one.day));
        } else if (one.kind === "compact") {
          await connection.run(`INSERT INTO removed_point SELECT 0 FROM range(${one.notes})`);
          await compactRemoved(connection);
        } else {
          looked = await pointsEver(connection);
          since = new Set();
        }
        expect(await pointsEver(connection)).toBe(ever);
        const found = await numbersOf(
          connection,
          `SELECT instant FROM ${await rowsSince(connection, looked)}`,
        );
        const there = new Set(found.map(([place]) => place));
        expect([...since].filter((place) => !there.has(place))).toEqual([]);
      }
    }),
    { numRuns: 20 },
  );
}, 60_000);

test("many notes become one of the same sum, few stay as they are", async () => {
  const { connection } = await openTables();
  await connection.run("DELETE FROM removed_point");
  for (let note = 1; note <= 999; note++) await noteRemoved(connection, note);
  await compactRemoved(connection);
  expect(await rowsOfRemoved(connection)).toEqual([999, 499_500]);
  await noteRemoved(connection, 500);
  await compactRemoved(connection);
  expect(await rowsOfRemoved(connection)).toEqual([1, 500_000]);
  await compactRemoved(connection);
  await noteRemoved(connection, 1);
  expect(await rowsOfRemoved(connection)).toEqual([2, 500_001]);
});

test("a note that belongs to a transaction that is given up is none", async () => {
  const { connection } = await openTables();
  await connection.run("INSERT INTO point SELECT 1, range, 0, 0, 0 FROM range(40)");
  await connection.run("BEGIN");
  await connection.run("DELETE FROM point WHERE instant < 10");
  await noteRemoved(connection, 10);
  await connection.run("ROLLBACK");
  expect(await pointsEver(connection)).toBe(40);
});

test("notes are made one beside a question that began before, which sees what was there; after it, all of it is folded into the file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-removed-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const { instance, connection } = await openTables(join(directory, "series.duckdb"));
  for (let note = 0; note < 1000; note++) await noteRemoved(connection, 3);
  const other = await instance.connect();
  await other.run("BEGIN");
  expect(await rowsOfRemoved(other)).toEqual([1001, 3000]);
  await compactRemoved(connection);
  await noteRemoved(connection, 7);
  expect(await rowsOfRemoved(other)).toEqual([1001, 3000]);
  await other.run("COMMIT");
  expect(await rowsOfRemoved(other)).toEqual([2, 3007]);
  await connection.run("CHECKPOINT");
  expect(await rowsOfRemoved(connection)).toEqual([2, 3007]);
});

test("when the compaction fails, what was noted stays", async () => {
  const { instance, connection } = await openTables();
  for (let note = 0; note < 1000; note++) await noteRemoved(connection, 2);
  // Another transaction removes the same rows first: only one of both may.
  const other = await instance.connect();
  await other.run("BEGIN; DELETE FROM removed_point");
  await expect(compactRemoved(connection)).rejects.toThrow(/conflict/i);
  await other.run("ROLLBACK");
  expect((await rowsOfRemoved(connection))?.[1]).toBe(2000);
  await compactRemoved(connection);
  expect(await rowsOfRemoved(connection)).toEqual([1, 2000]);
});
