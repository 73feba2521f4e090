import fc from "fast-check";
import { expect, test } from "vitest";
import {
  boundsOf,
  innerPoint,
  MOST_POSITIONS,
  type Outline,
  type Position,
  parseOutline,
  placeIn,
} from "./geometry.ts";

const square = (west: number, south: number, size: number): Position[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

const polygon = (...rings: Position[][]): Outline => ({ type: "Polygon", coordinates: rings });

test.each([
  ["inside", [1, 1], "inside"],
  ["outside", [5, 1], "outside"],
  ["on an edge", [0, 2], "border"],
  ["on a corner", [4, 4], "border"],
  ["in the hole", [2.5, 2.5], "outside"],
  ["on the hole's edge", [2, 2.5], "border"],
  ["level with a corner", [-1, 4], "outside"],
] as const)("a point %s", (_, point, expected) => {
  expect(placeIn(polygon(square(0, 0, 4), square(2, 2, 1)), point)).toBe(expected);
});

test("a multi-polygon holds what one of its parts holds", () => {
  const islands: Outline = {
    type: "MultiPolygon",
    coordinates: [[square(0, 0, 1)], [square(2, 0, 1)]],
  };
  expect(placeIn(islands, [2.5, 0.5])).toBe("inside");
  expect(placeIn(islands, [1.5, 0.5])).toBe("outside");
  expect(boundsOf(islands)).toEqual([0, 0, 3, 1]);
});

/** How often a ring winds around a point: by the angles, the slow way. */
const windingNumber = (ring: readonly Position[], [x, y]: Position): number => {
  let angle = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [ax, ay] = ring[index - 1] as Position;
    const [bx, by] = ring[index] as Position;
    angle += Math.atan2(
      (ax - x) * (by - y) - (bx - x) * (ay - y),
      (ax - x) * (bx - x) + (ay - y) * (by - y),
    );
  }
  return Math.round(angle / (2 * Math.PI));
};

/** A star around the origin: its corners by angle, so that it does not cross itself. */
const star = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 359 }), fc.integer({ min: 1, max: 100 })), {
    minLength: 3,
    maxLength: 30,
  })
  .map((corners) => {
    const byAngle = [...new Map(corners)].toSorted((a, b) => a[0] - b[0]);
    const ring = byAngle.map(([angle, far]): Position => {
      const radians = (angle / 180) * Math.PI;
      return [Math.round(far * Math.cos(radians)), Math.round(far * Math.sin(radians))];
    });
    return [...ring, ring[0] as Position];
  })
  .filter((ring) => new Set(ring.map(String)).size >= 3);
const point = fc.tuple(fc.integer({ min: -101, max: 101 }), fc.integer({ min: -101, max: 101 }));

test("a point that is not on the border is inside when the outline winds around it", () => {
  fc.assert(
    fc.property(star, point, (ring, at) => {
      const place = placeIn(polygon(ring), at);
      if (place !== "border") expect(place === "inside").toBe(windingNumber(ring, at) % 2 !== 0);
    }),
    { numRuns: 2_000 },
  );
});

test("the middle of each edge and each corner are border, whichever way the ring turns", () => {
  fc.assert(
    fc.property(star, fc.nat(), fc.boolean(), (ring, index, turned) => {
      const given = turned ? ring.toReversed() : ring;
      const doubled = given.map(([lon, lat]): Position => [2 * lon, 2 * lat]);
      const [a, b] = [given[index % (given.length - 1)], given[(index % (given.length - 1)) + 1]];
      const middle: Position = [(a?.[0] ?? 0) + (b?.[0] ?? 0), (a?.[1] ?? 0) + (b?.[1] ?? 0)];
      expect(placeIn(polygon(doubled), middle)).toBe("border");
      expect(placeIn(polygon(given), given[0] as Position)).toBe("border");
    }),
  );
});

test("neighbours share their border and nothing else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), point, (x, [px, py]) => {
      const at: Position = [px / 10, py / 10];
      const places = [polygon(square(0, 0, x)), polygon(square(x, 0, x))].map((each) =>
        placeIn(each, at),
      );
      expect(places.filter((place) => place === "inside").length).toBeLessThanOrEqual(1);
    }),
  );
});

test("the point of a label lies in the area", () => {
  fc.assert(
    fc.property(star, (ring) => {
      const parsed = parseOutline({
        type: "Polygon",
        coordinates: [ring.map(([x, y]) => [x, y / 2])],
      });
      fc.pre(parsed.ok && windingNumber(ring, [0.1, 0.1]) !== 0);
      if (parsed.ok)
        expect(placeIn(parsed.outline, innerPoint(parsed.outline))).not.toBe("outside");
    }),
  );
});

test("outlines are rounded to a metre, closed, and without repeated corners", () => {
  const parsed = parseOutline({
    type: "Polygon",
    coordinates: [
      [
        [0, 0, 12],
        [1, 0, 12],
        [1, 0, 13],
        [1, 1.000_001, 12],
        [0, 1, 12],
      ],
    ],
  });
  expect(parsed).toEqual({
    ok: true,
    outline: polygon([
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ]),
  });
});

test.each([
  null,
  "Polygon",
  { type: "Point", coordinates: [0, 0] },
  { type: "Polygon", coordinates: [] },
  {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [1, 1],
      ],
    ],
  },
  {
    type: "Polygon",
    coordinates: [
      [
        [650_000, 6_800_000],
        [650_001, 6_800_000],
        [650_001, 6_800_001],
        [650_000, 6_800_000],
      ],
    ],
  },
  {
    type: "Polygon",
    coordinates: [
      [
        ["0", "0"],
        ["1", "0"],
        ["1", "1"],
        ["0", "0"],
      ],
    ],
  },
  { type: "MultiPolygon", coordinates: [square(0, 0, 1)] },
  { type: "Polygon", coordinates: [square(0, 0, 0.000_001)] },
  {
    type: "Polygon",
    coordinates: [
      Array.from({ length: MOST_POSITIONS + 1 }, (_, index) => [index / 1000, index % 2]),
    ],
  },
])("geometry %# is refused with a reason in both languages", (geometry) => {
  expect(parseOutline(geometry)).toMatchObject({
    ok: false,
    fr: expect.stringMatching(/\w/),
    en: expect.stringMatching(/\w/),
  });
});
