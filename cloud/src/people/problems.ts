import { defineProblems } from "../api/problems.ts";

export const peopleProblems = defineProblems({
  password_weak: { status: 400, title: "The password is too short or too long" },
  sign_in_refused: { status: 401, title: "The name and the secret do not fit" },
  code_refused: { status: 401, title: "The code is not valid" },
  other_origin: { status: 403, title: "The request comes from another site" },
  sign_in_again: { status: 403, title: "This needs a recent sign-in" },
  person_unknown: { status: 404, title: "There is no such person" },
  code_must_change: { status: 409, title: "The printed code must be replaced first" },
  last_administrator: { status: 409, title: "The platform needs an administrator" },
  link_invalid: { status: 410, title: "The link is not valid any more" },
  too_many_attempts: { status: 429, title: "Too many attempts" },
});
