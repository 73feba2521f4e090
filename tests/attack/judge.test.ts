import { expect, test } from "vitest";
import { judge, type Observed, percentile } from "./judge.ts";

const MIB = 1024 * 1024;
const calm: Observed = {
  attack: "none",
  seconds: 1,
  foreign: 0,
  latencies: [5, 7, 9],
  acknowledged: 3,
  lost: [],
  repeated: [],
  strange: [],
  processes: [{ name: "cloud", restBytes: 100 * MIB, peakBytes: 300 * MIB }],
  faults: [],
  notes: [],
};

test("an attack that changes nothing has no reason to fail", () => {
  expect(judge(calm)).toMatchObject({ reasons: [], p99: 9 });
});

test.each<[string, Partial<Observed>, string]>([
  ["a loss", { lost: ["a/1"] }, "1 acknowledged and lost (a/1)"],
  ["a double", { repeated: ["a/1", "a/2"] }, "2 found twice (a/1, a/2)"],
  ["what nobody sent", { strange: ["a", "b", "c", "d"] }, "4 never sent (a, b, c, …)"],
  ["ten times the target", { latencies: [2500] }, "honest acknowledgement took 2500 ms at p99"],
  ["silence", { acknowledged: 0, latencies: [] }, "no honest reading was acknowledged"],
  ["what the attack found", { faults: ["a secret was told"] }, "a secret was told"],
  [
    "a process that ended",
    { processes: [{ name: "cloud", restBytes: 1, peakBytes: 1, ended: "exit code 1" }] },
    "cloud ended: exit code 1",
  ],
  [
    "memory above three times its rest",
    { processes: [{ name: "cloud", restBytes: 100 * MIB, peakBytes: 301 * MIB }] },
    "cloud took 301 MiB, 100 at rest, 300 at most",
  ],
])("%s is a reason to fail", (_name, change, reason) => {
  expect(judge({ ...calm, ...change }).reasons).toEqual([reason]);
});

test("a documented ceiling replaces three times the rest where it is higher", () => {
  const processes = [{ name: "cloud", restBytes: 100 * MIB, peakBytes: 400 * MIB }];
  expect(judge({ ...calm, processes }, { cloud: 500 * MIB }).reasons).toEqual([]);
  expect(judge({ ...calm, processes }, { cloud: 50 * MIB }).reasons).toHaveLength(1);
});

test("a percentile is one of the values", () => {
  expect(percentile([], 0.99)).toBe(0);
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(
    percentile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.99,
    ),
  ).toBe(99);
});

test("a machine that is busy with other work may be slower", () => {
  const slow = { ...calm, latencies: [6000], foreign: 0.5 };
  expect(judge(slow).reasons).toHaveLength(1);
  expect(judge({ ...slow, foreign: 0.75 }).reasons).toEqual([]);
});
