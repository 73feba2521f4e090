import { useTranslation } from "react-i18next";
import { Choice, FileField, TextField, Tick } from "../forms/form.tsx";
import type { Language } from "../i18n/language.ts";
import { AgreeToTerms } from "../legal/agree-to-terms.tsx";
import type { MandateScope } from "./mandate-scan.ts";
import type { NewPersonQuestion } from "./new-questions.ts";
import { ScopeField } from "./scope-field.tsx";

interface NewPersonQuestionProps {
  readonly step: NewPersonQuestion;
  /** The language of the page, which both of them read. */
  readonly language: Language;
  /** The version of the terms that are shown. */
  readonly terms: string;
  readonly scopes: readonly MandateScope[];
}

/** One of the questions about somebody for whom a mediator makes an account. */
export const NewPersonFields = ({ step, language, terms, scopes }: NewPersonQuestionProps) => {
  const { t } = useTranslation();
  switch (step) {
    case "name":
      return <TextField name="name" label={t("people.name")} autoComplete="off" maxLength={100} />;
    case "language":
      return (
        <Choice
          name="language"
          label={t("people.language")}
          preset={language}
          options={[
            { value: "fr", label: "Français" },
            { value: "en", label: "English" },
          ]}
        />
      );
    case "age":
      return (
        <Choice
          name="age"
          label={t("people.age")}
          options={[
            { value: "adult", label: t("people.adult") },
            { value: "minor", label: t("people.minor") },
          ]}
        />
      );
    case "fifteenOn":
      return (
        <TextField
          name="fifteenOn"
          label={t("people.fifteenOn")}
          hint={t("people.fifteenHint")}
          type="date"
          autoComplete="off"
          optional
        />
      );
    case "parentSigned":
      return <Tick name="parentSigned" label={t("people.parentSigned")} />;
    case "terms":
      return <AgreeToTerms version={terms} label={t("people.terms")} />;
    case "scope":
      return <ScopeField scopes={scopes} />;
    case "until":
      return (
        <TextField
          name="until"
          label={t("people.until_label")}
          hint={t("people.untilHint")}
          type="date"
          autoComplete="off"
        />
      );
    case "mandate":
      return (
        <>
          <Tick name="mandate" label={t("people.mandateSigned")} />
          <TextField
            name="note"
            label={t("people.note")}
            hint={t("people.noteHint")}
            autoComplete="off"
            maxLength={500}
            optional
          />
        </>
      );
    case "scan":
      return (
        <FileField
          name="scan"
          label={t("people.scan")}
          hint={t("people.scanHint")}
          accept="application/pdf,image/jpeg,image/png,image/webp"
          optional
        />
      );
    default:
      return step satisfies never;
  }
};
