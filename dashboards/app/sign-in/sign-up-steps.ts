import type { FormFault } from "../forms/form-state.ts";

/** The questions to whoever makes an account, one a page. */
export const signUpSteps = ["name", "age", "fifteenOn", "parentEmail", "terms"] as const;
export type SignUpStep = (typeof signUpSteps)[number];

export const stepIn = (asked: string): SignUpStep =>
  signUpSteps.find((one) => one === asked) ?? "name";

/** What is asked after this; undefined after the last. Of a parent only those under 15 are asked. */
export const stepAfter = (step: SignUpStep, isMinor: boolean): SignUpStep | undefined => {
  const asked = signUpSteps.filter(
    (one) => isMinor || (one !== "fifteenOn" && one !== "parentEmail"),
  );
  return asked[asked.indexOf(step) + 1];
};

/** The first question of which an answer is to be changed, among those that were asked. */
export const stepToMend = (faults: readonly FormFault[], last: SignUpStep): SignUpStep =>
  signUpSteps.find((one) => faults.some(({ field }) => field === one)) ?? last;

/** Of all that is wrong or still to be asked, what is about this question. */
export const faultsOf = (step: SignUpStep, faults: readonly FormFault[]): readonly FormFault[] =>
  faults.filter(({ field }) => field === step);
