import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBConnection } from "@duckdb/node-api";
import { expect, onTestFinished, test, vi } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { shuffled } from "./shuffled.fixture.ts";
import { openDuckdbSeries } from "./store.ts";

const T0 = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const DAYS = 10;
const MINUTES = DAYS * DAY_MINUTES;
const STATIONS = 3;
const QUANTITIES = ["pm1", "pm2_5", "pm10"] as const;
const READINGS = 60;
const MESSAGES = 20;

/** One minute in ten is missing. */
const isThere = (minute: number): boolean => minute % 10 !== 3;
const valueAt = (minute: number): number => 10 + (minute % 1000) / 100;

/** Ten days of each station in the table; each minute they sent in another order. */
const openFilled = async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-late-cost-"));
  const database = await openDatabase(join(directory, "series.duckdb"));
  const { writer } = database;
  await writer.run(`
    INSERT INTO series SELECT range + 1, 'station-' || range // ${QUANTITIES.length}, 'sds011',
      ['${QUANTITIES.join("', '")}'][range % ${QUANTITIES.length} + 1], 'measured', 'raw'
    FROM range(${STATIONS * QUANTITIES.length})`);
  await writer.run(`
    INSERT INTO point SELECT s + 1, ${T0} + m * ${MINUTE}, 10 + (m % 1000)::DOUBLE / 100, 0, ${T0} + m * ${MINUTE} + 1000
    FROM range(${MINUTES}) m(m), range(${STATIONS * QUANTITIES.length}) s(s) WHERE m % 10 <> 3
    ORDER BY m, hash(s // ${QUANTITIES.length} + 100000 * m), s`);
  const store = await openDuckdbSeries(database, commitsInto(database, { folds: false }));
  onTestFinished(async () => {
    await store.close();
    await database.close();
    await rm(directory, { recursive: true });
  });
  return store;
};

/** What the store asks its tables, and how many rows come back, while `work` is done. */
const counted = async (
  work: () => Promise<void>,
): Promise<{ statements: number; rows: number }> => {
  let [statements, rows] = [0, 0];
  const { run, stream } = DuckDBConnection.prototype;
  const spies = [
    vi.spyOn(DuckDBConnection.prototype, "run").mockImplementation(async function (
      this: DuckDBConnection,
      ...words
    ) {
      statements += 1;
      const result = await run.apply(this, words);
      rows += result.rowCount;
      return result;
    }),
    vi.spyOn(DuckDBConnection.prototype, "stream").mockImplementation(function (
      this: DuckDBConnection,
      ...words
    ) {
      statements += 1;
      return stream.apply(this, words);
    }),
  ];
  await work();
  for (const spy of spies) spy.mockRestore();
  return { statements, rows };
};

const minutes = Array.from({ length: MINUTES }, (_, minute) => minute);
const there = minutes.filter(isThere);
const missing = minutes.filter((minute) => !isThere(minute));
const count = READINGS * MESSAGES;
const forms: Readonly<Record<string, (station: number) => readonly number[]>> = {
  "all there already, in any order": () => shuffled(there.length).map((at) => there[at] as number),
  "half there already, in any order": () => {
    const some = [
      ...shuffled(there.length)
        .slice(0, count / 2)
        .map((at) => there[at] as number),
      ...shuffled(missing.length)
        .slice(0, count / 2)
        .map((at) => missing[at] as number),
    ];
    return shuffled(some.length).map((at) => some[at] as number);
  },
  "one in ten missing, in order": () => missing,
  "the newest first": () => missing.toReversed(),
  "between the points": () => shuffled(MINUTES).map((minute) => minute + 0.3),
};

for (const [name, minutesOf] of Object.entries(forms))
  test(`late data ask the store three times what live data ask at most: ${name}`, async () => {
    const store = await openFilled();
    const send = async (of: (station: number) => readonly number[]): Promise<void> => {
      const all = Array.from({ length: STATIONS }, (_, station) => of(station));
      for (let start = 0; start < count; start += READINGS)
        for (const [station, own] of all.entries()) {
          const readings = own.slice(start, start + READINGS).map((minute) => ({
            ...{ at: T0 + minute * MINUTE, sensor: "sds011" },
            values: Object.fromEntries(
              QUANTITIES.map((quantity) => [quantity, valueAt(Math.floor(minute))]),
            ),
          }));
          const received = T0 + 2 * MINUTES * MINUTE;
          const { conflicts } = await store.append({
            ...{ station: `station-${station}`, readings, received },
          });
          expect(conflicts).toEqual([]);
        }
    };
    const live = await counted(() => send(() => minutes.map((minute) => MINUTES + minute)));
    const late = await counted(() => send(minutesOf));
    expect(late.statements).toBeLessThanOrEqual(3 * live.statements);
    // Of the sensors that send, whatever the table has is read once: its points where some are there already, its instants where none are.
    const readings = STATIONS * (there.length + count);
    const ofEach = name.includes("there already") ? QUANTITIES.length : 2;
    expect(late.rows - live.rows).toBeLessThanOrEqual(1.05 * readings * ofEach);
  });
