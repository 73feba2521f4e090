import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createKeptTiles } from "./kept-tiles.ts";

const source = {};
/** Noise, which gzip does not make smaller. */
const bytes = (count: number) => async () => randomBytes(count);

test("a tile is made once, and again of another source", async () => {
  const tiles = createKeptTiles();
  let made = 0;
  const make = async () => {
    made += 1;
    return new Uint8Array([made]);
  };
  const [one, again] = await Promise.all([
    tiles.of(source, "0/0/0", make),
    tiles.of(source, "0/0/0", make),
  ]);
  expect([one.etag === again.etag, made]).toEqual([true, 1]);
  expect((await tiles.of({}, "0/0/0", make)).etag).not.toBe(one.etag);
});

test("what is kept weighs no more than it may; what was asked for longest ago leaves first", async () => {
  const tiles = createKeptTiles(4_500);
  const first = await tiles.of(source, "a", bytes(1_000));
  await tiles.of(source, "b", bytes(1_000));
  expect(await tiles.of(source, "a", bytes(1_000))).toBe(first);
  await tiles.of(source, "c", bytes(1_000));
  expect(tiles.bytes()).toBeLessThanOrEqual(4_500);
  expect(await tiles.of(source, "a", bytes(1_000))).toBe(first);
  await tiles.of(source, "d", bytes(9_000));
  expect(tiles.bytes()).toBe(0);
});

test("a tile that could not be made is made when it is asked for again", async () => {
  const tiles = createKeptTiles();
  const fails = async () => Promise.reject(new Error("no records"));
  await expect(tiles.of(source, "a", fails)).rejects.toThrow("no records");
  expect((await tiles.of(source, "a", bytes(10))).gzip.length).toBeGreaterThan(10);
});

test("empty tiles, of which there are hundreds of millions, weigh too: a visitor who asks for all of them fills no memory", async () => {
  const tiles = createKeptTiles(200_000);
  let made = 0;
  const empty = async () => {
    made += 1;
    return new Uint8Array(0);
  };
  for (let x = 0; x < 400; x++) await tiles.of(source, `14/${x}/0`, empty);
  expect(tiles.bytes()).toBeLessThanOrEqual(200_000);
  // The last ones are there, the first ones left.
  await tiles.of(source, "14/399/0", empty);
  expect(made).toBe(400);
  await tiles.of(source, "14/0/0", empty);
  expect(made).toBe(401);
});
