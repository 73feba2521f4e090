import { expect, test } from "vitest";
import { checkMesh, type Mesh, type Point } from "./mesh.ts";
import { readStl, writeStl } from "./stl.ts";

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
