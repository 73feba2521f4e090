import { expect, test } from "vitest";
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
