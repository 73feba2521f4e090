import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { buildEnclosure } from "./build.ts";
import { Enclosure } from "./enclosure.ts";
import { checkFloorPlan } from "./floor-plan.ts";
import { checkMesh, type Mesh } from "./mesh.ts";
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
  });
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
    { numRuns: Math.ceil((12 * inject("propertyPercent")) / 100), endOnFailure: true },
  );
});
