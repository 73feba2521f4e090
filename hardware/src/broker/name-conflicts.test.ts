import { expect, test } from "vitest";
import { createNameConflicts, type NameConflict } from "./name-conflicts.ts";

const two = { name: "edge-workshop", newcomer: "192.168.1.21", holder: "192.168.1.20" };

const open = () => {
  let clock = 0;
  const noticed: NameConflict[] = [];
  const conflicts = createNameConflicts(
    () => clock,
    (conflict) => noticed.push(conflict),
  );
  const takeover = (change: Partial<Parameters<typeof conflicts.takeover>[0]> = {}) =>
    conflicts.takeover({ ...two, holderHeard: clock, ...change });
  const pass = (ms: number): void => {
    clock += ms;
  };
  return { conflicts, noticed, takeover, pass };
};

test("a device that takes its own place back now and then is left alone", () => {
  const { conflicts, takeover, pass } = open();
  for (let minute = 0; minute < 60; minute++) {
    expect(takeover()).toBe("allowed");
    pass(60_000);
  }
  expect(conflicts.all()).toEqual([]);
});

test("two that fight are noticed once, the newcomer is refused, and both addresses are reported", () => {
  const { conflicts, noticed, takeover, pass } = open();
  const outcomes = Array.from({ length: 95 }, () => {
    pass(800);
    return takeover();
  });
  expect(outcomes.filter((outcome) => outcome === "allowed")).toHaveLength(3);
  expect(noticed).toHaveLength(1);
  expect(conflicts.all()).toEqual([
    expect.objectContaining({
      name: "edge-workshop",
      addresses: ["192.168.1.20", "192.168.1.21"],
      since: 3200,
    }),
  ]);
  pass(600_001);
  expect(conflicts.all()).toEqual([]);
  expect(takeover()).toBe("allowed");
});

test("a holder that is silent gives way to the same address, and not to another", () => {
  const { takeover, pass } = open();
  for (let count = 0; count < 4; count++) takeover();
  pass(30_000);
  expect(takeover({ holderHeard: 0 })).toBe("refused");
  expect(takeover({ holderHeard: 0, newcomer: two.holder })).toBe("allowed");
  expect(takeover({ newcomer: two.holder })).toBe("refused");
});

test("names that somebody draws are forgotten again", () => {
  const { conflicts, takeover } = open();
  for (let number = 0; number < 5000; number++)
    for (let count = 0; count < 4; count++) takeover({ name: `drawn-${number}` });
  expect(conflicts.all()).toHaveLength(1000);
});
