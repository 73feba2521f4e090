import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Fleet,
  type FleetFacts,
  fleetThresholds,
  isOlder,
  newestSoftware,
  problemsOf,
} from "./fleet-health.ts";

const START = Date.UTC(2026, 10, 26);
const { graceMs, leastFreeBytes } = fleetThresholds;
const fleet: Fleet = { newest: new Map([["edge", "0.10.0"]]), listeningSince: START };
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
  expect(named(halfHour, START + 3_600_001 + graceMs)).toEqual(["silent"]);
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

test("a gateway is silent when it left, and tells of its disk", () => {
  const gateway = facts({ isGateway: true, everyMs: 0 });
  const said = { state: "offline" as const, since: START };
  expect(named({ ...gateway, said }, START + graceMs)).toEqual([]);
  expect(named({ ...gateway, said }, START + graceMs + 1)).toEqual(["silent"]);
  const disk = (state: "ok" | "disk_full" | "disk_error", freeBytes: number) =>
    problemsOf(
      { ...gateway, statusReceived: START, health: { disk: state, freeBytes } },
      fleet,
      START + 86_400_000,
    );
  expect(disk("ok", leastFreeBytes)).toEqual([]);
  expect(disk("ok", leastFreeBytes - 1)).toEqual([{ problem: "disk_full", since: START }]);
  expect(disk("disk_full", 1e12)).toEqual([{ problem: "disk_full", since: START }]);
  expect(disk("disk_error", 0)).toEqual([{ problem: "disk_error", since: START }]);
});

test("software is old when another station runs a newer version; trials do not count", () => {
  const runs = (edge: string) => named(facts({ software: { edge, node: "1.0.0" } }), START);
  expect(runs("0.9.9")).toEqual(["old_software"]);
  expect(runs("0.10.0")).toEqual([]);
  expect(runs("0.11.0")).toEqual([]);
  expect(runs("trial")).toEqual([]);
  const all = [{ edge: "0.9.0" }, undefined, { edge: "9.0.0-trial", gateway: "1.0.0" }];
  expect([...newestSoftware([...all, { edge: "0.10.0" }])]).toEqual([
    ["edge", "0.10.0"],
    ["gateway", "1.0.0"],
  ]);
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
