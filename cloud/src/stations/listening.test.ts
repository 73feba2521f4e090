import { expect, test } from "vitest";
import { createListening } from "./listening.ts";

const HOUR = 3_600_000;

test("it listens since its start, whatever time servers correct", () => {
  let [now, elapsed] = [HOUR, 0];
  const since = createListening(
    () => now,
    () => elapsed,
  );
  for (let hours = 1; hours < 100; hours++) {
    // A clock that goes wrong by ten seconds an hour.
    now += HOUR + 10_000;
    elapsed += HOUR;
    expect(since()).toBe(HOUR);
  }
});

test("after a sleep, or when the clock was set forward or back, it listens anew", () => {
  let [now, elapsed] = [100 * HOUR, 0];
  const since = createListening(
    () => now,
    () => elapsed,
  );
  for (const step of [8 * HOUR, -3 * HOUR, 120_000]) {
    now += step;
    const anew = now;
    expect(since()).toBe(anew);
    now += 2 * HOUR;
    elapsed += 2 * HOUR;
    expect(since()).toBe(anew);
  }
});
