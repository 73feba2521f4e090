import { expect, test } from "vitest";
import { course, winterDay, wobble } from "./checks/labelled.fixture.ts";
import { exchangedWith, partnersOf } from "./exchanged.ts";

const temperature = (valueAt: (hour: number) => number) => [
  { sensor: "bme", quantity: "temperature" as const, samples: course(96, valueAt) },
];
const onHill = (hour: number) => winterDay(hour) - 6;
const stations: { readonly [name: string]: (hour: number) => number } = {
  ...{ valley1: winterDay, valley2: winterDay, valley3: winterDay },
  ...{ hill1: onHill, hill2: onHill, hill3: onHill },
};
const near = (...names: readonly string[]) =>
  names.map((station) => ({ station, distanceM: 1000 }));
const inValley = { near: near("valley1", "valley2", "valley3", "two") };
const upHill = { near: near("hill1", "hill2", "hill3", "one") };
const seriesOf = async (name: string) => temperature(stations[name] ?? (() => 50));

test("two stations of one class that stand at each other's place are told, the right ones are not", async () => {
  const noisy = (level: (hour: number) => number) => (hour: number) =>
    level(hour) + 0.3 * wobble(hour, 5);
  const valley = { station: "one", series: temperature(noisy(onHill)), ...inValley };
  const hill = { station: "two", series: temperature(noisy(winterDay)), ...upHill };
  for (const [own, other] of [
    [valley, hill],
    [hill, valley],
  ] as const)
    expect(await exchangedWith(own, other, seriesOf)).toMatchObject([
      { check: "swapped@1", sensor: "bme", quantity: "temperature", count: 96 },
    ]);
  const right = { ...valley, series: temperature(noisy(winterDay)) };
  const alsoRight = { ...hill, series: temperature(noisy(onHill)) };
  expect(await exchangedWith(right, alsoRight, seriesOf)).toEqual([]);
  // One that is broken is no exchange.
  expect(await exchangedWith(valley, alsoRight, seriesOf)).toEqual([]);
});

test("only what everybody sees, of the same host or group, can have been exchanged", () => {
  const all = [
    { name: "a", host: "ana" },
    { name: "b", host: "ana" },
    { name: "c", group: "class" },
    { name: "d", group: "class", host: "ana" },
    { name: "e", host: "ben" },
    { name: "f" },
  ];
  const partners = (name: string, hidden = "") =>
    partnersOf(all.find((one) => one.name === name) ?? { name }, all, (each) => each !== hidden);
  expect(partners("a")).toEqual(["b", "d"]);
  expect(partners("d")).toEqual(["a", "b", "c"]);
  expect(partners("a", "b")).toEqual(["d"]);
  expect(partners("f")).toEqual([]);
});
