import { CLAIM_PATH } from "@datacityzen/hardware/device/claim-address";
import { readCode, showCode } from "@datacityzen/hardware/device/label";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormState, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/claim-page.ts";

/** The code comes with the address of a label, or from the first question. It changes nothing. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const given = (new URL(request.url).searchParams.get("code") ?? "").slice(0, 64);
  const code = readCode(given);
  return { given, code: code === undefined ? undefined : showCode(code) };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "label", "word");
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/stations/claims", {
      body: { code: values.label, ...(values.word === "" ? {} : { word: values.word }) },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request, field: "word" });
  if (fault !== undefined || !asked.ok)
    return tryAgain({ word: values.word }, ...(fault ? [fault] : []));
  return redirect(
    `/account/stations/${encodeURIComponent(asked.value.station)}/share?done=claimed`,
  );
};

export default function ClaimPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { given, code } = loaderData;
  if (code === undefined) {
    const faults = given === "" ? [] : [{ field: "code", text: "labelCode" as const }];
    const state: FormState = { values: { code: given }, faults };
    return (
      <Page title={t("hosting.claimTitle")} state={state}>
        <p>{t("hosting.claimText")}</p>
        <Form state={state} submit={t("forms.next")} method="get" action={CLAIM_PATH}>
          <TextField
            name="code"
            label={t("hosting.code")}
            hint={t("hosting.codeHint")}
            autoComplete="off"
            maxLength={20}
            plain
          />
        </Form>
      </Page>
    );
  }
  return (
    <Page
      title={t("hosting.wordTitle")}
      state={actionData}
      back={{ href: CLAIM_PATH, label: t("hosting.anotherCode") }}
    >
      <p>{t("hosting.codeIs", { code })}</p>
      <Form state={actionData} submit={t("hosting.claim")}>
        <input type="hidden" name="label" value={code} />
        <TextField
          name="word"
          label={t("hosting.word")}
          hint={t("hosting.wordHint")}
          autoComplete="off"
          maxLength={20}
          plain
          optional
        />
      </Form>
    </Page>
  );
}
