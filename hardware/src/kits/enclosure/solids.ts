import modeling from "@jscad/modeling";
import { checkMesh, type Mesh } from "./mesh.ts";
import { weld } from "./weld.ts";

export const { subtract, union } = modeling.booleans;
const { extrudeLinear } = modeling.extrusions;
const { circle, rectangle, roundedRectangle } = modeling.primitives;
export const { translate } = modeling.transforms;
const { rotateX } = modeling.transforms;
const { geom3 } = modeling.geometries;

export type Solid = ReturnType<typeof geom3.create>;
type Outline = ReturnType<typeof circle>;

/**
 * Facets of a circle: as many as keep it within 0.02 mm of round, finer than any nozzle, and no more:
 * corners must stay farther from the chords beside them than the mesh welds.
 */
const facets = (radius: number): number =>
  Math.max(12, 4 * Math.floor((Math.PI * Math.sqrt(radius / 0.04)) / 4));
export const slab = (outline: Outline, from: number, height: number): Solid =>
  translate([0, 0, from], extrudeLinear({ height }, outline));
export const box = (
  x: number,
  y: number,
  z: number,
  length: number,
  width: number,
  height: number,
): Solid =>
  slab(translate([x + length / 2, y + width / 2], rectangle({ size: [length, width] })), z, height);
export const rod = (x: number, y: number, z: number, diameter: number, height: number): Solid =>
  slab(
    translate([x, y], circle({ radius: diameter / 2, segments: facets(diameter / 2) })),
    z,
    height,
  );
/** A rod along the y axis. */
export const rodAlong = (
  x: number,
  y: number,
  z: number,
  diameter: number,
  length: number,
): Solid =>
  translate(
    [x, y + length, z],
    rotateX(
      Math.PI / 2,
      extrudeLinear(
        { height: length },
        circle({ radius: diameter / 2, segments: facets(diameter / 2) }),
      ),
    ),
  );
export const rounded = (length: number, width: number, radius: number): Outline =>
  translate(
    [length / 2, width / 2],
    roundedRectangle({ size: [length, width], roundRadius: radius, segments: facets(radius) }),
  );

/**
 * Distances within which corners are one, in mm: all far below what a printer can place. Which of them
 * tells rounding from a real sliver depends on where the cuts fell, so the first that closes the mesh
 * is taken; when none does, the mesh is given as it is, and `checkMesh` says so.
 */
const weldings = [2e-3, 5e-3, 1e-3, 8e-3, 5e-4, 1e-2, 2e-4] as const;

export const toMesh = (solid: Solid): Mesh => {
  const polygons = geom3.toPolygons(solid).map(({ vertices }) => vertices);
  let mesh = weld(polygons, weldings[0]);
  for (const distance of weldings.slice(1)) {
    const { openEdges, degenerate } = checkMesh(mesh);
    if (openEdges === 0 && degenerate === 0) break;
    mesh = weld(polygons, distance);
  }
  return mesh;
};
