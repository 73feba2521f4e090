import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { ForAnybody } from "../../cloud/src/access/for-anybody.ts";
import { NOTHING, WHOLE } from "../../cloud/src/access/station-view.ts";
import { createGroupCommit } from "../../cloud/src/duckdb/group-commit.ts";
import { openDatabase } from "../../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../../cloud/src/series/duckdb/store.ts";

/**
 * Appends a reading after the other to the store at a path, and prints the number of each that is acknowledged,
 * until the second path exists. With "seal", readings lie an hour apart and days are sealed all the time. With "reseal" as well, of
 * another station a reading comes late to a day that is sealed already, and anybody may see now the one station, now the other: days
 * are written anew for both reasons. Ends with 3 when the store gives up until it is opened again.
 */
const [, , path = "", end = "", seal = ""] = process.argv;
/** So small that the log is folded all the time. */
const FOLD_PAST_BYTES = 4096;
const T0 = Date.UTC(2026, 10, 26);

const giveUp = (): void => process.exit(3);
const database = await openDatabase(path, { foldPastBytes: FOLD_PAST_BYTES });
const commits = createGroupCommit(database.writer, {
  onFault: ({ message }) => process.stderr.write(`${message.split("\n", 1)[0]}\n`),
  onRecovery: () => process.stderr.write("recovered\n"),
  onBroken: giveUp,
  beforeCommit: database.countGroup,
  onCommitted: database.noteCommitted,
  afterCommit: () =>
    database.foldLog().catch(({ message }: Error) => {
      process.stderr.write(`${message.split("\n", 1)[0]}\n`);
      if (message.includes("invalidated") || message.startsWith("FATAL")) giveUp();
    }),
  retryMs: 20,
});
const isResealing = seal === "reseal";
const isSealing = isResealing || seal === "seal";
/** Turns with each look. */
let edition = 0;
const anybody: ForAnybody = {
  viewOf: (station) => ((station === "ab") === (edition % 2 === 0) ? WHOLE : NOTHING),
  edition: () => edition,
};
const series = await openDuckdbSeries(
  database,
  commits,
  isResealing ? { seal: { anybody, firstAfterMs: 1e9, classesEveryMs: 1e9 } } : {},
);
const selection = { stations: ["ab"], quantities: ["pm2_5" as const], from: 0, until: 3 * T0 };
const stepMs = isSealing ? 3_600_000 : 1000;
const sealAll = async (): Promise<void> => {
  while (!existsSync(end)) {
    await series
      .sealUp(T0 + 100_000 * stepMs)
      .catch(({ message }: Error) => process.stderr.write(`${message.split("\n", 1)[0]}\n`));
    edition += 1;
    await wait(5);
  }
};
const sealing = isSealing ? sealAll() : undefined;
/** Halfway back, at an instant of its own. */
const appendLate = async (number: number): Promise<void> => {
  const at = T0 + Math.floor(number / 2) * stepMs + (1 + (number % 2)) * 60_000;
  const readings = [{ at, sensor: "sds011", values: { pm2_5: number } }];
  await series.append({ station: "late", received: T0 + number * stepMs, readings });
};
for (let number = await series.count(selection); !existsSync(end); number++) {
  const readings = [
    { at: T0 + number * stepMs, sensor: "sds011", values: { pm2_5: number, pm10: number } },
  ];
  if (isResealing) await appendLate(number);
  await series.append({ station: "ab", received: T0 + number * stepMs, readings });
  process.stdout.write(`${number}\n`);
  await wait(1);
}
await sealing;
await series.close();
await database.close();
