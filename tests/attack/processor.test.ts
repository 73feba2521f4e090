import { expect, test } from "vitest";
import { foreignShare, processorTime } from "./processor.ts";

test("the time that this process takes is its own", () => {
  const before = processorTime([process.pid]);
  const until = performance.now() + 300;
  while (performance.now() < until);
  const after = processorTime([process.pid]);
  expect(after.ours - before.ours).toBeGreaterThan(0);
  expect(after.busy).toBeGreaterThan(before.busy);
});

test.each([
  [100, 100, 0],
  [100, 25, 0.75],
  [0, 0, 0],
  // Ticks are counted at different moments.
  [100, 101, 0],
])("of %i busy ticks, %i ours: %d of others", (busy, ours, share) => {
  expect(foreignShare({ busy: 0, ours: 0 }, { busy, ours })).toBe(share);
});
