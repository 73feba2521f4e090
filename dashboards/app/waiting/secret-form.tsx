import { useTranslation } from "react-i18next";
import { Choice, Form, TextField, Tick } from "../forms/form.tsx";
import type { SecretState } from "./replace-secret.ts";

/** What happened to a station, and what becomes of its secret: one question a page. */
export const SecretForm = ({
  station,
  state,
}: {
  readonly station: string;
  readonly state: SecretState | undefined;
}) => {
  const { t } = useTranslation();
  const step = state?.step ?? "what";
  const submit = { what: "forms.next", shut: "waiting.shut", proof: "waiting.replace" } as const;
  return (
    <>
      <p>
        <code>{station}</code>
      </p>
      {step === "what" ? <p>{t("waiting.secretText")}</p> : null}
      {step === "shut" ? <p>{t("waiting.shutText")}</p> : null}
      <Form state={state} submit={t(submit[step])}>
        <input type="hidden" name="step" value={step} />
        {step === "what" ? (
          <Choice
            name="what"
            label={t("waiting.what")}
            options={(["shut", "proof"] as const).map((value) => ({
              value,
              label: t(`waiting.happened.${value}`),
            }))}
          />
        ) : null}
        {step === "shut" ? <Tick name="sure" label={t("waiting.shutSure")} /> : null}
        {step === "proof" ? (
          <TextField
            name="proof"
            label={t("waiting.proof")}
            hint={t("waiting.proofHint")}
            autoComplete="off"
            maxLength={200}
            plain
          />
        ) : null}
      </Form>
    </>
  );
};
