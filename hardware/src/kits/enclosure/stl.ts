import type { Mesh, Point } from "./mesh.ts";

const HEADER = 80;
const FACET = 50;

/** Binary STL, in millimetres: what every slicer reads. */
export const writeStl = ({ points, triangles }: Mesh, title: string): Uint8Array => {
  const bytes = new Uint8Array(HEADER + 4 + FACET * triangles.length);
  bytes.set(new TextEncoder().encode(title).subarray(0, HEADER));
  const view = new DataView(bytes.buffer);
  view.setUint32(HEADER, triangles.length, true);
  triangles.forEach((corners, index) => {
    // The normal is left at zero: readers take it from the order of the corners.
    corners.forEach((corner, place) => {
      const point = points[corner] as Point;
      for (const axis of [0, 1, 2] as const)
        view.setFloat32(HEADER + 4 + FACET * index + 12 + 12 * place + 4 * axis, point[axis], true);
    });
  });
  return bytes;
};

/**
 * Reads a binary STL as a slicer does: corners are the same where their numbers are. Undefined when
 * its length and its count of facets disagree.
 */
export const readStl = (bytes: Uint8Array): Mesh | undefined => {
  if (bytes.length < HEADER + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(HEADER, true);
  if (bytes.length !== HEADER + 4 + FACET * count) return undefined;
  const points: Point[] = [];
  const known = new Map<string, number>();
  const corner = (offset: number): number => {
    const point: Point = [
      view.getFloat32(offset, true),
      view.getFloat32(offset + 4, true),
      view.getFloat32(offset + 8, true),
    ];
    const key = point.join(" ");
    const index = known.get(key) ?? points.push(point) - 1;
    known.set(key, index);
    return index;
  };
  const triangles = Array.from({ length: count }, (_, facet) => {
    const start = HEADER + 4 + FACET * facet + 12;
    return [corner(start), corner(start + 12), corner(start + 24)] as const;
  });
  return { points, triangles };
};
