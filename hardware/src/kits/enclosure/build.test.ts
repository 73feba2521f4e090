import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildEnclosure } from "./build.ts";
import { Enclosure } from "./enclosure.ts";
import { checkFloorPlan } from "./floor-plan.ts";
import { checkMesh, type Mesh, type Point } from "./mesh.ts";
import { readStl, writeStl } from "./stl.ts";

const folder = new URL("../../../kits/", import.meta.url);
const kits = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (kit: string): unknown =>
  JSON.parse(readFileSync(new URL(`${kit}/enclosure.json`, folder), "utf8"));

const expectSolid = (mesh: Mesh, what: string) => {
  const { openEdges, degenerate, volume } = checkMesh(mesh);
  expect({ openEdges, degenerate }, what).toEqual({ openEdges: 0, degenerate: 0 });
  expect(volume, what).toBeGreaterThan(1000);
};

describe.each(kits)("%s", (kit) => {
  const enclosure = Enclosure.parse(read(kit));

  test("everything has its place, and nothing is in the place of another", () => {
    expect(checkFloorPlan(enclosure)).toEqual([]);
  });

  test("its parts are solids that fit the bed and print without supports, and stay so in STL", () => {
    const parts = buildEnclosure(enclosure);
    expect(parts.map(({ name }) => name)).toEqual(
      enclosure.bracket ? ["base", "lid", "bracket"] : ["base", "lid"],
    );
    for (const { name, mesh } of parts) {
      expectSolid(mesh, name);
      const { size, overhang } = checkMesh(mesh);
      expect(Math.max(size[0], size[1])).toBeLessThanOrEqual(200);
      // The tops of slots and small holes are bridged; nothing else hangs in the air.
      expect(overhang).toBeLessThan(250);
      const stl = readStl(writeStl(mesh, `${kit} ${name}`));
      expect(stl).toBeDefined();
      expectSolid(stl as Mesh, `${name} read back`);
      expect(stl?.triangles.length).toBe(mesh.triangles.length);
    }
  }, 60_000);
});

test("whatever the sizes within their limits, parts in their places make solids", () => {
  const millimetres = (min: number, max: number) =>
    fc.integer({ min: min * 10, max: max * 10 }).map((tenths) => tenths / 10);
  const enclosures = fc
    .record({
      inner: fc.record({
        length: millimetres(110, 180),
        width: millimetres(130, 180),
        height: millimetres(20, 90),
      }),
      wall: millimetres(1.2, 5),
      floor: millimetres(1.2, 5),
      cornerRadius: millimetres(5, 15),
      lid: fc.record({
        slit: millimetres(0, 10),
        clearance: millimetres(0.3, 8),
        drop: millimetres(4, 40),
      }),
      wallVents: fc.boolean(),
      partition: millimetres(60, 100),
    })
    .map(({ partition, ...rest }) =>
      Enclosure.parse({
        kit: "any",
        ...rest,
        features: [
          { kind: "board", board: "raspberry-pi-zero", at: [16, 16], turn: 90 },
          { kind: "partition", x: partition, height: 12 },
          { kind: "cradle", body: "sps30", at: [16, rest.inner.width - 32], window: true },
        ],
      }),
    );
  fc.assert(
    fc.property(enclosures, (enclosure) => {
      fc.pre(checkFloorPlan(enclosure).length === 0);
      for (const { name, mesh } of buildEnclosure(enclosure)) expectSolid(mesh, name);
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);

test.each([
  ["wall", 0.4],
  ["floor", 9],
  ["cornerRadius", 0],
])("%s of %d mm is refused", (name, value) => {
  expect(
    Enclosure.safeParse({ ...(read("indoor-station") as object), [name]: value }).success,
  ).toBe(false);
});

test("a board over a gland, over the edge, and a body higher than the box are told", () => {
  const enclosure = Enclosure.parse({
    ...(read("street-station") as object),
    inner: { length: 176, width: 116, height: 30 },
    features: [
      { kind: "board", board: "raspberry-pi-4", at: [20, 20] },
      { kind: "hole", for: "gland", diameter: 20.5, clear: 28, at: [60, 40] },
      { kind: "board", board: "sds011", at: [120, 34] },
      { kind: "cradle", body: "sps30", at: [120, 8] },
    ],
  });
  expect(checkFloorPlan(enclosure)).toEqual([
    { reason: "overlap", what: ["raspberry-pi-4", "gland"] },
    { reason: "outside", what: ["sds011"] },
    { reason: "too_high", what: ["sps30"] },
  ]);
});

const corners: Point[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [
  (bits & 1) * 10,
  ((bits >> 1) & 1) * 10,
  (bits >> 2) * 10,
]);
const cube: Mesh = {
  points: corners,
  triangles: [
    [0, 2, 3],
    [0, 3, 1],
    [4, 5, 7],
    [4, 7, 6],
    [0, 1, 5],
    [0, 5, 4],
    [2, 6, 7],
    [2, 7, 3],
    [0, 4, 6],
    [0, 6, 2],
    [1, 3, 7],
    [1, 7, 5],
  ],
};

test("a cube is a solid of its volume; a lost, a turned and a flat triangle are found", () => {
  expect(checkMesh(cube)).toMatchObject({ openEdges: 0, degenerate: 0, size: [10, 10, 10] });
  expect(checkMesh(cube).volume).toBeCloseTo(1000);
  const [first, ...others] = cube.triangles as [
    [number, number, number],
    ...[number, number, number][],
  ];
  expect(checkMesh({ ...cube, triangles: others }).openEdges).toBe(3);
  expect(
    checkMesh({ ...cube, triangles: [first.toReversed() as [number, number, number], ...others] })
      .openEdges,
  ).toBeGreaterThan(0);
  expect(checkMesh({ ...cube, triangles: [...cube.triangles, [0, 0, 1]] }).degenerate).toBe(1);
  const insideOut = cube.triangles.map(([a, b, c]) => [a, c, b] as const);
  expect(checkMesh({ ...cube, triangles: insideOut }).volume).toBeCloseTo(-1000);
});

test("a truncated STL is no mesh", () => {
  const stl = writeStl(cube, "cube");
  expect(readStl(stl)?.triangles).toHaveLength(12);
  expect(readStl(stl.subarray(0, -1))).toBeUndefined();
  expect(readStl(new Uint8Array(10))).toBeUndefined();
});
