import { expect, test } from "vitest";
import { createEventBus } from "../events/bus.ts";
import { DAY_MS } from "./durations.ts";
import { createLateStations } from "./late-stations.ts";

const MINUTE = 60_000;
const CHECKED = Date.UTC(2026, 10, 24);

const parts = () => {
  const clock = { at: CHECKED + DAY_MS };
  const bus = createEventBus({ onFault: () => undefined, onLeftOut: () => undefined });
  const late = createLateStations(bus, () => clock.at);
  const commit = async (station: string, ...instants: readonly number[]) => {
    bus.publish("readings.committed", {
      ...{ station, received: clock.at },
      readings: instants.map((at) => ({ at, sensor: "sds", values: { pm2_5: 5 } })),
    });
    await bus.settled();
  };
  return { clock, late, commit };
};

test("until a day has been checked nothing is late, and what is of today never is", async () => {
  const { clock, late, commit } = parts();
  await commit("a", CHECKED - DAY_MS);
  late.checkedUntil(CHECKED);
  await commit("b", CHECKED, CHECKED + 1);
  clock.at += DAY_MS;
  expect(late.take()).toEqual([]);
});

test("a backlog is told once, when nothing more came of it for ten minutes, from its earliest day on", async () => {
  const { clock, late, commit } = parts();
  late.checkedUntil(CHECKED);
  await commit("a", CHECKED - DAY_MS / 2, CHECKED + 1);
  clock.at += 9 * MINUTE;
  // Newest first, as a box drains.
  await commit("a", CHECKED - 2 * DAY_MS - 1);
  clock.at += 9 * MINUTE;
  expect(late.take()).toEqual([]);
  clock.at += MINUTE;
  expect(late.take()).toEqual([{ station: "a", from: CHECKED - 3 * DAY_MS }]);
  expect(late.take()).toEqual([]);
});

test("one that never ends is told after six hours, and an archive for its last 31 days", async () => {
  const { clock, late, commit } = parts();
  late.checkedUntil(CHECKED);
  for (let minutes = 0; minutes < 360; minutes += 5) {
    await commit("a", CHECKED - 400 * DAY_MS);
    expect(late.take()).toEqual([]);
    clock.at += 5 * MINUTE;
  }
  expect(late.take()).toEqual([{ station: "a", from: CHECKED - 31 * DAY_MS }]);
});
