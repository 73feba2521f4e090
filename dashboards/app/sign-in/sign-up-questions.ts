import type { Questions } from "../forms/questions.ts";

/** The questions to whoever makes an account, one a page. */
export const signUpQuestions = {
  name: ["name"],
  email: ["email"],
  age: ["age"],
  fifteenOn: ["fifteenOn"],
  parentEmail: ["parentEmail"],
  // The version that the page shows is agreed to, not one that was shown before.
  terms: ["terms", "version"],
} as const satisfies Questions<string>;
export type SignUpQuestionName = keyof typeof signUpQuestions;

/** Who makes an account: by a link in a mail, which has proved the address; or the platform's first administrator. */
export type SignUpKind = "adult" | "minor" | "first_administrator";

/** What each is asked: of a parent only those under 15; of an age not who sets up the platform. */
export const askedOf: { readonly [kind in SignUpKind]: readonly SignUpQuestionName[] } = {
  adult: ["name", "age", "terms"],
  minor: ["name", "age", "fifteenOn", "parentEmail", "terms"],
  first_administrator: ["name", "email", "terms"],
};
