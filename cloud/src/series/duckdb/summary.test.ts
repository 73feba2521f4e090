import { packFlags } from "@datacityzen/hardware/flags";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../duckdb/migrate.ts";
import { createKnownInstants } from "./known-instants.ts";
import { pointsEver } from "./points-ever.ts";
import { loadSeriesCatalogue, type Series } from "./series-catalogue.ts";
import { createSummaryWriter, readSummaries, refreshSummary, remakeSummaries } from "./summary.ts";

const DOUBTFUL = packFlags(["clock_doubtful"]);

const point = fc.record({
  series: fc.integer({ min: 1, max: 3 }),
  at: fc.oneof(
    fc.integer({ min: -40, max: 400 }).map((minute) => minute * 60_000),
    fc.integer({ min: -40_000, max: 400_000 }),
  ),
  received: fc.integer({ min: 0, max: 1_000_000 }),
  isDoubtful: fc.boolean(),
});
type Point = typeof point extends fc.Arbitrary<infer P> ? P : never;

const NOW = 700_000;

const newnessOf = ({ at, received, isDoubtful }: Point) => {
  if (!isDoubtful) return at;
  // It came while our own clock was ahead.
  return received > NOW + 60_000 ? -1 : received;
};

test("the summaries say what the points say, however many of them came since the last time", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  onTestFinished(() => instance.closeSync());
  await migrate(connection);
  const expectSummaries = async (points: readonly Point[]) => {
    const rows = await connection.runAndReadAll(
      "SELECT series, oldest, newest, step, instant, received, flags FROM series_summary ORDER BY series",
    );
    const summaries = rows.getRows().map((row) => row.map(Number));
    const bySeries = Map.groupBy(points, ({ series }) => series);
    expect(summaries.map(([series]) => series)).toEqual([...bySeries.keys()].sort());
    for (const [series = 0, from = 0, until = 0, step = 0, instant, received, flags] of summaries) {
      const own = bySeries.get(series) ?? [];
      const instants = own.map(({ at }) => at);
      expect([from, until]).toEqual([Math.min(...instants), Math.max(...instants)]);
      const known = createKnownInstants({ from, until, step });
      expect(instants.filter((at) => known.addIfNew(at))).toEqual([]);
      const newest = Math.max(...own.map(newnessOf));
      expect([instant, received, flags]).toBeOneOf(
        own
          .filter((one) => newnessOf(one) === newest)
          .map((one) => [one.at, one.received, one.isDoubtful ? DOUBTFUL : 0]),
      );
    }
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(point, { maxLength: 8 }), { maxLength: 4 }),
      async (rounds) => {
        // As another store's, with more rows: all is made anew.
        await connection.run("DELETE FROM point");
        await connection.run("CHECKPOINT");
        const all: Point[] = [];
        for (const round of rounds) {
          for (const { series, at, received, isDoubtful } of round)
            await connection.run(
              `INSERT INTO point VALUES (${series}, ${at}, 1, ${isDoubtful ? DOUBTFUL : 0}, ${received})`,
            );
          all.push(...round);
          await refreshSummary(connection, NOW);
          await expectSummaries(all);
        }
        await connection.run("UPDATE point SET flags = 0 WHERE series = 2");
        const summaries = await readSummaries(connection, "(FROM point WHERE series = 2)", NOW);
        await remakeSummaries(connection, summaries, await pointsEver(connection), NOW);
        await expectSummaries(
          all.map((one) => (one.series === 2 ? { ...one, isDoubtful: false } : one)),
        );
        await connection.run("DELETE FROM point");
        await refreshSummary(connection, NOW);
        await expectSummaries([]);
      },
    ),
    { numRuns: 12 },
  );
});

test("what memory knows is written a part at a time, and a start finds no less and no more", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  onTestFinished(() => instance.closeSync());
  await migrate(connection);
  for (let id = 1; id <= 5; id++)
    await connection.run(
      `INSERT INTO series VALUES (${id}, 'rue-haute', 'sensor-${id}', 'pm2_5', 'measured', 'raw')`,
    );
  const catalogue = await loadSeriesCatalogue(connection);
  const write = createSummaryWriter(catalogue, 2);
  const add = async (id: number, at: number) => {
    await connection.run(`INSERT INTO point VALUES (${id}, ${at}, ${at / 2}, 0, ${at + 7})`);
    const series = catalogue.byId(id) as Series;
    expect(series.known.addIfNew(at)).toBe(true);
    series.latest = { at, value: at / 2, flags: 0, received: at + 7 };
    catalogue.noteChanged(series);
  };
  const expectKnown = async () => {
    await refreshSummary(connection, NOW);
    const again = await loadSeriesCatalogue(connection);
    for (let id = 1; id <= 5; id++) {
      const { known, latest } = catalogue.byId(id) as Series;
      const found = again.byId(id) as Series;
      expect(found.latest).toEqual(latest);
      expect([found.known.oldest(), found.known.newest()]).toEqual([
        known.oldest(),
        known.newest(),
      ]);
      expect(known.step() % Math.max(1, found.known.step())).toBe(0);
    }
  };
  for (let round = 0; round < 6; round++) {
    for (let id = 1; id <= 5; id++)
      // Series 5 has one point and no more.
      if (id < 5 || round === 0) await add(id, 90_000 + 60_000 * round * id);
    await write(connection);
    if (round % 2 === 1) await expectKnown();
  }
  for (let left = 0; left < 4; left++) await write(connection);
  const [row] = (await connection.runAndReadAll("SELECT points FROM summary_state")).getRows();
  expect(row).toEqual([25n]);
  await expectKnown();
});
