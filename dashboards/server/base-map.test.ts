import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BaseMapSettings, openBaseMap } from "./base-map.ts";
import { pmtilesOf } from "./pmtiles.fixture.ts";

const parts = { now: () => 0, onFailure: () => {} };
const picture = Uint8Array.from([137, 80, 78, 71]);
const metadata = { attribution: '<a href="https://example.org">&copy; Example &amp; Co</a>' };
const archive = pmtilesOf([{ id: 0, bytes: picture }], { type: "png", metadata });

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-base-map-"));
  path = join(folder, "town.pmtiles");
  await writeFile(path, archive);
});
afterAll(() => rm(folder, { recursive: true }));

const settings = (baseMap: string | undefined, more: Partial<BaseMapSettings> = {}) => ({
  ...{ baseMap, attribution: undefined, attributionUrl: undefined, ...more },
});

test("without a setting there is none, and nobody else is asked", async () => {
  expect(await openBaseMap(settings(undefined), parts)).toEqual({ ok: true, value: undefined });
});

test("a file on this machine is read tile by tile, and says whose it is in words alone", async () => {
  const opened = await openBaseMap(settings(path), parts);
  if (!opened.ok || opened.value === undefined) throw new Error("not opened");
  const { value } = opened;
  expect(value.hosts).toEqual([]);
  expect(await value.told()).toMatchObject({
    ...{ kind: "raster", tiles: "/base-map/{z}/{x}/{y}", minZoom: 0, maxZoom: 0 },
    attribution: { text: "© Example & Co" },
  });
  expect(await value.tile(0, 0, 0)).toEqual({ type: "image/png", bytes: picture });
  expect(await value.tile(3, 1, 1)).toBeUndefined();
  await value.close();
});

test("what is no such file is said at the start", async () => {
  const other = join(folder, "other.pmtiles");
  await writeFile(
    other,
    "This is not a map, although it is long enough to hold the header of one.".repeat(3),
  );
  for (const wrong of [other, join(folder, "absent.pmtiles"), folder])
    expect(await openBaseMap(settings(wrong), parts)).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("cannot be read as a PMTiles file"),
    });
});

test("a file that says more than it has costs no memory: its directory, a length, what is packed", async () => {
  const at = join(folder, "hostile.pmtiles");
  const openAt = async (bytes: Uint8Array) => {
    await writeFile(at, bytes);
    return openBaseMap(settings(at), parts);
  };
  const few = [{ id: 0, bytes: picture }];
  for (const saidTiles of [1000, 2 ** 31 - 1])
    expect(await openAt(pmtilesOf(few, { type: "png", metadata, saidTiles }))).toMatchObject({
      ok: false,
      sentence: expect.stringContaining(`says that it has ${saidTiles} tiles`),
    });
  const long = Buffer.from(archive);
  // How many bytes it says of itself.
  long.writeBigUInt64LE(2n ** 31n - 1n, 32);
  expect(await openAt(long)).toMatchObject({
    ok: false,
    sentence: expect.stringContaining("it names 2147483647 bytes"),
  });
  const bomb = [{ id: 0, bytes: gzipSync(Buffer.alloc(64 * 1024 * 1024)) }];
  const opened = await openAt(pmtilesOf(bomb, { type: "png", metadata, isPacked: true }));
  if (!opened.ok || opened.value === undefined) throw new Error("not opened");
  await expect(opened.value.tile(0, 0, 0)).rejects.toThrow(/larger than/);
  await opened.value.close();
  const whole = [{ id: 0, bytes: gzipSync(picture) }];
  const good = await openAt(pmtilesOf(whole, { type: "png", metadata, isPacked: true }));
  if (!good.ok || good.value === undefined) throw new Error("not opened");
  expect((await good.value.tile(0, 0, 0))?.bytes).toEqual(picture);
  await good.value.close();
});

test("tiles of another host are used only with a word on whose they are", async () => {
  const template = "https://tiles.example.org/{z}/{x}/{y}.png";
  expect(await openBaseMap(settings(template), parts)).toMatchObject({ ok: false });
  expect(
    await openBaseMap(settings("ftp://a/{z}/{x}/{y}", { attribution: "A" }), parts),
  ).toMatchObject({ ok: false });
  const opened = await openBaseMap(settings(template, { attribution: "© A" }), parts);
  expect(opened.ok && opened.value?.hosts).toEqual(["https://tiles.example.org"]);
  expect(opened.ok && (await opened.value?.told())).toMatchObject({
    kind: "raster",
    tiles: template,
  });
});

test("a file at another address is read by us; while it is not there the outline is, and it is asked again later", async () => {
  let isThere = false;
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const [, from = "0", until = "0"] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    response.statusCode = isThere ? 206 : 500;
    response.end(archive.subarray(Number(from), Number(until) + 1));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/town.pmtiles`;
  const failures: unknown[] = [];
  let now = 0;
  const opened = await openBaseMap(settings(address), {
    now: () => now,
    onFailure: (error) => failures.push(error),
  });
  if (!opened.ok || opened.value === undefined) throw new Error("not opened");
  expect(await opened.value.told()).toBeUndefined();
  expect(failures).toHaveLength(1);
  isThere = true;
  const before = asked;
  expect(await opened.value.told()).toBeUndefined();
  expect(asked).toBe(before);
  now = 61_000;
  expect(await opened.value.told()).toMatchObject({ kind: "raster" });
  expect((await opened.value.tile(0, 0, 0))?.bytes).toEqual(picture);
  server.close();
  server.closeAllConnections();
});
