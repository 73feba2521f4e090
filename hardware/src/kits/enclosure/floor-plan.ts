import { boards, bodies } from "./bodies.ts";
import type { Enclosure, Feature } from "./enclosure.ts";

/** A feature's place on the inner floor, walls and nuts included. */
export interface Rectangle {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly width: number;
}

/** Play between a body and its cradle, on each side; and the cradle's wall. */
export const cradlePlay = 0.5;
export const cradleWall = 2;

export const partitionWall = 2;
/** Features that all but touch would join along a line, which is no solid. */
const leastGap = 0.4;

/** The body's footprint with its play, as it is turned. */
export const cradleInside = (feature: Extract<Feature, { kind: "cradle" }>) => {
  const { length, width } = bodies[feature.body];
  const [along, across] = feature.turn === 0 ? [length, width] : [width, length];
  return { length: along + 2 * cradlePlay, width: across + 2 * cradlePlay };
};

export const footprint = (feature: Feature, { inner }: Enclosure): Rectangle => {
  switch (feature.kind) {
    case "board": {
      const { length, width } = boards[feature.board];
      const [along, across] = feature.turn === 0 ? [length, width] : [width, length];
      const [x, y] = feature.at;
      return { name: feature.board, x, y, length: along, width: across };
    }
    case "cradle": {
      const inside = cradleInside(feature);
      return {
        name: feature.body,
        x: feature.at[0] - cradleWall,
        y: feature.at[1] - cradleWall,
        length: inside.length + 2 * cradleWall,
        width: inside.width + 2 * cradleWall,
      };
    }
    case "hole": {
      const [x, y] = feature.at;
      return {
        name: feature.for,
        x: x - feature.clear / 2,
        y: y - feature.clear / 2,
        length: feature.clear,
        width: feature.clear,
      };
    }
    case "vents":
      return {
        name: "vents",
        x: feature.at[0],
        y: feature.at[1],
        length: feature.size[0],
        width: feature.size[1],
      };
    case "partition":
      return {
        name: "partition",
        x: feature.x,
        y: 0,
        length: partitionWall,
        width: inner.width - feature.passage,
      };
    default:
      return feature satisfies never;
  }
};

/** The columns that carry the lid. */
export const columnRadius = 4.5;
/** Between a column and the wall: a web bridges it. Circles that graze a wall make slivers. */
const columnClear = 0.5;

/** How far a column's axis is from the walls of its corner, so that it clears the rounding too. */
export const columnInset = ({ wall, cornerRadius }: Enclosure): number => {
  const reach = columnRadius + columnClear;
  const rounding = innerRadius({ wall, cornerRadius });
  return Math.max(reach, rounding - Math.max(0, rounding - reach) / Math.SQRT2);
};

/** Of the inner corners. */
export const innerRadius = ({
  wall,
  cornerRadius,
}: Pick<Enclosure, "wall" | "cornerRadius">): number => Math.max(1, cornerRadius - wall);

/** Where the columns' axes stand on the inner floor. */
export const columns = (enclosure: Enclosure): readonly (readonly [x: number, y: number])[] => {
  const { length, width } = enclosure.inner;
  const inset = columnInset(enclosure);
  return [
    [inset, inset],
    [length - inset, inset],
    [inset, width - inset],
    [length - inset, width - inset],
  ];
};

export interface Clash {
  readonly reason: "outside" | "overlap" | "too_high" | "bed";
  readonly what: readonly string[];
}

/** What does not fit: features over one another or over the edge, bodies higher than the box. */
export const checkFloorPlan = (enclosure: Enclosure): Clash[] => {
  const { inner, features, wall, lid, bed } = enclosure;
  const places = features.map((feature) => footprint(feature, enclosure));
  const corners = columns(enclosure).map(
    ([x, y]): Rectangle => ({
      name: "column",
      x: x - columnRadius,
      y: y - columnRadius,
      length: 2 * columnRadius,
      width: 2 * columnRadius,
    }),
  );
  const clashes: Clash[] = [];
  places.forEach((place, index) => {
    if (
      place.x < 0 ||
      place.y < 0 ||
      place.x + place.length > inner.length ||
      place.y + place.width > inner.width
    )
      clashes.push({ reason: "outside", what: [place.name] });
    for (const other of [...places.slice(index + 1), ...corners]) {
      const apart =
        place.x + place.length + leastGap <= other.x ||
        other.x + other.length + leastGap <= place.x ||
        place.y + place.width + leastGap <= other.y ||
        other.y + other.width + leastGap <= place.y;
      if (!apart) clashes.push({ reason: "overlap", what: [place.name, other.name] });
    }
  });
  for (const feature of features)
    if (feature.kind === "cradle" && bodies[feature.body].height > inner.height)
      clashes.push({ reason: "too_high", what: [feature.body] });
  const around = 2 * (wall + lid.clearance + wall);
  if (Math.max(inner.length, inner.width) + around > bed)
    clashes.push({ reason: "bed", what: ["lid"] });
  return clashes;
};
