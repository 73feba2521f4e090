import { redirect } from "react-router";
import type { SignInOutcome } from "../api/answers.ts";

/** Where somebody goes who was let in; undefined while a parent's consent is missing. */
export const afterSignIn = (outcome: SignInOutcome, next: string): Response | undefined => {
  switch (outcome.outcome) {
    case "signed_in":
      return redirect(next);
    case "code_needed":
      return redirect(`/sign-in/code?${new URLSearchParams({ next })}`);
    case "parent_needed":
      return undefined;
    default:
      return outcome satisfies never;
  }
};
