import fc from "fast-check";
import { expect, test } from "vitest";
import { areaMap, type MapPoint, type Rings } from "./area-map.ts";

const look = { width: 500, height: 400, ink: "#000", edge: "#888", tint: "#eee" };
const square: Rings = [
  [
    [-0.7, 44.7],
    [-0.5, 44.7],
    [-0.5, 44.9],
    [-0.7, 44.9],
    [-0.7, 44.7],
  ],
];
const at = (number: number, lat: number, lon: number): MapPoint => ({ number, lat, lon });

test("a place that stands alone has its number, those that are too close a letter, one beyond is told", () => {
  const points = [at(1, 44.71, -0.69), at(2, 44.89, -0.51), at(3, 44.8901, -0.5101), at(4, 10, 10)];
  const map = areaMap(points, square, look);
  expect(map?.groups).toEqual([{ letter: "A", numbers: [2, 3] }]);
  expect(map?.beyond).toEqual([4]);
  expect(
    [...(map?.svg.matchAll(/font-weight="bold">(\w+)</g) ?? [])].map(([, one]) => one),
  ).toEqual(["1", "A"]);
  // Its south-west is below and to the left of its north-east.
  const [first, second] = [
    ...(map?.svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle"/g) ?? []),
  ];
  expect(Number(first?.[1])).toBeLessThan(Number(second?.[1]));
  expect(Number(first?.[2])).toBeGreaterThan(Number(second?.[2]));
});

test("its scale is true", () => {
  const map = areaMap([at(1, 44.8, -0.6)], square, look);
  // 0.2 degrees of latitude are 22.26 km, on the 360 points between the margins.
  const [, bar] = /h([\d.]+)v-5/.exec(map?.svg ?? "") ?? [];
  expect(map?.svg).toContain(">10 km<");
  expect(Number(bar)).toBeCloseTo((10 / 22.264) * 360, 0);
});

test("without an outline it is as large as its places need; without a place there is none", () => {
  expect(areaMap([at(1, 44.8, -0.6)], undefined, look)).toMatchObject({ groups: [], beyond: [] });
  expect(areaMap([], square, look)).toBeUndefined();
});

test("each place is under exactly one mark, or told to lie beyond, and no mark lies on another", () => {
  const point = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 60 }),
      fc.boolean(),
      (places, isOutlined) => {
        const points = places.map(([lat, lon], index) => at(index + 1, lat, lon));
        const map = areaMap(points, isOutlined ? square : undefined, look);
        const marks = [
          ...(map?.svg.matchAll(
            /<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle" font-weight="bold">(\w+)</g,
          ) ?? []),
        ];
        const alone = marks.map(([, , , text]) => Number(text)).filter((one) => !Number.isNaN(one));
        const grouped = map?.groups.flatMap(({ numbers }) => numbers) ?? [];
        expect([...alone, ...grouped, ...(map?.beyond ?? [])].toSorted((a, b) => a - b)).toEqual(
          points.map(({ number }) => number),
        );
        for (const [index, [, x, y]] of marks.entries())
          for (const [, otherX, otherY] of marks.slice(index + 1))
            expect(
              Math.abs(Number(x) - Number(otherX)) > 37 ||
                Math.abs(Number(y) - Number(otherY)) > 23,
            ).toBe(true);
        expect(map?.svg).not.toMatch(/NaN|Infinity/);
      },
    ),
  );
});
