import fc from "fast-check";
import { expect, test } from "vitest";
import {
  cadencesOf,
  expectedReadings,
  modelsOf,
  newStation,
  StationRecord,
  saidState,
  stateOf,
  withHello,
  withOrigins,
  withStatus,
} from "./station.ts";

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

test("a sensor that is of another model from now on was of the former one before, also when it goes and comes back", () => {
  const of = (...sensors: { id: string; model: string }[]) => ({
    ...hello(1000),
    sensors: sensors.map((sensor) => ({ ...sensor, every: 1000 })),
  });
  let station = withHello(newStation("ab", 0), of({ id: "pm", model: "sds011" }), 10);
  station = withHello(station, of({ id: "pm", model: "sds011" }), 20);
  expect(station.formerModels).toBeUndefined();
  station = withHello(station, of({ id: "pm", model: "sps30" }), 30);
  station = withHello(station, of({ id: "constructor", model: "own" }), 40);
  station = withHello(station, of({ id: "pm", model: "pmsx003" }), 50);
  const modelAt = modelsOf(StationRecord.parse(JSON.parse(JSON.stringify(station))));
  expect([0, 29, 30, 39, 40, 50].map((at) => modelAt("pm", at))).toEqual([
    ...["sds011", "sds011", "sps30", "sps30", "pmsx003", "pmsx003"],
  ]);
  expect(modelAt("constructor", 45)).toBe("own");
  expect(modelAt("toString", 45)).toBeUndefined();
  // A station that says something else at each start.
  for (let at = 100; at < 400; at++)
    station = withHello(station, of({ id: `s-${at % 7}`, model: `m-${at}` }), at);
  expect(JSON.stringify(station.formerModels).length).toBeLessThan(3000);
});

test("a sensor may be named as what every object has", () => {
  const sensors = [{ id: "constructor", model: "own", every: 1000 }];
  const station = withHello(newStation("ab", 0), { ...hello(1000), sensors }, 5);
  expect(cadencesOf(station, "constructor")).toEqual([{ since: 0, every: 1000 }]);
  expect(cadencesOf(newStation("ab", 0), "constructor")).toEqual([]);
});

test("what was said earlier and arrives later changes nothing, a will always counts", () => {
  const online = withStatus(newStation("ab", 0), { state: "online", at: 1000 }, 1010);
  expect(withStatus(online, { state: "sleeping", at: 900 }, 1020)).toBe(online);
  expect(withStatus(online, { state: "sleeping", at: 1100 }, 1110).status?.state).toBe("sleeping");
  const vanished = withStatus(online, { state: "offline" }, 1200);
  expect(vanished).toMatchObject({ status: { state: "offline" }, statusReceived: 1200 });
  expect(withStatus(vanished, { state: "online", at: 1100 }, 1300)).toBe(vanished);
  expect(withStatus(vanished, { state: "online", at: 1300 }, 1300).status?.state).toBe("online");
  // A clock that runs ahead does not silence the station for as long.
  const ahead = withStatus(online, { state: "online", at: 9_000_000 }, 1400);
  expect(withStatus(ahead, { state: "sleeping", at: 1500 }, 1500).status?.state).toBe("sleeping");
});

test("what was said while our clock was ahead does not stand against what is said later", () => {
  const AHEAD = 40 * 365 * 86_400_000;
  const off = withStatus(newStation("ab", 1000), { state: "offline" }, 2000 + AHEAD);
  const on = withStatus(off, { state: "online", at: 2500 }, 3000);
  expect(saidState(on)).toEqual({ state: "online", since: 2500 });
  const again = withStatus(
    withStatus(newStation("ab", 1000), { state: "online" }, 2000 + AHEAD),
    { state: "online", at: 2500 },
    3000,
  );
  expect(saidState(again)?.since).toBe(2500);
});

test("an origin is noted once", () => {
  const station = withOrigins(newStation("ab", 0), new Set(["measured"]));
  expect(station.origins).toEqual(["measured"]);
  expect(withOrigins(station, new Set(["measured"]))).toBe(station);
  expect(withOrigins(station, new Set(["simulated"])).origins).toEqual(["measured", "simulated"]);
});

test("a range that a change of cadence divides is counted by both", () => {
  const cadences = [
    { since: 0, every: 10_000 },
    { since: 600_000, every: 60_000 },
  ];
  const later = 10_000_000;
  expect(expectedReadings(cadences, { from: 540_000, until: 720_000 }, later)).toBe(6 + 2);
  expect(expectedReadings(cadences, { from: 0, until: 1 }, later)).toBe(1);
  expect(expectedReadings([], { from: 0, until: 1 }, later)).toBeNull();
});

test("a reading is not missing before its interval is over", () => {
  const cadences = [{ since: 0, every: 10_000 }];
  const range = { from: 0, until: 60_000 };
  expect(expectedReadings(cadences, range, 29_999)).toBe(2);
  expect(expectedReadings(cadences, range, 30_000)).toBe(3);
  expect(expectedReadings(cadences, range, 5_000)).toBe(0);
});

test("neighbouring ranges tile: none counts a reading twice or forgets one", () => {
  const instant = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(
      fc.tuple(instant, instant, instant).map((cuts) => cuts.sort((a, b) => a - b)),
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      instant,
      instant,
      ([from = 0, middle = 0, until = 0], first, second, since, now) => {
        const cadences = [
          { since: 0, every: first },
          { since, every: second },
        ];
        const parts = [
          expectedReadings(cadences, { from, until: middle }, now),
          expectedReadings(cadences, { from: middle, until }, now),
        ];
        expect(Number(parts[0]) + Number(parts[1])).toBe(
          expectedReadings(cadences, { from, until }, now),
        );
      },
    ),
  );
});

test("saying the same again, as after a restart of ours, changes no since", () => {
  const first = withStatus(newStation("ab", 0), { state: "online", at: 1000 }, 1005);
  const again = withStatus(first, { state: "online", at: 90_000 }, 90_005);
  expect(saidState(again)).toEqual({ state: "online", since: 1000 });
  const gone = withStatus(again, { state: "offline" }, 100_000);
  expect(saidState(withStatus(gone, { state: "offline" }, 900_000))).toEqual({
    state: "offline",
    since: 100_000,
  });
});

test("a record of an older version says since when by its status", () => {
  const old = { ...newStation("ab", 0), status: { state: "offline" as const }, statusReceived: 7 };
  expect(stateOf(old, undefined, undefined, 1000)).toEqual({ kind: "offline", since: 7 });
});

test("a station that renames and reconfigures its sensors without end has a record of bounded size", () => {
  let record = newStation("mairie", 0);
  for (let round = 0; round < 100; round++) {
    const sensors = Array.from({ length: 64 }, (_, index) => ({
      id: index < 32 ? `fixed-${index}` : `sensor-${round}-${index}`,
      model: "sds011",
      every: 1000 + round,
    }));
    record = withHello(record, { kit: "air", sensors, software: {} }, 1 + round);
  }
  expect(JSON.stringify(record).length).toBeLessThan(64 * 1024);
  expect(cadencesOf(record, "fixed-3").at(0)).toEqual({ since: 0, every: 1000 });
  expect(cadencesOf(record, "fixed-3").at(-1)).toEqual({ since: 100, every: 1099 });
  expect(cadencesOf(record, "sensor-99-40")).toEqual([{ since: 0, every: 1099 }]);
});
