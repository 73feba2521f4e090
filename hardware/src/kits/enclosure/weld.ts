import {
  cross,
  dot,
  length,
  type Mesh,
  minus,
  type Point,
  THINNEST_MM,
  thickness,
} from "./mesh.ts";

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
