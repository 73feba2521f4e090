import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { commitsInto } from "../duckdb/commits.fixture.ts";
import { machineDefaults } from "../duckdb/machine.ts";
import { openDatabase } from "../duckdb/open.ts";
import { openDuckdbSeries } from "../series/duckdb/store.ts";
import { DAY_MS } from "./durations.ts";

const QUANTITIES = ["pm2_5", "pm10", "humidity"] as const;

export interface SealedDays {
  readonly stations: number;
  readonly from: number;
  readonly days: number;
  readonly everyMs: number;
  /** SQL of a value by `m`, the number of the instant in its day, `s`, that of the series, and `d`, that of the day. */
  readonly value: string;
  /** What a recipe is said to have made of even days: each value is this one. */
  readonly madeBefore?: { readonly variant: string; readonly value: number };
}

/** Days that are over and sealed, of stations `station-0` … that measure particles and humidity with one sensor. */
export const writeSealedDays = async (
  folder: string,
  { stations, from, days, everyMs, value, madeBefore }: SealedDays,
): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
  const { writer } = database;
  const names = `[${QUANTITIES.map((name) => `'${name}'`).join(", ")}]`;
  const count = stations * QUANTITIES.length;
  await writer.run(`
    INSERT INTO series SELECT range + 1, 'station-' || range // 3, 'sds', ${names}[range % 3 + 1], 'measured', 'raw'
      FROM range(${count})`);
  if (madeBefore !== undefined)
    await writer.run(`
      INSERT INTO series SELECT ${count} + range + 1, 'station-' || range // 2, 'sds', ${names}[range % 2 + 1], 'measured',
          '${madeBefore.variant}' FROM range(${stations * 2})`);
  for (let day = 0; day < days; day++) {
    const at = `${from + day * DAY_MS} + m * ${everyMs}`;
    const instants = `range(${DAY_MS / everyMs}) i(m)`;
    await writer.run(`
      INSERT INTO point SELECT s + 1, ${at}, ${value.replaceAll(/\bd\b/g, String(day))}, 0, ${at} + 1000
        FROM ${instants}, range(${count}) t(s)`);
    if (madeBefore !== undefined && day % 2 === 0)
      await writer.run(`
        INSERT INTO point SELECT ${count} + s + 1, ${at}, ${madeBefore.value}, 0, ${at} + 2000
          FROM ${instants}, range(${stations * 2}) t(s)`);
  }
  await writer.run("CHECKPOINT");
  const series = await openDuckdbSeries(database, commitsInto(database, { folds: true }));
  await series.sealUp(from + days * DAY_MS);
  await series.close();
  await database.close();
};
