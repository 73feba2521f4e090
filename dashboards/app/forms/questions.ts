import { data } from "react-router";
import type { FormFault, FormState } from "./form-state.ts";

/** The questions of a form that asks one a page, in their order, with the fields of each. */
export type Questions<Question extends string> = {
  readonly [question in Question]: readonly string[];
};

/** The page of a question, with all that was answered so far. */
export interface QuestionState<Question extends string> extends FormState {
  readonly step: Question;
}

const namesOf = <Question extends string>(questions: Questions<Question>): Question[] =>
  Object.keys(questions) as Question[];

/** The question that a form says it answers; the first where it says none of ours. */
export const questionIn = <Question extends string>(
  questions: Questions<Question>,
  asked: string,
): Question => {
  const names = namesOf(questions);
  return names.find((one) => one === asked) ?? (names[0] as Question);
};

/** Of all that is wrong or still to be asked, what is about one question. */
const faultsOf = (fields: readonly string[], faults: readonly FormFault[]): readonly FormFault[] =>
  faults.filter(({ field }) => field !== undefined && fields.includes(field));

/** The page of the first question of which an answer is to be changed; of none, the page that was sent. */
export const questionToMend = <Question extends string>(
  questions: Questions<Question>,
  step: Question,
  faults: readonly FormFault[],
): { readonly step: Question; readonly faults: readonly FormFault[] } => {
  const mended =
    namesOf(questions).find((one) => faultsOf(questions[one], faults).length > 0) ?? step;
  const here = faultsOf(questions[mended], faults);
  return { step: mended, faults: here.length > 0 ? here : faults };
};

/**
 * The page that follows when one was sent: the question before, the same one again with what is wrong, or the
 * one after. Undefined when all were asked and answered.
 */
export const nextQuestion = <Question extends string>(
  questions: Questions<Question>,
  {
    asked,
    step,
    isBack,
    faults,
  }: {
    /** Which of them are asked, after the answers so far. */
    readonly asked: readonly Question[];
    readonly step: Question;
    /** Somebody wants to see the question before. */
    readonly isBack: boolean;
    readonly faults: readonly FormFault[];
  },
): { readonly step: Question; readonly faults: readonly FormFault[] } | undefined => {
  const at = asked.indexOf(step);
  if (isBack) return { step: asked[Math.max(at - 1, 0)] ?? step, faults: [] };
  const after = asked[at + 1];
  if (after === undefined)
    return faults.length === 0 ? undefined : questionToMend(questions, step, faults);
  const here = faultsOf(questions[step], faults);
  return here.length > 0 ? { step, faults: here } : { step: after, faults: [] };
};

/** The page of a question after the form was sent. A question that was not asked yet has no empty answer. */
export const questionPage = <Question extends string>(
  values: FormState["values"],
  { step, faults }: Pick<QuestionState<Question>, "step" | "faults">,
) => {
  const answers = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  return data({ values: answers, faults, step } satisfies QuestionState<Question>, {
    status: faults.length === 0 ? 200 : 400,
  });
};

/** The page to show: what came of the form that was sent, or else the first question. */
export const questionShown = <Question extends string>(
  questions: Questions<Question>,
  state: object | undefined,
): QuestionState<Question> =>
  state !== undefined && "step" in state
    ? (state as QuestionState<Question>)
    : { values: {}, faults: [], step: questionIn(questions, "") };

/** What was answered on other pages, to be carried along in the form. */
export const carriedAnswers = <Question extends string>(
  questions: Questions<Question>,
  { step, values }: { readonly step: Question; readonly values: FormState["values"] },
): readonly (readonly [name: string, value: string])[] =>
  Object.entries(values).filter(([name]) => !questions[step].includes(name));
