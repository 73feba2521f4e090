import type { Status } from "@datacityzen/hardware/wire/status";
import { expect, test } from "vitest";
import { boardTroubleAfter, LEAST_FREE_BYTES } from "./board-trouble.ts";

const counts = { uptime: 60, waiting: 0, dropped: 0, rejected: {} };
const said = (health: Partial<NonNullable<Status["health"]>>): Status => ({
  state: "online",
  health: { ...counts, ...health },
});
const ofGateway = (disk: "ok" | "disk_full" | "disk_error", freeBytes: number) =>
  said({ gateway: { stations: 1, disk, freeBytes } });

test("a disk is full when the gateway says so, or when little is free; failing goes first", () => {
  const problem = (status: Status) => boardTroubleAfter({}, status, 1000).disk?.problem;
  expect(problem(ofGateway("ok", LEAST_FREE_BYTES))).toBeUndefined();
  expect(problem(ofGateway("ok", LEAST_FREE_BYTES - 1))).toBe("disk_full");
  expect(problem(ofGateway("disk_full", 1e12))).toBe("disk_full");
  expect(problem(ofGateway("disk_error", 0))).toBe("disk_error");
  expect(problem(said({ freeBytes: LEAST_FREE_BYTES - 1 }))).toBe("disk_full");
  expect(problem(said({ freeBytes: LEAST_FREE_BYTES }))).toBeUndefined();
  expect(problem(said({}))).toBeUndefined();
});

test("trouble lasts since it began, whatever is repeated, and ends when it is over", () => {
  const full = ofGateway("disk_full", 0);
  const first = boardTroubleAfter({}, full, 1000);
  expect(boardTroubleAfter(first, full, 2000)).toEqual(first);
  expect(boardTroubleAfter(first, { state: "offline" }, 3000)).toEqual(first);
  expect(boardTroubleAfter(first, ofGateway("disk_error", 0), 4000).disk?.since).toBe(4000);
  expect(boardTroubleAfter(first, ofGateway("ok", 1e12), 5000)).toEqual({});
  // It began while our clock was ahead.
  expect(boardTroubleAfter({ disk: { problem: "disk_full", since: 9000 } }, full, 6000)).toEqual({
    disk: { problem: "disk_full", since: 6000 },
  });
});

test("a weak radio is told with its newest level, since it became weak", () => {
  const weak = boardTroubleAfter({}, said({ signal: -84 }), 1000);
  expect(boardTroubleAfter(weak, said({ signal: -91 }), 2000).signal).toEqual({
    value: -91,
    since: 1000,
  });
  expect(boardTroubleAfter(weak, said({ signal: -60 }), 3000)).toEqual({});
});
