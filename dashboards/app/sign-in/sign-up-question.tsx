import { useTranslation } from "react-i18next";
import { Choice, TextField } from "../forms/form.tsx";
import { AgreeToTerms } from "../legal/agree-to-terms.tsx";
import type { SignUpQuestionName } from "./sign-up-questions.ts";

/** One of the questions to whoever makes an account. */
export const SignUpQuestion = ({
  step,
  terms,
}: {
  readonly step: SignUpQuestionName;
  /** The version of the terms that are shown. */
  readonly terms: string;
}) => {
  const { t } = useTranslation();
  switch (step) {
    case "name":
      return (
        <TextField
          name="name"
          label={t("link.name")}
          hint={t("link.nameHint")}
          autoComplete="name"
          maxLength={100}
        />
      );
    case "email":
      return (
        <TextField
          name="email"
          label={t("link.email")}
          hint={t("link.emailHint")}
          type="email"
          autoComplete="email"
          maxLength={254}
        />
      );
    case "age":
      return (
        <Choice
          name="age"
          label={t("link.age")}
          options={[
            { value: "adult", label: t("link.adult") },
            { value: "minor", label: t("link.minor") },
          ]}
        />
      );
    case "fifteenOn":
      return (
        <TextField
          name="fifteenOn"
          label={t("link.fifteenOn")}
          hint={t("link.fifteenHint")}
          type="date"
          autoComplete="off"
          optional
        />
      );
    case "parentEmail":
      return (
        <TextField
          name="parentEmail"
          label={t("link.parentEmail")}
          hint={t("link.parentHint")}
          type="email"
          autoComplete="off"
          maxLength={254}
        />
      );
    case "terms":
      return <AgreeToTerms version={terms} label={t("link.terms")} />;
    default:
      return step satisfies never;
  }
};
