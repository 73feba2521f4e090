import type { Questions } from "../forms/questions.ts";

/** The questions about somebody for whom a mediator makes an account, one a page. */
export const newPersonQuestions = {
  name: ["name"],
  language: ["language"],
  age: ["age"],
  fifteenOn: ["fifteenOn"],
  parentSigned: ["parentSigned"],
  // The version that the page shows is agreed to, not one that was shown before.
  terms: ["terms", "version"],
  scope: ["scope"],
  until: ["until"],
  mandate: ["mandate", "note"],
  // The last one: a browser gives a file to one page only.
  scan: ["scan"],
} as const satisfies Questions<string>;
export type NewPersonQuestion = keyof typeof newPersonQuestions;

/** Of a parent only a child's mediator is asked; of a role only who has several. */
export const askedAbout = ({
  isMinor,
  hasScopes,
}: {
  readonly isMinor: boolean;
  readonly hasScopes: boolean;
}): readonly NewPersonQuestion[] =>
  (Object.keys(newPersonQuestions) as NewPersonQuestion[]).filter(
    (one) =>
      (isMinor || (one !== "fifteenOn" && one !== "parentSigned")) &&
      (hasScopes || one !== "scope"),
  );
