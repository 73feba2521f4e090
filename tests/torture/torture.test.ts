import { expect, test } from "vitest";
import { backlogTorture } from "./backlog.ts";
import { mulberry32 } from "./random.ts";
import { torture } from "./torture.ts";

test("nothing acknowledged is lost, and nothing is there twice, whatever is killed", async () => {
  const lines: string[] = [];
  const result = await torture({
    faults: 20,
    random: mulberry32(20_261_124),
    report: (line) => lines.push(line),
  });
  expect(result).toMatchObject({ lost: [], repeated: [], strange: [] });
  expect(result.faults.cloud).toBeGreaterThan(2);
  expect(result.faults.gateway).toBeGreaterThan(4);
  expect(result.faults.edge).toBeGreaterThan(2);
  expect(result.spooled).toBeGreaterThan(0);
  expect(result.acknowledged).toBeGreaterThan(500);
  expect(result.conflicts).toBeGreaterThan(10);
});

test("a backlog that is queued and drained while either end is killed is in the cloud whole, and once", async () => {
  const result = await backlogTorture({
    ...{ readings: 9000, faults: 6 },
    random: mulberry32(20_261_128),
    report: () => {},
  });
  expect(result).toMatchObject({ lost: [], repeated: [], strange: [] });
  expect(result.acknowledged).toBeGreaterThanOrEqual(9000);
  expect(result.faults.gateway).toBeGreaterThanOrEqual(3);
  // Batches of three readings each: most of them are packed.
  expect(result.waited).toBeLessThan(result.acknowledged / 3);
  expect(result.conflicts).toBeGreaterThan(10);
});
