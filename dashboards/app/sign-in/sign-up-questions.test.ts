import { expect, test } from "vitest";
import { askedOf, signUpQuestions } from "./sign-up-questions.ts";

test("everybody is asked a name first and the terms last, in the order of the questions", () => {
  const order = Object.keys(signUpQuestions);
  for (const asked of Object.values(askedOf)) {
    expect([asked[0], asked.at(-1)]).toEqual(["name", "terms"]);
    expect(asked).toEqual(order.filter((name) => (asked as readonly string[]).includes(name)));
  }
});

test("an address is asked only of the first administrator, a parent only of a child", () => {
  const whoAnswers = (name: (typeof askedOf)["minor"][number]) =>
    Object.entries(askedOf).flatMap(([kind, asked]) => (asked.includes(name) ? [kind] : []));
  expect(whoAnswers("email")).toEqual(["first_administrator"]);
  expect(whoAnswers("parentEmail")).toEqual(["minor"]);
  expect(whoAnswers("age")).toEqual(["adult", "minor"]);
});
