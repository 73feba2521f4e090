import { expect, test } from "vitest";
import type { AirOfStation } from "../api/answers.ts";
import { airSpeaker, otherSpeaker } from "./speaker.ts";

const station = (
  name: string,
  distance: number,
  {
    level = null,
    hour = null,
    ...more
  }: { level?: number | null; hour?: number | null } & Partial<Pick<AirOfStation, "origin">> = {},
): AirOfStation =>
  ({
    ...{ station: name, name, distance, origin: "measured", noise: null, pollen: null },
    ...more,
    air: { level, hour: hour === null ? null : { level: hour } },
  }) as AirOfStation;

const spoken = (...stations: AirOfStation[]) => {
  const found = airSpeaker(stations);
  return found && [found.station.name, found.by];
};

test("the nearest station that knows speaks", () => {
  expect(spoken(station("a", 100), station("b", 900, { level: 2 }))).toEqual(["b", "day"]);
  expect(spoken(station("a", 100, { hour: 1 }), station("b", 900, { level: 2 }))).toEqual([
    "b",
    "day",
  ]);
  expect(spoken(station("a", 100, { hour: 1 }))).toEqual(["a", "hour"]);
});

test("what was simulated speaks only where nobody measures", () => {
  const model = station("model", 10, { level: 1, origin: "simulated" });
  expect(spoken(model, station("a", 5_000, { hour: 3 }))).toEqual(["a", "hour"]);
  expect(spoken(model, station("a", 5_000))).toEqual(["model", "day"]);
});

test("nobody speaks for a place that is far from every station", () => {
  expect(spoken(station("a", 15_001, { level: 1 }))).toBeUndefined();
  expect(spoken()).toBeUndefined();
});

test("noise is told of near places alone, and never of a simulation beside a measurement", () => {
  const noise = {} as AirOfStation["noise"];
  const loud = { ...station("a", 1_900), noise };
  expect(otherSpeaker([loud], "noise", "measured")?.name).toBe("a");
  expect(otherSpeaker([{ ...loud, distance: 2_100 }], "noise", "measured")).toBeUndefined();
  expect(otherSpeaker([{ ...loud, origin: "simulated" }], "noise", "measured")).toBeUndefined();
  expect(otherSpeaker([{ ...loud, origin: "simulated" }], "noise", undefined)?.name).toBe("a");
});
