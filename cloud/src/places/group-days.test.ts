import { addValue, emptySums } from "@datacityzen/hardware/averaging/sums";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAfter, dayBefore, meanOfHomes, rangeOfDay, type StationDay } from "./group-days.ts";

const day = (host: string, spot: string, ...values: number[]): StationDay => ({
  host,
  spot,
  sums: values.reduce((sums, value) => addValue(sums, "arithmetic", value, 0), emptySums),
});

test("homes count alike, however often and by however many stations they measure", () => {
  const mean = meanOfHomes(
    [day("a", "1", 10, 10, 10, 10), day("b", "2", 20), day("c", "3", 20), day("c", "4", 40)],
    "temperature",
  );
  expect(mean).toEqual({ homes: 3, mean: 20 });
});

test.each([
  ["two homes", [day("a", "1", 1), day("b", "2", 2)]],
  ["three stations of two hosts", [day("a", "1", 1), day("b", "2", 2), day("b", "3", 3)]],
  ["three hosts, two at one address", [day("a", "1", 1), day("b", "2", 2), day("c", "2", 3)]],
  [
    "a chain of hosts and addresses",
    [day("a", "1", 1), day("b", "2", 2), day("a", "2", 3), day("c", "3", 1)],
  ],
  ["a home without values", [day("a", "1", 1), day("b", "2", 2), day("c", "3")]],
])("%s are no three homes", (_, stations) => {
  expect(meanOfHomes(stations, "temperature")).toBeUndefined();
});

test("sound levels are averaged by energy, directions on the circle", () => {
  const of = (
    quantity: "laeq" | "wind_direction",
    averaging: "energetic" | "circular",
    values: number[],
  ) =>
    meanOfHomes(
      values.map((value, index) => ({
        ...{ host: `${index}`, spot: `${index}` },
        sums: addValue(emptySums, averaging, value, 0),
      })),
      quantity,
    )?.mean;
  expect(of("laeq", "energetic", [50, 50, 60])).toBeCloseTo(56, 0);
  expect(of("wind_direction", "circular", [350, 0, 10])).toBe(0);
});

test("fewer than three homes never give a mean, in whatever order stations come", () => {
  const station = fc.record({
    host: fc.constantFrom("a", "b", "c", "d"),
    spot: fc.constantFrom("1", "2", "3", "4"),
  });
  fc.assert(
    fc.property(fc.array(station, { maxLength: 8 }), (stations) => {
      const days = stations.map(({ host, spot }) => day(host, spot, 1));
      const mean = meanOfHomes(days, "temperature");
      expect(meanOfHomes(days.toReversed(), "temperature")).toEqual(mean);
      const hosts = new Set(stations.map(({ host }) => host)).size;
      const spots = new Set(stations.map(({ spot }) => spot)).size;
      if (mean !== undefined) expect(mean.homes).toBeLessThanOrEqual(Math.min(hosts, spots));
      if (Math.min(hosts, spots) < 3) expect(mean).toBeUndefined();
    }),
  );
});

test("days are those of the zone", () => {
  expect(rangeOfDay("2026-10-25", "Europe/Paris")).toEqual({
    from: Date.UTC(2026, 9, 24, 22),
    until: Date.UTC(2026, 9, 25, 23),
  });
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
  expect(dayBefore(Date.UTC(2026, 10, 24, 23, 30), "Europe/Paris")).toBe("2026-11-24");
});
