import { setImmediate } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { createKeptIndexes } from "./kept-indexes.ts";
import { row } from "./rows.fixture.ts";
import { type TilePoint, tilesOfPoints } from "./station-tiles.ts";
import { createTileThread } from "./tile-thread.ts";

const thread = createTileThread();
afterAll(() => thread.close());

const points: readonly TilePoint[] = Array.from({ length: 20_000 }, (_, index) => ({
  ...{ lat: 42 + (index % 141) / 20, lon: -4 + Math.floor(index / 141) / 15 },
  told: { station: `s${index}`, level: 1 + (index % 6), value: index % 50 },
}));

test("the thread cuts the same tiles as we do, and we have our turn all the while", async () => {
  let turns = 0;
  let isDone = false;
  const tiles = thread.index(points);
  const asked = tiles.tile(5, 15, 11).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    turns += 1;
    await setImmediate();
  }
  // Built at once, it would leave us none.
  expect(turns).toBeGreaterThan(100);
  const own = tilesOfPoints(points);
  expect(await asked).toEqual(new Uint8Array(own.tile(5, 15, 11)));
  expect(await tiles.tile(14, 0, 0)).toEqual(new Uint8Array(own.tile(14, 0, 0)));
});

test("an index that was dropped has no tiles; the others keep theirs", async () => {
  const [one, other] = [thread.index(points.slice(0, 10)), thread.index(points.slice(0, 10))];
  await one.tile(0, 0, 0);
  one.drop();
  await expect(one.tile(0, 0, 0)).rejects.toThrow("no index");
  expect((await other.tile(0, 0, 0)).length).toBeGreaterThan(0);
});

test("when the thread ends, what waits fails, and the next index has another thread", async () => {
  const mortal = createTileThread();
  const indexes = createKeptIndexes(mortal);
  const rows = Array.from({ length: 1_500 }, (_, index) =>
    row(`s${index}`, 42 + (index % 50) / 10, index / 500),
  );
  const choice = { quantity: "air", kind: "mean", quality: "all" } as const;
  const before = indexes.of(rows, 1, choice);
  const waits = before.tile(0, 0, 0);
  waits.catch(() => undefined);
  await mortal.close();
  await expect(waits).rejects.toThrow("has ended");
  indexes.forget(before);
  const after = indexes.of(rows, 1, choice);
  expect(after).not.toBe(before);
  expect((await after.tile(0, 0, 0)).length).toBeGreaterThan(0);
  await mortal.close();
});
