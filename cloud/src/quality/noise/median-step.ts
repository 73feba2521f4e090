import type { OrderedValues } from "../value-series.ts";

/**
 * The median of the distances between neighbouring instants, in milliseconds; of an even number the
 * mean of the middle two. Undefined with fewer than two instants.
 */
export const medianStepOf = (levels: OrderedValues): number | undefined => {
  const counts = new Map<number, number>();
  let before: number | undefined;
  // Most neighbours are equally far apart: the map is asked when a run of them ends.
  let run = { step: 0, count: 0 };
  const endRun = () => {
    if (run.count > 0) counts.set(run.step, (counts.get(run.step) ?? 0) + run.count);
  };
  levels.each((at) => {
    if (before !== undefined) {
      const step = at - before;
      if (step === run.step) run.count += 1;
      else {
        endRun();
        run = { step, count: 1 };
      }
    }
    before = at;
  });
  endRun();
  const total = levels.size - 1;
  if (total < 1) return undefined;
  const ascending = [...counts].sort(([a], [b]) => a - b);
  const stepAt = (rank: number): number => {
    let passed = 0;
    for (const [step, count] of ascending) {
      passed += count;
      if (rank < passed) return step;
    }
    throw new Error(`There is no step of rank ${rank}.`);
  };
  return (stepAt(Math.floor((total - 1) / 2)) + stepAt(Math.floor(total / 2))) / 2;
};
