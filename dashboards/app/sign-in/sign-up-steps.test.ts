import { expect, test } from "vitest";
import { faultsOf, type SignUpStep, stepAfter, stepIn, stepToMend } from "./sign-up-steps.ts";

const path = (isMinor: boolean): SignUpStep[] => {
  const steps: SignUpStep[] = [];
  for (let step: SignUpStep | undefined = "name"; step !== undefined; )
    step = stepAfter(steps[steps.push(step) - 1] as SignUpStep, isMinor);
  return steps;
};

test("an adult is asked a name, an age and for the terms; a child also for a parent", () => {
  expect(path(false)).toEqual(["name", "age", "terms"]);
  expect(path(true)).toEqual(["name", "age", "fifteenOn", "parentEmail", "terms"]);
  expect(stepIn("age")).toBe("age");
  expect(stepIn("else")).toBe("name");
});

test("a fault leads to the first question that it is about, and is told there alone", () => {
  const faults = [
    { field: "terms", text: "terms" },
    { field: "parentEmail", text: "parent" },
  ] as const;
  expect(stepToMend(faults, "terms")).toBe("parentEmail");
  expect(stepToMend([{ text: "invalid" }], "terms")).toBe("terms");
  expect(faultsOf("parentEmail", faults)).toEqual([faults[1]]);
});
