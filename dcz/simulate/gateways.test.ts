import { expect, onTestFinished, test } from "vitest";
import { openBroker } from "./broker.fixture.ts";
import { openGateways } from "./gateways.ts";
import { createRegion } from "./region.ts";
import { createTallies } from "./tallies.ts";

const HOUR_MS = 3_600_000;

test("a clock that is set, or a machine that slept, is noticed: nothing is made up for the time between", async () => {
  const broker = await openBroker({ isCloud: true });
  const tallies = createTallies();
  const stopping = new AbortController();
  const leaps: number[] = [];
  let offset = 0;
  const opened = await openGateways({
    plan: {
      ...{ stations: 4, broker: broker.url, everyMs: 100, backlogMs: 0, backlogPaceMs: 0 },
      ...{ durationMs: undefined, seed: 1 },
    },
    ...{ perGateway: 2, region: createRegion(1, { drawsOwn: false }), tallies },
    ...{ secrets: () => undefined, stop: stopping.signal, connectMs: 10_000 },
    now: () => Date.now() + offset,
    elapsed: () => performance.now(),
    onConnected: () => {},
    onLeap: (byMs) => leaps.push(byMs),
  });
  if ("fault" in opened) throw new Error("connected");
  const { sending } = opened;
  onTestFinished(() => sending.stop(0));
  const done = sending.start();
  await expect.poll(() => tallies.acknowledged).toBeGreaterThan(8);
  offset = HOUR_MS;
  const before = tallies.acknowledged;
  await expect.poll(() => tallies.acknowledged).toBeGreaterThan(before + 8);
  stopping.abort();
  await done;
  await sending.stop(5000);
  expect(leaps.filter((byMs) => byMs > HOUR_MS - 5000)).toHaveLength(1);
  // An hour of four stations would be 144 000.
  expect(tallies.published).toBeLessThan(20_000);
  const instants = broker.taken.map(({ batch }) => batch.readings[0]?.at ?? 0);
  expect(Math.max(...instants) - Math.min(...instants)).toBeGreaterThan(HOUR_MS - 5000);
  expect(tallies.acknowledged).toBe(tallies.published);
});
