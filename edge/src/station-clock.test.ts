import type { Clock } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { createMonotonic } from "./monotonic.ts";
import { type ClockStep, createStationClock, type StationClockOptions } from "./station-clock.ts";

const T = 1_790_000_040_000;
const DAY = 86_400_000;

/** A machine whose clock, source and time since the start a test sets. */
const machine = (options: Partial<StationClockOptions> & { utc0?: number } = {}) => {
  const state = { offset: options.utc0 ?? T, elapsed: 0, source: "free" as Clock };
  const steps: ClockStep[] = [];
  const refused: number[] = [];
  const clock = createStationClock({
    utc: () => state.offset + state.elapsed,
    monotonic: () => state.elapsed,
    readSource: async () => state.source,
    onRefused: (instant) => refused.push(instant),
    ...options,
  });
  clock.onStep((step) => steps.push(step));
  return { state, steps, refused, clock };
};

test("a clock that goes on as it was makes no step, and a small drift is followed", () => {
  const { state, steps, clock } = machine();
  state.elapsed = 60_000;
  state.offset += 300;
  clock.look();
  expect(steps).toEqual([]);
  expect(clock.now()).toBe(T + 60_300);
  expect(clock.utcOf(1000)).toBe(T + 1300);
});

test("a free clock that is set repairs what came before, also when its source is known with it", async () => {
  const { state, steps, clock } = machine({ utc0: T - 21 * DAY });
  state.elapsed = 5000;
  state.offset = T;
  state.source = "ntp";
  await clock.refresh();
  expect(steps).toEqual([
    { byMs: 21 * DAY, before: T - 21 * DAY + 5000, after: T + 5000, repairs: true },
  ]);
  expect(clock.source()).toBe("ntp");
});

test("a clock that a server had set, and somebody sets, repairs nothing", async () => {
  const { state, steps, clock } = machine();
  state.source = "ntp";
  await clock.refresh();
  state.offset += DAY;
  clock.look();
  expect(steps).toMatchObject([{ byMs: DAY, repairs: false }]);
});

test("a free clock that is set to what cannot be is not followed", () => {
  const { state, steps, refused, clock } = machine({ lastKnown: T - DAY });
  state.elapsed = 1000;
  state.offset = 0;
  clock.look();
  clock.look();
  expect(steps).toEqual([]);
  expect(refused).toEqual([1000]);
  expect(clock.now()).toBe(T + 1000);
  expect(clock.isWrong()).toBe(false);
});

test("a clock before the last known instant is wrong until somebody vouches for it", async () => {
  const { state, clock } = machine({ utc0: T - 2 * DAY, lastKnown: T - DAY });
  expect(clock.isWrong()).toBe(true);
  state.source = "ntp";
  await clock.refresh();
  expect(clock.isWrong()).toBe(false);
});

test("a satellite receiver sets a free clock, but not to a date 1024 weeks ago", () => {
  const { state, steps, clock } = machine({ utc0: T - DAY });
  state.elapsed = 10_000;
  clock.onSatelliteTime(T - 1024 * 7 * DAY, 9000);
  expect(clock.source()).toBe("free");
  clock.onSatelliteTime(T + 9000, 9000);
  expect(clock.source()).toBe("gps");
  expect(steps).toMatchObject([{ byMs: DAY, repairs: true }]);
  clock.look();
  expect(clock.now()).toBe(T + 10_000);
  state.elapsed += 11 * 60_000;
  expect(clock.source()).toBe("free");
});

test("a machine that slept is an hour later, and its clock was not set", () => {
  const counters = { awake: 1000, sinceBoot: 501_000 };
  const monotonic = createMonotonic({
    awake: () => counters.awake,
    sinceBoot: () => counters.sinceBoot,
  });
  const before = monotonic();
  counters.awake += 500;
  counters.sinceBoot += 3_600_500;
  expect(monotonic() - before).toBe(3_600_500);
  counters.sinceBoot += 10;
  expect(monotonic() - before).toBe(3_600_500);
});
