import fc from "fast-check";
import { expect, test } from "vitest";
import { type Fleet, type FleetFacts, fleetThresholds, problemsOf } from "./fleet-health.ts";
import { isOlder, ownSoftware, readSoftware } from "./software.ts";

const START = Date.UTC(2026, 10, 26);
const { graceMs } = fleetThresholds;
const fleet: Fleet = {
  current: new Map([["edge", "0.10.0"]]),
  listeningSince: START - 10 * graceMs,
};
const facts = (given: Partial<FleetFacts>): FleetFacts => ({
  ...{ firstSeen: START, isGateway: false, everyMs: 60_000 },
  ...given,
});
const heard = (received: number, at = received) => ({ at, received });
const named = (given: FleetFacts, now: number, of = fleet) =>
  problemsOf(given, of, now).map(({ problem }) => problem);

const everyMs = fc.integer({ min: 100, max: 86_400_000 });
const later = fc.integer({ min: 0, max: 10 * 86_400_000 });

test("a dead station shows right after two of its intervals and a grace, since its last reading", () => {
  fc.assert(
    fc.property(everyMs, later, (every, after) => {
      const last = START + after;
      const station = facts({ everyMs: every, reading: heard(last) });
      const limit = last + 2 * every + graceMs;
      expect(named(station, limit)).not.toContain("silent");
      expect(problemsOf(station, fleet, limit + 1)).toEqual([{ problem: "silent", since: last }]);
    }),
  );
});

test("before that it is late, once a reading is missing beyond the grace", () => {
  const station = facts({ reading: heard(START) });
  expect(named(station, START + 60_000 + graceMs)).toEqual([]);
  expect(named(station, START + 60_001 + graceMs)).toEqual(["late"]);
});

test("while its gateway is away a station is not heard, and never silent", () => {
  fc.assert(
    fc.property(everyMs, later, later, (every, gone, after) => {
      const gateway = { state: "offline" as const, since: START + gone };
      const station = facts({ everyMs: every, gateway, reading: heard(START) });
      expect(problemsOf(station, fleet, gateway.since + after)).toEqual([
        { problem: "not_heard", since: gateway.since },
      ]);
    }),
  );
});

test("a gateway that is back, and the backlog that it brings, raise nothing", () => {
  fc.assert(
    fc.property(everyMs, later, fc.integer({ min: 0, max: graceMs }), (every, back, after) => {
      const gateway = { state: "online" as const, since: START + back };
      const now = gateway.since + after;
      // Nothing came yet; then what was measured long ago comes.
      for (const reading of [heard(START), heard(now, START)])
        expect(named(facts({ everyMs: every, gateway, reading }), now)).toEqual([]);
    }),
  );
});

test("a station that sends in bursts is judged by its deliveries, one that sleeps by a day", () => {
  const halfHour = facts({ deliveryMs: 1_800_000, reading: heard(START) });
  expect(named(halfHour, START + 1_800_000 + graceMs)).toEqual([]);
  expect(named(halfHour, START + 3_720_000 + graceMs)).toEqual(["late"]);
  expect(named(halfHour, START + 3_720_001 + graceMs)).toEqual(["silent"]);
  const said = { state: "sleeping" as const, since: START };
  const asleep = facts({ said, reading: heard(START) });
  expect(named(asleep, START + 86_400_000)).toEqual([]);
  expect(named(asleep, START + 3 * 86_400_000)).toEqual(["silent"]);
});

test("the time in which the cloud itself did not listen is nobody's silence", () => {
  const now = START + 86_400_000;
  const station = facts({ reading: heard(START) });
  expect(named(station, now, { ...fleet, listeningSince: now - graceMs })).toEqual([]);
});

test("who was away when the cloud began to listen gets time to come back", () => {
  const said = { state: "offline" as const, since: START };
  const began = { ...fleet, listeningSince: START + 86_400_000 };
  const gateway = facts({ isGateway: true, everyMs: 0, said });
  const station = facts({ gateway: said, reading: heard(START - 1000) });
  const back = began.listeningSince + graceMs;
  expect([...named(gateway, back, began), ...named(station, back, began)]).toEqual([]);
  expect(named(gateway, back + 1, began)).toEqual(["silent"]);
  expect(named(station, back + 1, began)).toEqual(["not_heard"]);
});

test("a gateway is silent when it left, and tells of its disk", () => {
  const gateway = facts({ isGateway: true, everyMs: 0 });
  const said = { state: "offline" as const, since: START };
  expect(named({ ...gateway, said }, START + graceMs)).toEqual([]);
  expect(named({ ...gateway, said }, START + graceMs + 1)).toEqual(["silent"]);
  const disk = { problem: "disk_error" as const, since: START };
  expect(problemsOf({ ...gateway, board: { disk } }, fleet, START)).toEqual([disk]);
});

test("a battery that runs down, and a radio that is hardly heard: of readings, or of the board", () => {
  const low = (value: number) => ({ value, since: START });
  const board = { signal: low(-90) };
  const ofBoth = facts({ board, vitals: { battery: low(12), signal: low(-83) } });
  expect(problemsOf(ofBoth, fleet, START)).toEqual([
    { problem: "low_battery", value: 12, since: START },
    { problem: "weak_link", value: -83, since: START },
  ]);
  expect(problemsOf(facts({ board }), fleet, START)).toEqual([
    { problem: "weak_link", value: -90, since: START },
  ]);
});

test("software is old when it is older than what stations should run; trials do not count", () => {
  const runs = (edge: string) => named(facts({ software: { edge, node: "1.0.0" } }), START);
  expect(runs("0.9.9")).toEqual(["old_software"]);
  expect(runs("0.10.0")).toEqual([]);
  expect(runs("999.0.0")).toEqual([]);
  expect(runs("trial")).toEqual([]);
  expect(named(facts({ software: { firmware: "0.1.0" } }), START)).toEqual([]);
  const current = new Map([["constructor", "0.1.0"]]);
  expect(named(facts({ software: {} }), START, { ...fleet, current })).toEqual([]);
});

test("the versions that stations should run, as operators write them", () => {
  expect(readSoftware(" edge=0.2.0 , gateway = 0.2.1,")).toEqual(
    new Map([
      ["edge", "0.2.0"],
      ["gateway", "0.2.1"],
    ]),
  );
  for (const text of ["edge", "edge=2", "edge=0.2.0 gateway=0.2.0", "=0.1.0", "edge=0.2.0-rc"])
    expect(readSoftware(text)).toBeUndefined();
  expect([...ownSoftware("1.2.3").keys()]).toEqual(["edge", "gateway"]);
});

test("of two versions one at most is older", () => {
  const version = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => parts.join("."));
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect([isOlder(one, other), isOlder(other, one)].filter(Boolean)).toHaveLength(
        one === other ? 0 : 1,
      );
    }),
  );
});

test("a stuck sensor and one that drifts call for somebody, before old software does", () => {
  const doubts = [
    { problem: "stuck", since: START - 1000 },
    { problem: "drifting", since: START - 2000 },
  ] as const;
  const station = facts({ reading: heard(START), doubts, software: { edge: "0.9.0" } });
  expect(problemsOf(station, fleet, START)).toEqual([...doubts, { problem: "old_software" }]);
});
