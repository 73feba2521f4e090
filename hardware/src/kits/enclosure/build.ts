import { boards, bodies } from "./bodies.ts";
import type { Enclosure, Feature } from "./enclosure.ts";
import {
  columnInset,
  columnRadius,
  columns,
  cradleInside,
  cradleWall,
  innerRadius,
  partitionWall,
} from "./floor-plan.ts";
import type { Mesh } from "./mesh.ts";
import {
  box,
  rod,
  rodAlong,
  rounded,
  type Solid,
  slab,
  subtract,
  toMesh,
  translate,
  union,
} from "./solids.ts";

/** A part as it lies on the printer's bed. */
export interface Printable {
  readonly name: "base" | "lid" | "bracket";
  readonly mesh: Mesh;
}

/** Posts end this deep in the floor, so that no two faces merely touch. */
const ROOT = 1;
const POST_HEIGHT = 5;
const LID_PILOT = 2.5;
const LID_SCREW = 3.4;
const BRACKET_SPACING = 40;

/** A hole of a board, where it is on the floor. */
const turned = (
  [x, y]: readonly [number, number],
  width: number,
  turn: 0 | 90,
): readonly [number, number] => (turn === 0 ? [x, y] : [width - y, x]);

interface Shapes {
  readonly added: readonly Solid[];
  readonly cut: readonly Solid[];
}

/** Slots of 3 mm every 6 mm along x, but for those that would open beside something in `spared`. */
const slots = (
  x: number,
  y: number,
  length: number,
  width: number,
  z: number,
  height: number,
  spared: readonly { readonly from: number; readonly until: number }[] = [],
): Solid[] => {
  const count = Math.max(1, Math.floor((length + 3) / 6));
  return Array.from({ length: count }, (_, index) => x + index * 6)
    .filter((left) => !spared.some(({ from, until }) => left < until + 1 && left + 3 > from - 1))
    .map((left) => box(left, y, z, 3, width, height));
};

const shape = (feature: Feature, { floor, inner }: Enclosure): Shapes => {
  switch (feature.kind) {
    case "board": {
      const board = boards[feature.board];
      const places = board.holes.map((hole) => {
        const [x, y] = turned(hole, board.width, feature.turn);
        return [feature.at[0] + x, feature.at[1] + y] as const;
      });
      return {
        added: places.map(([x, y]) => rod(x, y, floor - ROOT, 6.4, ROOT + POST_HEIGHT)),
        cut: places.map(([x, y]) => rod(x, y, floor, board.pilot, POST_HEIGHT + 1)),
      };
    }
    case "cradle": {
      const { length, width } = cradleInside(feature);
      const [x, y] = feature.at;
      const height = Math.min(feature.wallHeight, bodies[feature.body].height);
      const ring = subtract(
        box(
          x - cradleWall,
          y - cradleWall,
          floor - ROOT,
          length + 2 * cradleWall,
          width + 2 * cradleWall,
          ROOT + height,
        ),
        box(x, y, floor - ROOT - 1, length, width, ROOT + height + 2),
      );
      const rim = 1.5;
      return {
        added: [ring],
        cut: feature.window
          ? [box(x + rim, y + rim, -1, length - 2 * rim, width - 2 * rim, floor + 2)]
          : [],
      };
    }
    case "hole":
      return {
        added: [],
        cut: [rod(feature.at[0], feature.at[1], -1, feature.diameter, floor + 2)],
      };
    case "vents":
      return {
        added: [],
        cut: slots(feature.at[0], feature.at[1], feature.size[0], feature.size[1], -1, floor + 2),
      };
    case "partition":
      return {
        added: [
          box(
            feature.x,
            -ROOT,
            floor - ROOT,
            partitionWall,
            inner.width - feature.passage + ROOT,
            ROOT + feature.height,
          ),
        ],
        cut: [],
      };
    default:
      return feature satisfies never;
  }
};

/** Half the width of the webs between a column and its two walls. */
const WEB = 1;

/** A column with its webs, which end in the middle of the walls, rounded corner or not. */
const column = (
  enclosure: Enclosure,
  [x, y]: readonly [number, number],
  from: number,
  height: number,
): Solid[] => {
  const { inner, wall } = enclosure;
  const inset = columnInset(enclosure);
  const rounding = innerRadius(enclosure);
  const aside = Math.max(0, rounding - (inset - WEB));
  const end = rounding - Math.sqrt((rounding + wall / 2) ** 2 - aside ** 2);
  const reach = inset - end;
  const webX = x < inner.length / 2 ? x - reach : x;
  const webY = y < inner.width / 2 ? y - reach : y;
  return [
    rod(x, y, from, 2 * columnRadius, height),
    box(webX, y - WEB, from, reach, 2 * WEB, height),
    box(x - WEB, webY, from, 2 * WEB, reach, height),
  ];
};

