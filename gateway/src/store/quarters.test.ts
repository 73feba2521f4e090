import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openQuarters, quarterMs } from "./quarters.ts";
import { batch, openStore, today } from "./store.fixture.ts";

const open = (folder: string, now: () => number) => {
  const store = openStore(folder);
  return { store, quarters: openQuarters(store.database, store.commits, now) };
};

const measured = (at: number, values: Record<string, number>, flags: "implausible"[] = []) => ({
  ...batch(1),
  readings: [{ at, sensor: "sds011-58d9", values, flags }],
});

test("a quarter of an hour is one row with its mean and extremes, and is there after a restart", async () => {
  const folder = temporaryFolder();
  let now = today + 10 * 60_000;
  const first = open(folder, () => now);
  for (const [minute, value] of [2, 4, 9].entries())
    first.quarters.note("workshop", measured(today + minute * 60_000, { pm2_5: value, laeq: 50 }));
  first.quarters.note("workshop", measured(today + 60_000, { pm2_5: 9000 }, ["implausible"]));
  const pm = { station: "workshop", sensor: "sds011-58d9", quantity: "pm2_5" };
  const quarter = { at: today, count: 3, mean: 5, least: 2, most: 9 };
  // Under way: seen, and not yet written.
  expect(first.quarters.since(today)[0]).toEqual({ ...pm, quarters: [quarter] });
  await first.quarters.write();
  expect(first.quarters.following(undefined, 10)).toEqual([]);
  now = today + quarterMs + 60_000;
  await first.quarters.write();
  expect(first.quarters.following(undefined, 10)).toContainEqual({ ...pm, ...quarter });
  first.store.close();

  const again = open(folder, () => now);
  onTestFinished(again.store.close);
  expect(again.quarters.since(today)).toHaveLength(2);
  // What a station held back joins the mean of its quarter.
  again.quarters.note("workshop", measured(today + 5 * 60_000, { pm2_5: 1 }));
  await again.quarters.write();
  expect(again.quarters.following(undefined, 10)).toContainEqual({
    ...{ ...pm, at: today, count: 4, mean: 4, least: 1, most: 9 },
  });
});

test("levels are summed up as energy, and what a wrong clock dates is left out", async () => {
  const now = today + quarterMs + 60_000;
  const { store, quarters } = open(temporaryFolder(), () => now);
  onTestFinished(store.close);
  quarters.note("workshop", measured(today, { laeq: 50 }));
  quarters.note("workshop", measured(today + 1, { laeq: 60 }));
  quarters.note("workshop", measured(today + 86_400_000, { laeq: 60 }));
  quarters.note("workshop", measured(today - 40 * 86_400_000, { laeq: 60 }));
  await quarters.write({ all: true });
  const rows = quarters.following(undefined, 10);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.mean).toBeCloseTo(57.4, 1);
});

test("pages of rows follow each other without a gap or a repeat; after a month they are forgotten", async () => {
  let now = today;
  const { store, quarters } = open(temporaryFolder(), () => now);
  onTestFinished(store.close);
  for (let index = 0; index < 40; index++)
    for (const station of ["orchard", "workshop"])
      quarters.note(station, measured(today - index * quarterMs, { pm2_5: index, pm10: index }));
  await quarters.write({ all: true });
  const seen: string[] = [];
  let after: Parameters<typeof quarters.following>[0];
  do {
    const rows = quarters.following(after, 7);
    after = rows.at(-1);
    seen.push(...rows.map((row) => `${row.at} ${row.station} ${row.quantity}`));
  } while (after !== undefined);
  expect(new Set(seen).size).toBe(160);
  expect(seen).toEqual(seen.toSorted());
  now = today + 32 * 86_400_000;
  quarters.note("orchard", measured(now, { pm2_5: 1 }));
  await quarters.write({ all: true });
  expect(quarters.following(undefined, 10)).toHaveLength(1);
});
