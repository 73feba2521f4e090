/** A point in millimetres. */
export type Point = readonly [x: number, y: number, z: number];

/** Triangles by the numbers of their corners, counter-clockwise when seen from outside. */
export interface Mesh {
  readonly points: readonly Point[];
  readonly triangles: readonly (readonly [a: number, b: number, c: number])[];
}

/** What keeps a mesh from being the skin of a solid; all zero and `volume` positive when it is one. */
export interface MeshReport {
  readonly triangles: number;
  /** Edges that do not belong to exactly two triangles, which run them in opposite senses. */
  readonly openEdges: number;
  /** Triangles with two equal corners, or thinner than a hundred-thousandth of a millimetre. */
  readonly degenerate: number;
  /** In mm³: negative when the skin is turned inside out. */
  readonly volume: number;
  /** Faces that look down by more than 45°, above the lowest level: what a printer must bridge, in mm². */
  readonly overhang: number;
  readonly size: Point;
}

export const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const length = (a: Point): number => Math.hypot(a[0], a[1], a[2]);

/** The height of a triangle over its longest side, in mm. */
export const thickness = (a: Point, b: Point, c: Point): number => {
  const longest = Math.max(length(minus(b, a)), length(minus(c, b)), length(minus(a, c)));
  return longest === 0 ? 0 : length(cross(minus(b, a), minus(c, a))) / longest;
};

export const THINNEST_MM = 1e-5;

export const checkMesh = ({ points, triangles }: Mesh): MeshReport => {
  const at = (index: number): Point => points[index] as Point;
  const edges = new Map<string, number>();
  let degenerate = 0;
  let sixVolumes = 0;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const corners of triangles) {
    const [a, b, c] = corners;
    if (new Set(corners).size < 3 || thickness(at(a), at(b), at(c)) < THINNEST_MM) degenerate += 1;
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      const edge = `${from}>${to}`;
      edges.set(edge, (edges.get(edge) ?? 0) + 1);
    }
    sixVolumes += dot(at(a), cross(at(b), at(c)));
    for (const corner of corners)
      for (const axis of [0, 1, 2] as const) {
        low[axis] = Math.min(low[axis] as number, at(corner)[axis]);
        high[axis] = Math.max(high[axis] as number, at(corner)[axis]);
      }
  }
  let overhang = 0;
  for (const [a, b, c] of triangles) {
    const normal = cross(minus(at(b), at(a)), minus(at(c), at(a)));
    const raised = Math.max(at(a)[2], at(b)[2], at(c)[2]) > (low[2] as number) + 0.01;
    if (raised && normal[2] < -Math.SQRT1_2 * length(normal)) overhang += length(normal) / 2;
  }
  let openEdges = 0;
  for (const [edge, count] of edges) {
    const [from, to] = edge.split(">");
    if (count !== 1 || edges.get(`${to}>${from}`) !== 1) openEdges += 1;
  }
  return {
    triangles: triangles.length,
    openEdges,
    degenerate,
    volume: sixVolumes / 6,
    overhang,
    size: [0, 1, 2].map(
      (axis) => (high[axis] as number) - (low[axis] as number),
    ) as unknown as Point,
  };
};
