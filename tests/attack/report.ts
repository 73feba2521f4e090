import type { Verdict } from "./judge.ts";

/**
 * The outcomes in the fields of Vitest's JSON report that `.ci/sum-up.js` adds up. An attack that
 * was not played, because one before it in its group ended a process, counts as failed.
 */
export const reportOf = (verdicts: readonly Verdict[], chosen: number) => {
  const held = verdicts.filter(({ reasons }) => reasons.length === 0).length;
  return {
    numPassedTests: held,
    numFailedTests: chosen - held,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: verdicts.map(({ attack, reasons }) => ({
      name: attack,
      status: reasons.length === 0 ? "passed" : "failed",
      assertionResults: [{ status: reasons.length === 0 ? "passed" : "failed", title: attack }],
      message: reasons.join("\n"),
    })),
  };
};
