import { expect, test } from "vitest";
import { judgeNoise, noiseLevelTables } from "./guidelines.ts";

test.each(Object.entries(noiseLevelTables))("%s is dated and names its source", (_, table) => {
  expect(table.since).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(table.source.length).toBeGreaterThan(20);
  const keys = table.rules.map(({ noise, indicator }) => `${noise} ${indicator}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test("the WHO asks for less than its level, the decree for no more", () => {
  const levels = { lden: 53, lnight: 44.9 };
  expect(judgeNoise(noiseLevelTables.who2018, levels, "road").map((one) => one.exceeded)).toEqual([
    true,
    false,
  ]);
  const atLimit = { lden: 68, lnight: 62.1 };
  expect(
    judgeNoise(noiseLevelTables.frenchMaps, atLimit, "road").map((one) => one.exceeded),
  ).toEqual([false, true]);
});

test("what is not known is not kept", () => {
  expect(judgeNoise(noiseLevelTables.whoNight2009, { lnight: undefined })).toMatchObject([
    { noise: "any", level: 40, exceeded: undefined },
  ]);
});
