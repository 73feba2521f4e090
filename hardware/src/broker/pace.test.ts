import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

const limits = { messagesASecond: 5000, bytesASecond: 8 * 1024 * 1024, burstMs: 100 };

test("a station never waits; a flood is slowed to its rate, in messages and in bytes", () => {
  let clock = 0;
  const pace = createPace(limits, () => clock);
  const [station, flood, large] = [{}, {}, {}];
  const count = 2 * limits.messagesASecond;
  for (let message = 0; message < count; message++) clock = Math.max(0, pace(flood, 100));
  // `clock` is the last wait: two seconds' worth were sent at once, but for the burst.
  expect(clock).toBeLessThanOrEqual(2000);
  clock = 5000;
  expect(pace(station, 200_000)).toBe(0);
  const waits = Array.from({ length: 20 }, () => pace(large, 2 * 1024 * 1024));
  expect(waits[0]).toBeLessThan(200);
  expect(waits.at(-1)).toBeGreaterThan(3000);
  clock += 60_000;
  expect(pace(flood, 100)).toBe(0);
  expect(pace(large, 100)).toBe(0);
});
