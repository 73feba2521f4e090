import { expect, test } from "vitest";
import { snapped } from "../../places/grid.ts";
import { drift } from "./drift.ts";
import { exposure } from "./exposure.ts";
import { course, doubted, numbers, winterDay, wobble } from "./labelled.fixture.ts";
import { neighboursOf } from "./neighbourhood.ts";
import { neighbours } from "./neighbours.ts";
import { timeShift } from "./time-shift.ts";

const particlesAt = (hour: number, key: number) =>
  (10 + 4 * Math.sin(hour / 7) + 2 * Math.sin(hour / 50)) * (1 + 0.1 * wobble(hour, key));
const networkOfParticles = (hours: number) =>
  [1, 2, 3, 4].map((key) => course(hours, (hour) => particlesAt(hour, key)));

test("neighbours: four hours that none of the others has are doubted, two hours are a plume", () => {
  const around = networkOfParticles(72);
  const isHigh = (hour: number) => (hour >= 20 && hour < 24) || (hour >= 40 && hour < 42);
  const samples = course(72, (hour) => particlesAt(hour, 9) + (isHigh(hour) ? 60 : 0));
  const found = neighbours.run({ quantity: "pm2_5", samples, neighbours: around });
  expect(doubted(samples, found)).toEqual(numbers(20, 23));
});

test("neighbours: two are too few, and a fire that all smell is no error", () => {
  const [one, two] = networkOfParticles(24);
  const far = course(24, () => 200);
  expect(
    neighbours.run({ quantity: "pm2_5", samples: far, neighbours: [one ?? [], two ?? []] }),
  ).toEqual([]);
  const fire = [1, 2, 3].map((key) => course(24, (hour) => 150 + 20 * wobble(hour, key)));
  expect(neighbours.run({ quantity: "pm2_5", samples: far, neighbours: fire })).toEqual([]);
});

test("neighbours: a station on a hill has a lower pressure and is right", () => {
  const around = [1, 2, 3].map((key) => course(72, (hour) => 990 + key + 5 * Math.sin(hour / 20)));
  const hill = course(72, (hour) => 970 + 5 * Math.sin(hour / 20));
  expect(neighbours.run({ quantity: "pressure", samples: hill, neighbours: around })).toEqual([]);
  const broken = course(72, (hour) => 970 + 5 * Math.sin(hour / 20) - (hour >= 60 ? 9 : 0));
  expect(
    doubted(broken, neighbours.run({ quantity: "pressure", samples: broken, neighbours: around })),
  ).toEqual(numbers(60, 71));
});

const home = { station: "home", point: { lat: 45.75, lon: 4.85 }, exposure: "outdoor" } as const;

test("neighbourhood: only outdoor stations within reach, the nearest first, by snapped points", () => {
  const others = [
    { station: "far", point: { lat: 45.9, lon: 4.85 }, exposure: "outdoor" },
    { station: "room", point: home.point, exposure: "indoor" },
    { station: "near", point: { lat: 45.758, lon: 4.852 }, exposure: "outdoor" },
    { station: "same-cell", point: snapped(home.point), exposure: "outdoor" },
    home,
  ] as const;
  const found = neighboursOf(home, others, { reachM: 5000, most: 12 });
  expect(found.map(({ station }) => station)).toEqual(["same-cell", "near"]);
  expect(found[0]?.distanceM).toBe(0);
  // Where in their cells the two are changes nothing.
  const middle = { ...home, point: snapped(home.point) };
  expect(neighboursOf(middle, others, { reachM: 5000, most: 12 })).toEqual(found);
  expect(neighboursOf({ ...home, exposure: "indoor" }, others, { reachM: 5000, most: 12 })).toEqual(
    [],
  );
});

const DAYS = 80;

test("drift: a counter that loses 1 % a day is found after weeks, against the network and a reference", () => {
  const network = networkOfParticles(DAYS * 24);
  const day = (hour: number) => hour / 24;
  const samples = course(DAYS * 24, (hour) => particlesAt(hour, 9) * (1 - 0.01 * day(hour)));
  for (const against of [{ network }, { reference: network[0] ?? [] }]) {
    const found = doubted(samples, drift.run({ quantity: "pm2_5", samples, against }));
    expect(found.length).toBeGreaterThan(30 * 24);
    expect(found[0]).toBeGreaterThanOrEqual(27 * 24);
    expect(found.at(-1)).toBe(DAYS * 24 - 1);
  }
});

test("drift: a place that is always dirtier does not drift, nor does one event", () => {
  const network = networkOfParticles(DAYS * 24);
  const dirty = course(DAYS * 24, (hour) => 1.8 * particlesAt(hour, 9));
  expect(drift.run({ quantity: "pm2_5", samples: dirty, against: { network } })).toEqual([]);
  const event = course(DAYS * 24, (hour) => particlesAt(hour, 9) + (hour > 1700 ? 300 : 0));
  expect(drift.run({ quantity: "pm2_5", samples: event, against: { network } })).toEqual([]);
});

const outdoors = [1, 2, 3].map((key) =>
  course(14 * 24, (hour) => winterDay(hour) + 0.4 * wobble(hour, key)),
);

test("exposure: a room said to be outdoors, and a balcony said to be a room", () => {
  const room = course(14 * 24, (hour) => 20 + 0.1 * winterDay(hour));
  const balcony = course(14 * 24, (hour) => winterDay(hour) + 1);
  const run = (temperature: typeof room, said: "outdoor" | "indoor") =>
    doubted(temperature, exposure.run({ temperature, said, outdoors })).length;
  // Weeks are counted from a Thursday: of two, one is whole, and of the others five days.
  expect(run(room, "outdoor")).toBeGreaterThanOrEqual(7 * 24);
  expect(run(balcony, "indoor")).toBeGreaterThanOrEqual(7 * 24);
  expect(run(room, "indoor")).toBe(0);
  expect(run(balcony, "outdoor")).toBe(0);
});

test("exposure: in a week as warm as a room nothing is said", () => {
  const warm = outdoors.map((samples) =>
    samples.map(({ at, value }) => ({ at, value: value + 15 })),
  );
  const room = course(14 * 24, () => 24);
  expect(exposure.run({ temperature: room, said: "outdoor", outdoors: warm })).toEqual([]);
});

test("time shift: local time of Paris in summer sent as UTC is two hours, and said in minutes", () => {
  const late = course(14 * 24, (hour) => winterDay(hour - 2) + 0.3 * wobble(hour, 7));
  const found = timeShift.run({ temperature: late, outdoors: outdoors });
  expect(doubted(late, found).length).toBeGreaterThanOrEqual(7 * 24);
  expect(new Set(found.map(({ figures }) => figures?.minutes))).toEqual(new Set([120]));
});

test("time shift: a right clock in a warmer place is right, and so is a sky without a course", () => {
  const warm = course(14 * 24, (hour) => winterDay(hour) + 3 + 0.3 * wobble(hour, 7));
  expect(timeShift.run({ temperature: warm, outdoors: outdoors })).toEqual([]);
  const grey = [1, 2, 3].map((key) => course(14 * 24, (hour) => 4 + 0.4 * wobble(hour, key)));
  expect(timeShift.run({ temperature: course(14 * 24, () => 4.2), outdoors: grey })).toEqual([]);
});