/** The tray: floor, walls, columns for the lid, and what each part needs. It prints as it stands. */
const buildBase = (enclosure: Enclosure): Solid => {
  const { inner, wall, floor, cornerRadius, lid, features } = enclosure;
  const outside = translate(
    [-wall, -wall],
    rounded(inner.length + 2 * wall, inner.width + 2 * wall, cornerRadius),
  );
  const inside = rounded(inner.length, inner.width, innerRadius(enclosure));
  const shell = subtract(
    slab(outside, 0, floor + inner.height),
    slab(inside, floor, inner.height + 1),
  );
  const shapes = features.map((feature) => shape(feature, enclosure));
  const top = floor + inner.height + lid.slit;
  const backZ = floor + inner.height * 0.6;
  const backX = [-1, 1].map((side) => inner.length / 2 + (side * BRACKET_SPACING) / 2);
  const spared = [
    ...features
      .filter((feature) => feature.kind === "partition")
      .map(({ x }) => ({ from: x, until: x + partitionWall })),
    ...(enclosure.bracket ? backX.map((x) => ({ from: x - 2, until: x + 2 })) : []),
  ];
  const solid = union(
    shell,
    ...columns(enclosure).flatMap((axis) =>
      column(enclosure, axis, floor - ROOT, top - floor + ROOT),
    ),
    ...shapes.flatMap(({ added }) => added),
  );
  const cuts = [
    ...columns(enclosure).map(([x, y]) => rod(x, y, top - 14, LID_PILOT, 15)),
    ...shapes.flatMap(({ cut }) => cut),
    ...(enclosure.bracket
      ? backX.map((x) => rodAlong(x, inner.width - 1, backZ, 3.2, wall + 2))
      : []),
    ...(enclosure.wallVents
      ? [-wall - 1, inner.width - 0.5].flatMap((y) =>
          slots(16, y, inner.length - 32, wall + 1.5, floor + 6, inner.height - 14, spared),
        )
      : []),
  ];
  return subtract(solid, ...cuts);
};

/** The lid, upside down as it is printed: a plate whose skirt hangs over the walls and the slit. */
const buildLid = (enclosure: Enclosure): Solid => {
  const { inner, wall, floor, cornerRadius, lid } = enclosure;
  const beyond = wall + lid.clearance;
  const hollow = translate(
    [-beyond, -beyond],
    rounded(inner.length + 2 * beyond, inner.width + 2 * beyond, cornerRadius + lid.clearance),
  );
  const outside = translate(
    [-beyond - wall, -beyond - wall],
    rounded(
      inner.length + 2 * (beyond + wall),
      inner.width + 2 * (beyond + wall),
      cornerRadius + lid.clearance + wall,
    ),
  );
  return subtract(
    slab(outside, 0, floor + lid.drop),
    slab(hollow, floor, lid.drop + 1),
    ...columns(enclosure).map(([x, y]) => rod(x, y, -1, LID_SCREW, floor + 2)),
  );
};

/** The plate between the box and a wall (two screws) or a pole (two hose clamps through its slots). */
const buildBracket = (): Solid => {
  const [length, width, height] = [90, 60, 5];
  return subtract(
    slab(rounded(length, width, 6), 0, height),
    ...[-1, 1].map((side) =>
      rod(length / 2 + (side * BRACKET_SPACING) / 2, 15, -1, LID_SCREW, height + 2),
    ),
    ...[-1, 1].map((side) => rod(length / 2 + side * 15, 48, -1, 5, height + 2)),
    ...[10, length - 14].flatMap((x) => [12, 36].map((y) => box(x, y, -1, 4, 14, height + 2))),
  );
};

/** The parts to print, each as it lies on the bed, without supports. */
export const buildEnclosure = (enclosure: Enclosure): Printable[] => [
  { name: "base", mesh: toMesh(buildBase(enclosure)) },
  { name: "lid", mesh: toMesh(buildLid(enclosure)) },
  ...(enclosure.bracket ? [{ name: "bracket" as const, mesh: toMesh(buildBracket()) }] : []),
];
