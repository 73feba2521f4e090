import { expect, test } from "vitest";
import { askedAbout } from "./new-questions.ts";

test("a child's mediator is asked for a parent, one with several roles in which of them; the file comes last", () => {
  const adult = ["name", "language", "age", "terms", "until", "mandate", "scan"];
  expect(askedAbout({ isMinor: false, hasScopes: false })).toEqual(adult);
  expect(askedAbout({ isMinor: true, hasScopes: true })).toEqual([
    ...["name", "language", "age", "fifteenOn", "parentSigned", "terms", "scope"],
    ...["until", "mandate", "scan"],
  ]);
});
