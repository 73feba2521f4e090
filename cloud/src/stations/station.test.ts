import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedReadings, newStation, withHello } from "./station.ts";

const hello = (every: number) => ({
  kit: "workshop-table",
  sensors: [{ id: "sds011-58d9", model: "sds011", every }],
  software: {},
});

test("a cadence is noted when it changes, and the first counts for all the past", () => {
  let station = newStation("ab", 1000);
  station = withHello(station, hello(10_000), 2000);
  station = withHello(station, hello(10_000), 3000);
  station = withHello(station, hello(60_000), 600_000);
  expect(station.cadences).toEqual({
    "sds011-58d9": [
      { since: 0, every: 10_000 },
      { since: 600_000, every: 60_000 },
    ],
  });
});

test("a range that a change of cadence divides is counted by both", () => {
  const cadences = [
    { since: 0, every: 10_000 },
    { since: 600_000, every: 60_000 },
  ];
  expect(expectedReadings(cadences, 540_000, 720_000)).toBe(6 + 2);
  expect(expectedReadings(cadences, 0, 1)).toBe(1);
  expect(expectedReadings(undefined, 0, 1)).toBeNull();
});

test("neighbouring ranges tile: none counts a reading twice or forgets one", () => {
  const instant = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(
      fc.tuple(instant, instant, instant).map((cuts) => cuts.sort((a, b) => a - b)),
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      instant,
      ([from = 0, middle = 0, until = 0], first, second, since) => {
        const cadences = [
          { since: 0, every: first },
          { since, every: second },
        ];
        const parts = [
          expectedReadings(cadences, from, middle),
          expectedReadings(cadences, middle, until),
        ];
        expect(Number(parts[0]) + Number(parts[1])).toBe(expectedReadings(cadences, from, until));
      },
    ),
  );
});
