import { expect, test } from "vitest";
import {
  carriedAnswers,
  nextQuestion,
  questionIn,
  questionPage,
  questionShown,
  questionToMend,
} from "./questions.ts";

const questions = { name: ["name"], age: ["age"], paper: ["signed", "where"] } as const;
type Question = keyof typeof questions;
const asked = ["name", "age", "paper"] as const;
const unsaid = { field: "age", text: "choose" } as const;
const unsigned = { field: "signed", text: "mandate" } as const;

const next = (step: Question, given: Partial<Parameters<typeof nextQuestion<Question>>[1]> = {}) =>
  nextQuestion<Question>(questions, { asked, step, isBack: false, faults: [], ...given });

test("a form that names no question of ours answers the first", () => {
  expect(questionIn(questions, "age")).toBe("age");
  expect(questionIn(questions, "else")).toBe("name");
  expect(questionIn(questions, "toString")).toBe("name");
});

test("each question leads to the next, and the last to the end", () => {
  expect(next("name")).toEqual({ step: "age", faults: [] });
  expect(next("age")).toEqual({ step: "paper", faults: [] });
  expect(next("paper")).toBeUndefined();
  expect(next("name", { asked: ["name", "paper"] })).toEqual({ step: "paper", faults: [] });
});

test("what is wrong with the question is told on its page; what was not asked yet is not", () => {
  const faults = [unsaid, unsigned];
  expect(next("name", { faults })).toEqual({ step: "age", faults: [] });
  expect(next("age", { faults })).toEqual({ step: "age", faults: [unsaid] });
  expect(next("paper", { faults })).toEqual({ step: "age", faults: [unsaid] });
});

test("going back asks the question before, whatever is wrong with this one", () => {
  expect(next("paper", { isBack: true, faults: [unsigned] })).toEqual({ step: "age", faults: [] });
  expect(next("name", { isBack: true })).toEqual({ step: "name", faults: [] });
});

test("a fault of the whole is told on the page that was sent", () => {
  expect(questionToMend(questions, "paper", [{ text: "invalid" }])).toEqual({
    ...{ step: "paper", faults: [{ text: "invalid" }] },
  });
  expect(questionToMend(questions, "paper", [{ field: "where", text: "invalid" }]).step).toBe(
    "paper",
  );
});

test("a page that nobody has sent yet asks the first question", () => {
  const first = { values: {}, faults: [], step: "name" };
  expect(questionShown<Question>(questions, undefined)).toEqual(first);
  const sent = questionPage<Question>({}, { step: "age", faults: [] }).data;
  expect(questionShown<Question>(questions, sent)).toBe(sent);
});

test("answers of other pages are carried along, those of the page are asked", () => {
  const values = { name: "Léa", age: "", signed: "yes", where: "green folder" };
  const { data: state, init } = questionPage<Question>(values, { step: "paper", faults: [] });
  expect(init?.status).toBe(200);
  // Not asked yet: the page shows what it presets.
  expect(state.values).not.toHaveProperty("age");
  expect(carriedAnswers(questions, state)).toEqual([["name", "Léa"]]);
  expect(questionPage<Question>(values, { step: "age", faults: [unsaid] }).init?.status).toBe(400);
});
