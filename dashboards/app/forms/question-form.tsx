import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Form } from "./form.tsx";
import { carriedAnswers, type QuestionState, type Questions } from "./questions.ts";

interface QuestionFormProps<Question extends string> {
  readonly questions: Questions<Question>;
  readonly state: QuestionState<Question>;
  /** There is none before it. */
  readonly isFirst: boolean;
  readonly submit: string;
  /** The page asks for a file, which no page can carry along: it is the last one. */
  readonly withFile?: boolean;
  readonly children: ReactNode;
}

/** One question of a form that asks one a page; the answers of the others go along. */
export const QuestionForm = <Question extends string>({
  questions,
  state,
  isFirst,
  submit,
  withFile = false,
  children,
}: QuestionFormProps<Question>) => {
  const { t } = useTranslation();
  return (
    <Form state={state} withFile={withFile}>
      <input type="hidden" name="step" value={state.step} />
      {carriedAnswers(questions, state).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <p className="actions">
        {/* The first button is the one that the key Enter presses. */}
        <button type="submit">{submit}</button>
        {isFirst ? null : (
          <button
            type="submit"
            name="back"
            value="yes"
            className="quiet"
            // A file is not sent for nothing.
            formEncType={withFile ? "application/x-www-form-urlencoded" : undefined}
          >
            {t("forms.before")}
          </button>
        )}
      </p>
    </Form>
  );
};
