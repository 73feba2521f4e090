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

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a: Point): number => Math.hypot(a[0], a[1], a[2]);

/** The height of a triangle over its longest side, in mm. */
const thickness = (a: Point, b: Point, c: Point): number => {
  const longest = Math.max(length(minus(b, a)), length(minus(c, b)), length(minus(a, c)));
  return longest === 0 ? 0 : length(cross(minus(b, a), minus(c, a))) / longest;
};

const THINNEST_MM = 1e-5;

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

/** Gives each place a number; places within `distance` get the same. */
const createWelder = (distance: number) => {
  const points: Point[] = [];
  const cells = new Map<string, number[]>();
  const cell = (value: number) => Math.floor(value / (distance * 2));
  const nearby = (point: Point): number[] => {
    const found: number[] = [];
    for (const dx of [-1, 0, 1])
      for (const dy of [-1, 0, 1])
        for (const dz of [-1, 0, 1]) {
          const key = `${cell(point[0]) + dx},${cell(point[1]) + dy},${cell(point[2]) + dz}`;
          found.push(...(cells.get(key) ?? []));
        }
    return found;
  };
  return {
    points,
    number(point: Point): number {
      const known = nearby(point).find(
        (index) => length(minus(points[index] as Point, point)) <= distance,
      );
      if (known !== undefined) return known;
      const index = points.push(point) - 1;
      const key = `${cell(point[0])},${cell(point[1])},${cell(point[2])}`;
      cells.set(key, [...(cells.get(key) ?? []), index]);
      return index;
    },
  };
};

/**
 * Makes one closed mesh of the polygons that constructive geometry leaves behind. Its cuts leave a
 * corner of one polygon in the middle of a neighbour's side ("T-junctions"), and corners that differ
 * by rounding: the first are added to the side, the second welded, before polygons become triangles.
 * Corners within `distance` (mm) of each other, or of a side, are taken to be there.
 */
export const weld = (polygons: readonly (readonly Point[])[], distance: number): Mesh => {
  const welder = createWelder(distance);
  const rings = polygons.map((ring) =>
    ring.map(welder.number).filter((corner, index, all) => corner !== all.at(index - 1)),
  );
  const { points } = welder;
  const at = (index: number): Point => points[index] as Point;
  // Candidates along a side are looked up by their x: parts have a few thousand corners.
  const byX = points.map((_, index) => index).sort((a, b) => at(a)[0] - at(b)[0]);
  const firstFrom = (x: number): number => {
    let low = 0;
    let high = byX.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(byX[middle] as number)[0] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const between = new Map<string, readonly number[]>();
  const cornersBetween = (from: number, to: number): readonly number[] => {
    const [a, b] = from < to ? [from, to] : [to, from];
    const key = `${a}-${b}`;
    let found = between.get(key);
    if (found === undefined) {
      const side = minus(at(b), at(a));
      const span = length(side);
      const inside: { corner: number; along: number }[] = [];
      const until = Math.max(at(a)[0], at(b)[0]) + distance;
      for (let i = firstFrom(Math.min(at(a)[0], at(b)[0]) - distance); i < byX.length; i++) {
        const corner = byX[i] as number;
        if (at(corner)[0] > until) break;
        if (corner === a || corner === b) continue;
        const offset = minus(at(corner), at(a));
        const along = dot(offset, side) / span;
        if (along <= 0 || along >= span) continue;
        if (length(cross(offset, side)) / span <= distance) inside.push({ corner, along });
      }
      found = inside.sort((p, q) => p.along - q.along).map(({ corner }) => corner);
      between.set(key, found);
    }
    return from === a ? found : found.toReversed();
  };
  const triangles = rings
    .filter((ring) => ring.length >= 3)
    .map((ring) =>
      ring.flatMap((corner, index) => [
        corner,
        ...cornersBetween(corner, ring[(index + 1) % ring.length] as number),
      ]),
    )
    .flatMap((ring) => triangulate(ring, at));
  return { points, triangles };
};

/** Cuts a convex ring, which may have corners along its sides, into triangles; a line gives none. */
const triangulate = (
  ring: readonly number[],
  at: (index: number) => Point,
): (readonly [number, number, number])[] => {
  const left = [...ring];
  const cut: (readonly [number, number, number])[] = [];
  const widest = (corners: readonly number[]): number => {
    const first = corners[0] as number;
    return Math.max(
      0,
      ...corners
        .slice(1, -1)
        .map((corner, index) => thickness(at(first), at(corner), at(corners[index + 2] as number))),
    );
  };
  while (left.length >= 3) {
    let best = -1;
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < left.length; i++) {
      const [a, b, c] = [left.at(i - 1), left[i], left[(i + 1) % left.length]] as number[] as [
        number,
        number,
        number,
      ];
      // Short cuts first: corners close together are dealt with before a long cut makes them slivers.
      const diagonal = length(minus(at(c), at(a)));
      if (diagonal >= shortest || thickness(at(a), at(b), at(c)) < THINNEST_MM) continue;
      // Cut along a side with corners on it, and the rest would be a line.
      const rest = left.filter((_, index) => index !== i);
      if (rest.length >= 3 && widest(rest) < THINNEST_MM) continue;
      best = i;
      shortest = diagonal;
    }
    if (best < 0) return cut;
    cut.push([
      left.at(best - 1) as number,
      left[best] as number,
      left[(best + 1) % left.length] as number,
    ]);
    left.splice(best, 1);
  }
  return cut;
};
