import { expect, test } from "vitest";
import { fixedDurationMs } from "./duration.ts";

test("durations of fixed length only", () => {
  expect(fixedDurationMs("PT0.5S")).toBe(500);
  expect(fixedDurationMs("P1W")).toBe(604_800_000);
  expect(fixedDurationMs("P1DT1H")).toBe(90_000_000);
  for (const text of ["", "1h", "P1M", "P1Y", "-PT1H", "PT0S"])
    expect(fixedDurationMs(text)).toBeUndefined();
});
